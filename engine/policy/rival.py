"""A challenger policy in the shadow of the one in force: it decides too, and nothing follows."""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from engine.cases import Case, Ruling
from engine.events import Community, Message
from engine.policy.community import CommunityPolicy
from engine.policy.deed import deed, differ
from engine.policy.ladder import Rung
from engine.policy.matter import Footing, Matter
from engine.policy.policy import decide
from engine.policy.retrial import acts, messages_of
from engine.policy.strikes import Strike, standing_on
from engine.verdict import Decision, Mode

log = logging.getLogger(__name__)

# The last differences can be looked at; of the others there are the counts.
KEPT = 200
# A moderator rules within days: until then it is known what the challenger would have done.
_AWAITED, _PEOPLE, _STRIKES = 20_000, 20_000, 64

Key = TypeVar("Key")
Value = TypeVar("Value")
Person = tuple[Community, str]
Challengers = Callable[[Community], CommunityPolicy | None]
StrikesOf = Callable[[Message], Iterable[Strike]]


@dataclass(frozen=True, slots=True)
class Difference:
    """By its message's id; `then` is what was decided, `now` what the challenger would have."""

    message: str
    then: str
    now: str


@dataclass(slots=True)
class RivalTally:
    """`reversed` are rulings that took back what the challenger would have done as well,
    `confirmed` those that upheld what it would not have done.
    """

    agreed: int = 0
    more: int = 0
    less: int = 0
    otherwise: int = 0
    failed: int = 0
    reversed: int = 0
    confirmed: int = 0
    last: deque[Difference] = field(default_factory=lambda: deque(maxlen=KEPT))

    @property
    def compared(self) -> int:
        return self.agreed + self.more + self.less + self.otherwise

    def note(self, message: str, then: Decision | None, now: Decision | None) -> None:
        if not differ(then, now):
            self.agreed += 1
            return
        self.more += acts(now) and not acts(then)
        self.less += acts(then) and not acts(now)
        self.otherwise += acts(then) == acts(now)
        self.last.append(Difference(message, deed(then), deed(now)))


class Rival:
    """`policies` gives a community's challenger, None where it has none. People begin with the
    strikes that they have when it first meets them; from then on its own decisions count.
    """

    def __init__(self, policies: Challengers, tally: RivalTally) -> None:
        self.tally = tally
        self._policies = policies
        self._strikes: dict[Person, deque[Strike]] = {}
        self._acts: dict[tuple[Community, str], bool] = {}
        self._ruled: dict[tuple[Community, int], Ruling] = {}

    def see(
        self, matter: Matter, footing: Footing, decided: Decision | None, strikes: StrikesOf
    ) -> None:
        """Whatever goes wrong here is the challenger's alone."""
        policy = self._policies(matter.message.place.community)
        if policy is None:
            return
        try:
            now = self._decided(matter, footing, policy, strikes)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody else may suffer from it
            self._note_failure(matter.message, error)
            return
        self.tally.note(matter.message.id, decided, now)
        if acts(decided) or acts(now):
            key = matter.message.place.community, matter.message.id
            _room(self._acts, _AWAITED)
            self._acts[key] = acts(now)

    def heard(self, case: Case) -> None:
        """A ruling, told once, on what the challenger has seen."""
        key = case.community, case.number
        known = self._ruled.get(key) is case.ruling
        if case.ruling is None or known or not case.is_about_words:
            return
        _room(self._ruled, _AWAITED)
        self._ruled[key] = case.ruling
        seen = (self._acts.get((case.community, each)) for each in messages_of(case))
        for would_act in (each for each in seen if each is not None):
            self.tally.reversed += would_act and case.ruling is Ruling.REVERSED
            self.tally.confirmed += not would_act and case.ruling is Ruling.CONFIRMED

    def forget(self, community: Community, person: str) -> None:
        self._strikes.pop((community, person), None)

    def _decided(
        self, matter: Matter, footing: Footing, policy: CommunityPolicy, strikes: StrikesOf
    ) -> Decision | None:
        message = matter.message
        person = message.place.community, message.author.id
        if person not in self._strikes:
            _room(self._strikes, _PEOPLE)
            self._strikes[person] = deque(strikes(message), maxlen=_STRIKES)
        own = self._strikes[person]
        standing = replace(standing_on(own, message, policy), cried=footing.cried)
        now = decide(matter, standing, policy)
        counts = now and now.mode is Mode.ENFORCE and not now.asks_first
        if now and counts and now.rung.upper() in Rung.__members__:
            on = message.place.community.platform
            own.append(Strike(message.sent_at, Rung[now.rung.upper()], on))
        return now

    def _note_failure(self, message: Message, error: Exception) -> None:
        """The first one only: the next message may well be the next failure."""
        if not self.tally.failed:
            why = type(error).__name__
            log.warning("challenger policy failed", extra={"event": message.id, "why": why})
        self.tally.failed += 1


def _room(kept: dict[Key, Value], most: int) -> None:
    """The oldest makes room."""
    if len(kept) >= most:
        del kept[next(iter(kept))]
