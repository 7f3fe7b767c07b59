"""What Haven made of a crowd around one person, and the figures of many crowds."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from engine.actions import AlertModerators, Hide, OfferHelp
from engine.cases import Case
from engine.verdict import Category
from tests.raids.rings import Pile


@dataclass(frozen=True, slots=True)
class Told:
    """`hurt` are people to whom something was done, or to their words; of `asked` ones moderators
    were asked or told, and nothing was done. A crowd's case hurts all whom it names.
    """

    pile: Pile
    seen: bool
    hurt: frozenset[str]
    asked: frozenset[str]
    cards: int
    first: Case | None

    @property
    def defenders_hurt(self) -> int:
        return len(self.hurt & self.pile.cast.defenders)

    @property
    def host_hurt(self) -> bool:
        return self.pile.cast.host in self.hurt

    @property
    def others_hurt(self) -> int:
        return len(self.hurt & self.pile.others)

    @property
    def delay(self) -> tuple[int, timedelta] | None:
        """Attacks until something was done about one or asked, and the time since the first."""
        attacks = self.pile.attacks
        if self.first is None or not attacks:
            return None
        at = self.first.opened_at
        return sum(each.sent_at <= at for each in attacks), at - attacks[0].sent_at


def told(pile: Pile, cases: Sequence[Case]) -> Told:
    met = (case for case in cases if not _named(case).isdisjoint(pile.cast.attackers))
    hurt = frozenset(person for case in cases for person in _hurt(case))
    return Told(
        pile=pile,
        seen=any(case.category is Category.DOGPILING or _cites(case) for case in cases),
        hurt=hurt,
        asked=frozenset(each for case in cases for each in _named(case)) - hurt,
        cards=sum(map(only_asks, cases)),
        first=min(met, key=lambda case: case.opened_at, default=None),
    )


def _named(case: Case) -> frozenset[str]:
    return frozenset({case.author, *case.accounts})


def only_asks(case: Case) -> bool:
    """Help that somebody is offered takes nothing from them."""
    told = all(isinstance(action, AlertModerators | OfferHelp) for action in case.actions)
    return case.waits or (told and case.campaign is None)


def _cites(case: Case) -> bool:
    return any(fact.id == "signal:dogpile" for fact in case.evidence)


def _hurt(case: Case) -> set[str]:
    hidden = {action.user for action in case.actions if isinstance(action, Hide)}
    if case.waits:
        return set()
    return hidden if only_asks(case) else {*hidden, *case.accounts}


def sentences(kind: str, mine: Sequence[Told]) -> Iterator[str]:
    """Nothing is said of sides that the kind does not have."""
    yield f"{kind}: {len(mine)} played, {sum(each.seen for each in mine)} seen as a dogpile"
    yield _line("attackers", mine, [each.pile.cast.attackers for each in mine])
    yield _line("defenders", mine, [each.pile.cast.defenders for each in mine])
    yield _line("person in the middle", mine, [frozenset({each.pile.cast.host}) for each in mine])
    attacked = any(each.pile.cast.attackers for each in mine)
    others = [each.pile.others for each in mine]
    yield _line("bystanders" if attacked else "people around", mine, others)
    yield f"cards for moderators, each: {sum(each.cards for each in mine) / len(mine):.1f}"
    if delays := [each.delay for each in mine if each.delay]:
        attacks, took = median(at for at, _ in delays), median(took for _, took in delays)
        yield f"first step (median): at attack {attacks:.0f}, after {took.total_seconds():.0f} s"


def _line(who: str, mine: Sequence[Told], sides: Sequence[Collection[str]]) -> str:
    people = sum(map(len, sides))
    if not people:
        return ""
    hurt = sum(len(each.hurt.intersection(side)) for each, side in zip(mine, sides, strict=True))
    asked = sum(len(each.asked.intersection(side)) for each, side in zip(mine, sides, strict=True))
    return f"{who}: {hurt} of {people} acted on, moderators only asked about {asked}"
