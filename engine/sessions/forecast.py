"""Will two people's talk turn into a personal attack? Told from what came before, and only told.

A warning waits: for a talk in both directions that has sounded bad for a while, without a laugh or
a kind word, and before anybody has crossed a line. No words are kept, only figures of manner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from engine.events import Community, Origin
from engine.sessions.conversation import TTL
from engine.sessions.utterance import DAY, Utterance
from engine.sessions.window import Latest, Window
from engine.verdict import Category, Signal

# About 800 bytes each, with the key.
_MOST_EXCHANGES = 20_000
_MOST_SESSIONS = 10_000
_MOST_COMMUNITIES = 10_000
# A card that comes often is read by nobody.
MOST_A_DAY = 5
# Who has said one thing to somebody does not quarrel yet.
FEWEST_EACH = 2
# How long a laugh or a kind word keeps the peace, in messages.
_PEACE = 4
# More than what two people reach who are as rough with each other (0.35), without a laugh.
_BANTER = 0.5
# Words at which nobody needs a forecast any more; the risk of a mere quarrel reaches 0.7.
_CROSSED = 0.8
_RISES = 6


class Outlook(NamedTuple):
    """`memory` is what the next message is weighed with; `chance` lies in 0..1; `reasons` are what
    raised it most, in plain words.
    """

    memory: bytes
    chance: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """To warn, `times` of the last `of` messages must stand at the bar or above it.

    The bar is a chance of `at` for a talk of two messages, and `rise` higher for each of the next
    six: a talk that has gone on so far without an attack needs more to be warned of.
    """

    at: float
    rise: float
    times: int
    of: int

    def is_bad(self, chance: float, messages: int) -> bool:
        return chance >= self.at + self.rise * min(max(messages - 2, 0), _RISES)

    def holds(self, history: Sequence[bool]) -> bool:
        """Whether a talk is to be warned of; `history` says of its latest messages which are bad.

        Never by the first message alone: nobody has answered it.
        """
        lately = history[-self.of :]
        return len(lately) > 1 and lately[-1] and sum(lately) >= self.times


class Foresight(Protocol):
    """A model of how talks go. It must give the same for the same, whatever else it has weighed."""

    @property
    def rule(self) -> Rule: ...

    def weigh(self, text: str, memory: bytes) -> Outlook:
        """One message more of a talk; `memory` is empty for its first."""
        ...


# Community, place, and the two people in the order of their ids.
_Key = tuple[str, str, str, str]


@dataclass(slots=True)
class Exchange:
    """What two people have said to each other within half an hour, as a forecast remembers it."""

    at: float
    memory: bytes = b""
    history: tuple[bool, ...] = ()
    given: int = 0
    taken: int = 0
    peace: int = 0
    crossed: bool = False

    @property
    def is_mutual(self) -> bool:
        return min(self.given, self.taken) >= FEWEST_EACH


class Forecasts:
    """One exchange for every two people of a place; after a restart they come back as sessions do.

    Only the day's count of warnings begins anew then, beyond the last two hours.
    """

    def __init__(self, foresight: Foresight | None) -> None:
        self._foresight = foresight
        self._exchanges: Latest[_Key, Exchange] = Latest(most=_MOST_EXCHANGES)
        self._warned: Latest[str, float] = Latest(most=_MOST_SESSIONS)
        self._lately: Latest[str, Window[str]] = Latest(most=_MOST_COMMUNITIES)

    def observe(self, utterance: Utterance, *, session: str, banter: float) -> Signal | None:
        """The warning that is due with this message, at most one in a `session`."""
        if self._foresight is None or not _is_said_to_somebody(utterance):
            return None
        exchange = self._exchange(utterance)
        rule = self._foresight.rule
        outlook = self._foresight.weigh(utterance.message.text, exchange.memory)
        exchange.memory = outlook.memory
        _count(exchange, utterance, banter=banter)
        is_bad = rule.is_bad(outlook.chance, exchange.given + exchange.taken)
        exchange.history = (*exchange.history, is_bad)[-rule.of :]
        if not exchange.is_mutual or exchange.peace or exchange.crossed:
            return None
        if not rule.holds(exchange.history) or not self._may_warn(utterance, session):
            return None
        return Signal("forecast", Category.HARASSMENT, outlook.chance, _evidence(outlook))

    def forget(self, community: Community, person: str) -> None:
        here = str(community)
        for key in [each for each in self._exchanges if each[0] == here and person in each[2:]]:
            del self._exchanges[key]

    def _exchange(self, utterance: Utterance) -> Exchange:
        first, second = sorted((utterance.author, utterance.target or ""))
        key = (utterance.community, utterance.place, first, second)
        exchange = self._exchanges.get(key)
        if exchange is None or utterance.at - exchange.at >= TTL:
            exchange = Exchange(utterance.at)
        exchange.at = utterance.at
        self._exchanges.renew(key, exchange)
        return exchange

    def _may_warn(self, utterance: Utterance, session: str) -> bool:
        lately = self._lately.get(utterance.community) or Window(span=DAY, limit=MOST_A_DAY)
        lately.reach(utterance.at)
        if session in self._warned or len(lately) >= MOST_A_DAY:
            return False
        self._warned.renew(session, utterance.at)
        lately.add(utterance.at, session)
        self._lately.renew(utterance.community, lately)
        return True


def _is_said_to_somebody(utterance: Utterance) -> bool:
    message = utterance.message
    return bool(utterance.target) and message.origin is Origin.POST and not message.author.is_bot


def _count(exchange: Exchange, utterance: Utterance, *, banter: float) -> None:
    if utterance.author < (utterance.target or ""):
        exchange.given += 1
    else:
        exchange.taken += 1
    friendly = "laughter" in utterance.tone or utterance.is_kind or banter >= _BANTER
    exchange.peace = _PEACE if friendly else max(0, exchange.peace - 1)
    exchange.crossed = exchange.crossed or utterance.malice >= _CROSSED


def _evidence(outlook: Outlook) -> str:
    why = f" What tells: {', '.join(outlook.reasons)}." if outlook.reasons else ""
    in_ten = min(9, max(1, round(outlook.chance * 10)))
    return (
        "Their last messages argue as people do before it becomes personal: of the discussions "
        f"that Haven learned from, {in_ten} in 10 that sounded like this ended in a personal "
        f"attack, of all of them 5 in 10.{why}"
    )
