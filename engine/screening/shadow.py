"""A challenger in the champion's shadow: it screens the same messages, and only where the two would
flag differently is counted. It decides nothing, holds nobody up and keeps no words.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from engine.events import Community, Message
from engine.verdict import Category, RiskPrediction

log = logging.getLogger(__name__)

# Some seconds of a quiet chat. Whatever does not fit is skipped: a sample is enough to compare.
ROOM = 64

Busy = Callable[[], bool]
# Whether a model flags a message, and the category that it sees.
Judged = tuple[bool, Category]


class Screens(Protocol):
    """What a challenger must be able to do; a Screener can."""

    @property
    def flag_at(self) -> float: ...

    async def screen(
        self, message: Message, *, behaviour: float, repeats: int = 0
    ) -> RiskPrediction: ...


@dataclass(frozen=True, slots=True)
class Screened:
    """A message with what else its screening knew, and what the champion made of it."""

    message: Message
    behaviour: float
    repeats: int
    prediction: RiskPrediction


@dataclass(slots=True)
class Tally:
    """How many messages both, neither or only one of them flagged, each at its own point; where
    only one did, by the category that it saw.
    """

    both: int = 0
    neither: int = 0
    champion_only: Counter[Category] = field(default_factory=Counter)
    challenger_only: Counter[Category] = field(default_factory=Counter)
    skipped: int = 0
    failed: int = 0

    @property
    def agreed(self) -> int:
        return self.both + self.neither

    @property
    def compared(self) -> int:
        return self.agreed + self.champion_only.total() + self.challenger_only.total()


class Shadow:
    """`flag_at` is the champion's; the tally goes on from what it is given."""

    def __init__(self, *, flag_at: float, tally: Tally, room: int = ROOM) -> None:
        self.tally = tally
        self._flag_at = flag_at
        self._waiting: asyncio.Queue[Screened] = asyncio.Queue(room)

    def offer(self, screened: Screened) -> None:
        """Have the challenger look at it some time, or never: this returns at once."""
        try:
            self._waiting.put_nowait(screened)
        except asyncio.QueueFull:
            self.tally.skipped += 1

    def forget(self, community: Community, _: str) -> None:
        """Skip what waits of a community: whoever it is may have said it, or be named in it."""
        waiting = [self._waiting.get_nowait() for _ in range(self._waiting.qsize())]
        for screened in waiting:
            if screened.message.place.community == community:
                self.tally.skipped += 1
            else:
                self._waiting.put_nowait(screened)

    async def run(self, challenger: Screens, busy: Busy) -> None:
        """Compare until cancelled, one message at a time, but none while the champion is `busy`."""
        while True:
            screened = await self._waiting.get()
            if busy():
                self.tally.skipped += 1
                continue
            await self._compare(screened, challenger)

    async def _compare(self, screened: Screened, challenger: Screens) -> None:
        try:
            prediction = await challenger.screen(
                screened.message, behaviour=screened.behaviour, repeats=screened.repeats
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the challenger's alone
            self._note_failure(screened.message, error)
            return
        champion = screened.prediction
        self._count(
            (champion.risk_score >= self._flag_at, champion.category),
            (prediction.risk_score >= challenger.flag_at, prediction.category),
        )

    def _note_failure(self, message: Message, error: Exception) -> None:
        """The first one only: the next message may well be the next failure."""
        if not self.tally.failed:
            why = type(error).__name__
            log.warning("challenger failed", extra={"event": message.id, "why": why})
        self.tally.failed += 1

    def _count(self, champion: Judged, challenger: Judged) -> None:
        match champion, challenger:
            case (True, _), (True, _):
                self.tally.both += 1
            case (False, _), (False, _):
                self.tally.neither += 1
            case (True, category), _:
                self.tally.champion_only[category] += 1
            case _, (_, category):
                self.tally.challenger_only[category] += 1
