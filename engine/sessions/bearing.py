"""What a message has to do with a crowd at one person, and why a moderator must be asked of it."""

from typing import NamedTuple

from engine.quantities import counted
from engine.sessions.siege import FEWEST, Crowd, Siege
from engine.sessions.utterance import Utterance
from engine.verdict import Category, Signal

SHOWN_FROM = 0.3
# From so bad a word on a laugh excuses nothing; from so many on, words are not the first.
BAD_LAUGH = 0.6
_FEW = 2

MAY_DEFEND = (
    "It may be said for somebody whom others are attacking, so a moderator must confirm it."
)
MAY_BE_FUN = "By itself this may be no more than a joke or a slip, so a moderator must confirm it."
ANSWERS_BACK = (
    "Several people are at the one who wrote it, who may only be answering back,"
    " so a moderator must confirm it."
)
UNSURE = (
    "Several people are at one here, and it is not sure whose side this is on,"
    " so a moderator must confirm it."
)

# Somebody's own defence is never punished unasked, whatever is said in it; another's may be heated,
# but needs no slur. An address that is given away has to go at once, whoever gives it.
_HEATED = frozenset({Category.THREAT, Category.HARASSMENT})
_OWN_DEFENCE = _HEATED | {Category.HATE, Category.SEXUAL_HARASSMENT}


class Bearing(NamedTuple):
    """What a message has to do with a crowd: part of it, a word against it, or nobody can tell.

    `defence` below 1 is a guess, which `doubt` puts into words. The doubt holds `despite` such
    severe words. What is `spared` is not held against its author later on. Doubtful words of one
    `siege` are put before a moderator together.
    """

    crowd: Signal | None = None
    defence: Signal | None = None
    doubt: str = ""
    despite: frozenset[Category] = frozenset()
    spared: bool = False
    siege: str = ""

    def amid(self, *, grave: bool, severe: frozenset[Category]) -> "Bearing":
        """A good cause excuses no grave words; severe ones are met at once, whoever says them."""
        doubt = "" if severe - self.despite else self.doubt
        return self._replace(
            defence=None if grave else self.defence,
            doubt=doubt,
            spared=self.spared and bool(doubt),
            siege=self.siege if doubt else "",
        )


UNCONCERNED = Bearing()


def answering_back() -> Bearing:
    return Bearing(doubt=ANSWERS_BACK, despite=_OWN_DEFENCE, spared=True)


def defending(found: Bearing) -> Bearing:
    """To somebody who has attacked another: a threat may be meant for the good, and is a threat."""
    return Bearing(defence=found.defence, doubt=MAY_DEFEND, despite=_HEATED, spared=True)


def unsure(found: Bearing) -> Bearing:
    return found._replace(doubt=UNSURE)


def part(utterance: Utterance, siege: Siege) -> Bearing:
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
    return utterance.malice < BAD_LAUGH and (first or siege.is_merry(crowd, at))


def _pile(crowd: Crowd, score: float) -> Signal:
    minutes = max(1, round(crowd.seconds / 60))
    evidence = (
        f"{len(crowd.participants)} people wrote {crowd.messages} messages at the same person "
        f"within {counted(minutes, 'minute')}."
    )
    return Signal("dogpile", Category.DOGPILING, score, evidence)


def defence(side: float, *, sure: bool) -> Signal:
    """Rough words for somebody under attack, to those who attack: no part of the harm."""
    speaks = "speaks" if sure else "perhaps speaks"
    evidence = f"It {speaks} up for somebody whom several people are attacking."
    return Signal("defence", Category.NONE, side, evidence)
