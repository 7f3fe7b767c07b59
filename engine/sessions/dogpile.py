"""Many people at one person in a short time; those who stand by that person are no part of it."""

from collections.abc import Sequence
from typing import NamedTuple

from engine.events import Community
from engine.quantities import counted
from engine.sessions.besieged import Besieged
from engine.sessions.siding import (
    pleads_for,
    quotes,
    speaks_of,
    speaks_of_others,
    speaks_to_many,
    speaks_up,
)
from engine.sessions.siege import FEWEST, SPAN, Crowd, Hit, Siege
from engine.sessions.utterance import Utterance
from engine.sessions.window import Latest, Window
from engine.verdict import Category, Signal

SHOWN_FROM = 0.3
_MOST_TARGETS = 10_000
_MOST_BLOWS = 16
_HARSH = 0.6

# What everyday talk is worth to the screening anyway.
_EVERYDAY = 0.05
# A laugh at somebody is a small sting by itself; alone it makes nobody a participant.
_MOCKING = 0.12
_ROUGH, _BAD_LAUGH = 0.2, 0.6
# From so many on, or from so bad a word, others may speak up for the person.
_FEW, _TELLING = 2, 0.1
# What one clue says of the side somebody takes; two are enough. Where somebody who attacked nobody
# is rough to nobody in particular, nobody can know whom they mean.
_SURE, _CLUE, _UNKNOWN = 1.0, 0.5, 0.2

MAY_DEFEND = (
    "It may be said for somebody whom others are attacking, so a moderator must confirm it."
)
MAY_BE_FUN = "By itself this may be no more than a joke or a slip, so a moderator must confirm it."


class Bearing(NamedTuple):
    """What a message has to do with a crowd: part of it, a word against it, or nobody can tell.

    `defence` below 1 is a guess, which `doubt` puts into words.
    """

    crowd: Signal | None = None
    defence: Signal | None = None
    doubt: str = ""


UNCONCERNED = Bearing()

# Whom a person has lately stung, and how much.
Blows = Window[tuple[str, float]]


class Dogpiles:
    def __init__(self) -> None:
        self._sieges: Latest[tuple[str, str], Siege] = Latest(most=_MOST_TARGETS)
        self._dealt: Latest[tuple[str, str], Blows] = Latest(most=_MOST_TARGETS)
        self._besieged: Latest[str, Besieged] = Latest(most=_MOST_TARGETS)

    def observe(self, utterance: Utterance) -> None:
        own = self._sieges.get((utterance.community, utterance.author))
        if own is not None:
            own.answered(utterance)
        if utterance.target:
            self._aimed(utterance, utterance.target)
        elif self._side(utterance) >= _SURE:
            self._stand_by(utterance)

    def bearing(self, utterance: Utterance) -> Bearing:
        """Of a message that was observed."""
        if side := self._side(utterance):
            sure = side >= _SURE
            told = _defence(side) if side >= _CLUE and utterance.malice >= _EVERYDAY else None
            return Bearing(defence=told, doubt="" if sure else MAY_DEFEND)
        if utterance.explicit and _is_for_another(utterance):
            # What came before may have been said elsewhere, or too cleverly to be read as rough.
            return Bearing(doubt=MAY_DEFEND)
        siege = self._sieges.get((utterance.community, utterance.target or ""))
        if siege is None or siege.people() < _FEW or _sting(utterance) == 0.0:
            return UNCONCERNED
        if siege.is_afterwards(utterance):
            return UNCONCERNED
        return _part(utterance, siege)

    def forget(self, community: Community, person: str) -> None:
        here = str(community)
        for held in (self._sieges, self._dealt):
            held.pop((here, person), None)
        if besieged := self._besieged.get(here):
            besieged.drop(lambda target: target == person)
        for (where, _), siege in self._sieges.items():
            if where == here:
                siege.hits.drop(lambda hit: hit.author == person)
        for (where, _), blows in self._dealt.items():
            if where == here:
                blows.drop(lambda blow: blow[0] == person)

    def _aimed(self, utterance: Utterance, target: str) -> None:
        sting = _sting(utterance)
        attacked = self._dealt.get((utterance.community, target))
        if attacked is not None:
            attacked.reach(utterance.at)
            if utterance.explicit:
                self._stood_by(utterance, attacked)
        if sting == 0.0 and not self._is_besieged(utterance, target):
            return
        siege = self._siege(utterance, target)
        side = self._side(utterance)
        retort = attacked is not None and _is_harsh(attacked) and not siege.has(utterance.author)
        hit = _hit(utterance, 0.0 if side else sting, guards=retort or side >= _SURE)
        siege.hit(utterance.at, hit)
        siege.place = utterance.place
        self._move(utterance)
        if hit.guards or hit.sting == 0.0:
            return
        if siege.people() >= _FEW or sting >= _TELLING:
            self._note(utterance, target)
        if sting >= _TELLING:
            self._deal(utterance, target, sting)

    def _deal(self, utterance: Utterance, target: str, sting: float) -> None:
        key = (utterance.community, utterance.author)
        dealt = self._dealt.get(key) or Window(span=SPAN, limit=_MOST_BLOWS)
        dealt.add(utterance.at, (target, sting))
        self._dealt.renew(key, dealt)

    def _stood_by(self, utterance: Utterance, attacked: Blows) -> None:
        """Who takes an attacker on, and does not laugh with them, speaks for the target."""
        prey = attacked.last[0] if attacked.last else utterance.author
        if prey != utterance.author and "laughter" not in utterance.tone:
            self._guarded(utterance, prey)

    def _stand_by(self, utterance: Utterance) -> None:
        """Said to nobody in particular, for whoever is under attack here."""
        up = speaks_up(utterance)
        for prey in self._preys(utterance, up=up):
            if self._side_to(utterance, prey, up=up) >= _SURE:
                self._guarded(utterance, prey)

    def _guarded(self, utterance: Utterance, prey: str) -> None:
        hit = Hit(utterance.author, 0.0, guards=True)
        self._siege(utterance, prey).hit(utterance.at, hit)

    def _note(self, utterance: Utterance, target: str) -> None:
        """Several may be under attack at once: an attacker, too, once people answer."""
        here = utterance.community
        besieged = self._besieged.get(here) or Besieged()
        besieged.drop(lambda known: known == target)
        besieged.add(utterance.at, target)
        self._besieged.renew(here, besieged)
        self._move(utterance)

    def _move(self, utterance: Utterance) -> None:
        """Somebody was attacked, perhaps in another place than before."""
        if besieged := self._besieged.get(utterance.community):
            besieged.places = frozenset([self._scene(utterance, prey) for prey in besieged])

    def _preys(self, utterance: Utterance, *, up: bool) -> Sequence[str]:
        """Those under attack whose side the message may take: everyday talk, which is nearly all
        that there is, takes none elsewhere than where somebody was last attacked.
        """
        besieged = self._besieged.get(utterance.community)
        if besieged is None:
            return ()
        besieged.reach(utterance.at)
        if up or utterance.malice > _EVERYDAY:
            return tuple(besieged)
        if utterance.place not in besieged.places:
            return ()
        return [prey for prey in besieged if self._scene(utterance, prey) == utterance.place]

    def _scene(self, utterance: Utterance, prey: str) -> str:
        siege = self._sieges.get((utterance.community, prey))
        return siege.place if siege else ""

    def _side(self, utterance: Utterance) -> float:
        """How surely it is said for somebody under attack, 0..1."""
        if utterance.community not in self._besieged:
            return 0.0
        up = speaks_up(utterance)
        preys = self._preys(utterance, up=up)
        return max([self._side_to(utterance, prey, up=up) for prey in preys], default=0.0)

    def _side_to(self, utterance: Utterance, prey: str, *, up: bool) -> float:
        siege = self._sieges.get((utterance.community, prey))
        if siege is None or prey == utterance.author:
            return 0.0
        if siege.takes_part(utterance.author):
            return 0.0
        return _SURE if up else _inferred(utterance, siege, prey)

    def _is_besieged(self, utterance: Utterance, target: str) -> bool:
        siege = self._sieges.get((utterance.community, target))
        return siege is not None and utterance.at - siege.hits.latest < SPAN

    def _siege(self, utterance: Utterance, target: str) -> Siege:
        key = (utterance.community, target)
        siege = self._sieges.get(key) or Siege()
        self._sieges.renew(key, siege)
        return siege


def _inferred(utterance: Utterance, siege: Siege, prey: str) -> float:
    """The side of somebody who attacked nobody, from whom they speak to and of whom."""
    target = utterance.target if utterance.explicit else None
    of_prey = target == prey and bool(utterance.called)
    if "laughter" in utterance.tone:
        return 0.0
    if target == prey and _comforts(utterance, siege):
        return _CLUE
    if target == prey and not of_prey:
        return 0.0
    at_attacker = target is not None and siege.is_stung_by(target)
    if at_attacker and siege.takes_part(target or "") and siege.people() >= FEWEST:
        return _SURE
    if siege.place != utterance.place or not (target is None or of_prey or at_attacker):
        return 0.0
    clues = (
        at_attacker,
        siege.is_guarded_by(utterance.author),
        speaks_to_many(utterance.words),
        of_prey and speaks_of(utterance.words, utterance.called),
        quotes(utterance),
    )
    if not any(clues):
        return _UNKNOWN if target is None and siege.people() >= _FEW else 0.0
    return min(_SURE, _CLUE * sum(clues))


def _comforts(utterance: Utterance, siege: Siege) -> bool:
    """Dark words to the person under attack may be about the others, or go with kinder ones."""
    return siege.is_guarded_by(utterance.author) or speaks_of_others(utterance.words)


def _is_for_another(utterance: Utterance) -> bool:
    return pleads_for(utterance) or speaks_of(utterance.words, utterance.called)


def _part(utterance: Utterance, siege: Siege) -> Bearing:
    """Only on the messages of those who take part."""
    crowd = siege.crowd()
    doubt = MAY_BE_FUN if _may_be_fun(utterance, siege, crowd) else ""
    if len(crowd.participants) < FEWEST or utterance.author not in crowd.participants:
        return Bearing(doubt=doubt) if siege.is_enjoyed(crowd, utterance.at) else UNCONCERNED
    score = siege.earnestness(crowd, utterance.at)
    return Bearing(crowd=_pile(crowd, score) if score >= SHOWN_FROM else None, doubt=doubt)


def _may_be_fun(utterance: Utterance, siege: Siege, crowd: Crowd) -> bool:
    """Somebody's first rough word, or nothing but mild ones, or the round laughs with them."""
    author, at = utterance.author, utterance.at
    if author not in crowd.rough or siege.is_enjoyed(crowd, at):
        return True
    first = siege.stings_of(author) < _FEW
    return utterance.malice < _BAD_LAUGH and (first or siege.is_merry(crowd, at))


def _pile(crowd: Crowd, score: float) -> Signal:
    minutes = max(1, round(crowd.seconds / 60))
    evidence = (
        f"{len(crowd.participants)} people wrote {crowd.messages} messages at the same person "
        f"within {counted(minutes, 'minute')}."
    )
    return Signal("dogpile", Category.DOGPILING, score, evidence)


def _defence(side: float) -> Signal:
    """Rough words for somebody under attack, to those who attack: no part of the harm."""
    speaks = "speaks" if side >= _SURE else "perhaps speaks"
    evidence = f"It {speaks} up for somebody whom several people are attacking."
    return Signal("defence", Category.NONE, side, evidence)


def _hit(utterance: Utterance, sting: float, *, guards: bool) -> Hit:
    laughs = "laughter" in utterance.tone
    return Hit(
        author=utterance.author,
        sting=sting,
        guards=guards or utterance.is_kind,
        rough=sting > 0.0 and utterance.malice >= (_BAD_LAUGH if laughs else _ROUGH),
        merry=laughs or "affection" in utterance.tone,
    )


def _sting(utterance: Utterance) -> float:
    if utterance.is_kind:
        return 0.0
    malice = 0.0 if utterance.is_glad else utterance.malice
    return max(0.0, malice - _EVERYDAY) + _MOCKING * ("laughter" in utterance.tone)


def _is_harsh(attacked: Blows) -> bool:
    """Who has dealt this much is called to order by a crowd, not piled upon."""
    return sum(sting for _, sting in attacked) >= _HARSH
