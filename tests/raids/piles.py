"""Dogpiles with defenders, and crowds around one person that are none.

python -m tests.raids.piles plays 60 of each kind; with --dev 30 of the half that was tuned on, with
--blind 60 with texts of their own.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from rich.console import Console

from bot.screening import Screening, open_screening
from bot.settings import Settings
from engine.actions import Hide
from engine.cases import Case
from engine.events import Author, Community, Message, Place, Platform
from engine.verdict import Category
from tests.builders import NOON
from tests.engine.house import at_home, judge
from tests.raids.blind import BLIND
from tests.raids.people import Crew
from tests.raids.pile_words import KNOWN, Texts
from tests.raids.words import CHATTER, half

console = Console(soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Pile:
    """`bystanders` are the person in the middle, the defenders, and all who mean no harm."""

    kind: str
    community: Community
    messages: Sequence[Message]
    bystanders: frozenset[str]
    defenders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """`hurt` are people to whom something was done, or their words; of `asked` ones moderators were
    asked, and nothing was done.
    """

    pile: Pile
    seen: bool
    hurt: frozenset[str]
    asked: frozenset[str]

    @property
    def defenders_hurt(self) -> int:
        return len(self.hurt & self.pile.defenders)

    @property
    def defenders_asked(self) -> int:
        return len(self.asked & self.pile.defenders)

    @property
    def others_hurt(self) -> int:
        return len(self.hurt & (self.pile.bystanders - self.pile.defenders))

    @property
    def others_asked(self) -> int:
        return len(self.asked & (self.pile.bystanders - self.pile.defenders))

    @property
    def attackers_met(self) -> int:
        return len(self.hurt - self.pile.bystanders)


@dataclass(slots=True)
class Ring:
    """People around one person, and what they have said so far."""

    random: Random
    texts: Texts
    chatter: Sequence[str]
    place: Place
    at: datetime
    people: Sequence[Author]
    messages: list[Message]
    _unsaid: dict[tuple[str, Sequence[str]], list[str]] = field(default_factory=dict)

    @property
    def host(self) -> Author:
        return self.people[0]

    def say(
        self, by: Author, pool: Sequence[str], *, to: Author | None, about: Author | None = None
    ) -> None:
        self.at += timedelta(seconds=self.random.uniform(4, 25))
        name = self.host.name if self.random.random() < 0.7 else "them"
        text = self._fresh(by, pool).format(host=name)
        number = f"{self.place.community.id}-{len(self.messages)}"
        replied = self._last_of(to) if to else None
        self.messages.append(
            Message(
                id=number,
                place=self.place,
                author=by,
                text=text,
                sent_at=self.at,
                targets=(to.id,) if to else (),
                reply_to=replied,
            )
        )

    def _fresh(self, by: Author, pool: Sequence[str]) -> str:
        """Nobody says the same again before they have said all that they have to say."""
        if not (left := self._unsaid.get((by.id, pool))):
            left = self._unsaid[by.id, pool] = self.random.sample(pool, len(pool))
        return left.pop()

    def _last_of(self, person: Author) -> str | None:
        said = (each.id for each in reversed(self.messages) if each.author.id == person.id)
        return next(said, None)

    def chat(self, count: int) -> None:
        for _ in range(count):
            self.say(self.random.choice(self.people), self.chatter, to=None)


def dogpile(ring: Ring) -> tuple[frozenset[str], frozenset[str]]:
    random, host = ring.random, ring.host
    attackers = ring.people[1 : 1 + random.randint(5, 8)]
    rest = ring.people[1 + len(attackers) :]
    defenders = rest[: random.randint(1, 4)]
    ring.chat(8)
    ring.say(host, ring.chatter, to=None)
    turns = [*attackers] * random.randint(2, 4)
    random.shuffle(turns)
    for turn in turns:
        to = host if random.random() < 0.8 else None
        ring.say(turn, ring.texts.attacks, to=to)
        if random.random() < 0.4:
            _defend(ring, random.choice(defenders), turn)
        if random.random() < 0.1:
            ring.say(host, ring.chatter, to=None)
    for each in defenders:
        _defend(ring, each, random.choice(attackers))
    harmless = frozenset(each.id for each in ring.people) - {each.id for each in attackers}
    return harmless, frozenset(each.id for each in defenders)


def _defend(ring: Ring, defender: Author, attacker: Author) -> None:
    texts = ring.texts
    way = ring.random.choice((texts.comfort, texts.rebukes, texts.quotes, texts.curses))
    to = ring.host if way is texts.comfort else attacker
    ring.say(defender, way, to=to if ring.random.random() < 0.75 else None)


def _friendly(
    pool: Callable[[Texts], Sequence[str]],
) -> Callable[[Ring], tuple[frozenset[str], frozenset[str]]]:
    def make(ring: Ring) -> tuple[frozenset[str], frozenset[str]]:
        ring.chat(8)
        ring.say(ring.host, ring.chatter, to=None)
        for _ in range(3):
            for each in ring.people[1:]:
                if ring.random.random() < 0.7:
                    ring.say(
                        each, pool(ring.texts), to=ring.host if ring.random.random() < 0.8 else None
                    )
            ring.say(ring.host, ("haha thanks", "lol you all", "thanks everyone", "haha"), to=None)
        return frozenset(each.id for each in ring.people), frozenset()

    return make


MAKERS = {
    "dogpile": dogpile,
    "roast": _friendly(attrgetter("roasts")),
    "birthday": _friendly(attrgetter("wishes")),
    "question": _friendly(attrgetter("answers")),
}


def piles(each: int, *, part: str) -> Iterator[Pile]:
    """`part` is "dev", "test" or "blind"."""
    began, test = NOON, part != "dev"
    texts = BLIND if part == "blind" else KNOWN.half(test=test)
    for seed in range(each):
        for kind, make in MAKERS.items():
            random = Random(f"{kind}:{seed}:{test if part != 'blind' else part}")  # noqa: S311 - play, no secret
            community = Community(Platform.DISCORD, f"{kind}-{seed}-{part}")
            crew = Crew(random, name=community.id, dated=True)
            people = crew.regulars(random.randint(12, 18), began)
            ring = Ring(
                random, texts, half(CHATTER, test=test), Place(community, "hall"), began, people, []
            )
            bystanders, defenders = make(ring)
            began = ring.at + timedelta(hours=1)
            yield Pile(kind, community, ring.messages, bystanders, defenders)


async def told(
    some: Iterable[Pile], folder: Path, screening: Screening
) -> AsyncIterator[tuple[Told, Sequence[Case]]]:
    async with at_home(folder, screening) as house:
        for pile in some:
            for message in pile.messages:
                await judge(house, message)
            opened = [case async for case in house.archive.cases(community=pile.community)]
            yield (
                Told(
                    pile=pile,
                    seen=any(
                        case.category is Category.DOGPILING or _cites(case) for case in opened
                    ),
                    hurt=frozenset(person for case in opened for person in _hurt(case)),
                    asked=frozenset(case.author for case in opened if case.waits),
                ),
                opened,
            )


def _cites(case: Case) -> bool:
    return any(fact.id == "signal:dogpile" for fact in case.evidence)


def _hurt(case: Case) -> set[str]:
    if case.waits:
        return set()
    hidden = {action.user for action in case.actions if isinstance(action, Hide)}
    return {*hidden, *case.accounts}


async def _main(each: int, *, part: str) -> int:
    results: list[Told] = []
    with TemporaryDirectory(prefix="haven-piles-") as folder:
        async with open_screening(Settings()) as screening:
            async for one, cases in told(piles(each, part=part), Path(folder), screening):
                results.append(one)
                if "--faults" in sys.argv:
                    _explain(one, cases)
    for kind in MAKERS:
        _print(kind, [each for each in results if each.pile.kind == kind])
    return 0


def _print(kind: str, mine: Sequence[Told]) -> None:
    attackers = sum(
        len({m.author.id for m in each.pile.messages} - each.pile.bystanders) for each in mine
    )
    defenders = sum(len(each.pile.defenders) for each in mine)
    console.print(
        f"{kind:10} {len(mine)} played, {sum(each.seen for each in mine)} seen as one; "
        f"acted on: {sum(each.attackers_met for each in mine)} of {attackers} attackers, "
        f"{sum(each.defenders_hurt for each in mine)} of {defenders} defenders, "
        f"{sum(each.others_hurt for each in mine)} others; moderators asked about: "
        f"{sum(each.defenders_asked for each in mine)} defenders, "
        f"{sum(each.others_asked for each in mine)} others"
    )


def _explain(one: Told, cases: Sequence[Case]) -> None:
    texts = {message.id: message.text for message in one.pile.messages}
    for case in cases:
        if case.author in one.pile.bystanders:
            who = "defender" if case.author in one.pile.defenders else "bystander"
            console.print(
                one.pile.community.id,
                who,
                case.rung,
                "asked" if case.waits else "DONE",
                texts[case.message],
                "|",
                case.reason,
            )
    if one.pile.kind == "dogpile" and not one.seen:
        console.print(one.pile.community.id, "not seen")


if __name__ == "__main__":
    chosen = next((part for part in ("dev", "blind") if f"--{part}" in sys.argv), "test")
    sys.exit(asyncio.run(_main(30 if chosen == "dev" else 60, part=chosen)))
