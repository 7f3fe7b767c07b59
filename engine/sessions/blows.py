"""Whom people have lately stung: who attacks somebody, and who does so for sure."""

from collections import Counter
from operator import itemgetter
from typing import NamedTuple

from engine.sessions.siege import SPAN
from engine.sessions.utterance import Utterance
from engine.sessions.window import Latest, Window

_MOST_PEOPLE = 10_000
_MOST_BLOWS = 16
# Who has dealt this much is called to order by a crowd, not piled upon.
_HARSH = 0.6


class Blow(NamedTuple):
    """Whom somebody has lately stung, and how much; a `plain` one without a doubt and a cause."""

    target: str
    sting: float
    plain: bool


class Blows:
    """What everybody has dealt in the last minutes."""

    def __init__(self) -> None:
        self._dealt: Latest[tuple[str, str], Window[Blow]] = Latest(most=_MOST_PEOPLE)

    def deal(self, utterance: Utterance, blow: Blow) -> None:
        key = (utterance.community, utterance.author)
        dealt = self._dealt.get(key) or Window(span=SPAN, limit=_MOST_BLOWS)
        dealt.add(utterance.at, blow)
        self._dealt.renew(key, dealt)

    def by(self, utterance: Utterance, person: str | None) -> Window[Blow] | None:
        """None where that is nothing."""
        dealt = self._dealt.get((utterance.community, person)) if person else None
        if dealt is not None:
            dealt.reach(utterance.at)
        return dealt or None

    def is_at_attacker(self, utterance: Utterance) -> bool:
        """Said to somebody who has lately been at another."""
        dealt = self.by(utterance, utterance.target) or ()
        return any(blow.target != utterance.author for blow in dealt)

    def is_harsh(self, utterance: Utterance, person: str) -> bool:
        dealt = self.by(utterance, person) or ()
        return sum(blow.sting for blow in dealt) >= _HARSH

    def prey_of(self, utterance: Utterance) -> tuple[str, int]:
        """At whom the author has been most often, with plain words, and how often."""
        dealt = self.by(utterance, utterance.author) or ()
        plain = Counter(blow.target for blow in dealt if blow.plain)
        return max(plain.items(), key=itemgetter(1, 0), default=("", 0))

    def forget(self, here: str, person: str) -> None:
        self._dealt.pop((here, person), None)
        for (where, _), dealt in self._dealt.items():
            if where == here:
                dealt.drop(lambda blow: blow.target == person)
