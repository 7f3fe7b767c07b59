"""The bench's load: messages offered to a whole Haven, and what became of each."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import perf_counter, process_time

from bot.app import House, Outside, open_house
from bot.bench_chat import Chat, Line
from bot.settings import Settings
from connectors.simulated import SimulatedEnforcer
from engine.actions import Order, Outcome
from engine.cases import Case
from engine.clock import SystemClock
from engine.events import Community, Event, Platform, id_of
from engine.figures import Figures
from engine.verdict import Mode, Verdict

SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
STAGES = ("journal", "encode", "screening", "judge", "event_to_verdict", "event_to_action")
# As fast as it goes, so many messages are on their way at once.
IN_FLIGHT = 256

Spread = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One load. `offered` is None for as fast as it goes; times are in milliseconds."""

    offered: float | None
    achieved: float
    messages: int
    repeats: float
    cases: int
    calls: int
    cpu_ms_per_message: float
    rss_mb: float
    stages: Mapping[str, Spread]

    @property
    def sustained(self) -> bool:
        """The load was borne, and screening stayed quick."""
        if self.offered is None:
            return False
        return self.achieved >= 0.98 * self.offered and self.stages["screening"]["p95"] < 50.0


@dataclass(slots=True)
class Course:
    """What is known of the messages under way, by id: when each was due."""

    figures: Figures = field(default_factory=Figures)
    due: dict[str, float] = field(default_factory=dict)
    cases: dict[tuple[Community, int], float] = field(default_factory=dict)
    room: asyncio.Semaphore | None = None
    first: float = 0.0
    last: float = 0.0
    opened: int = 0
    calls: int = 0

    def judged(self, event: Event, _: Verdict | None, case: Case | None) -> None:
        self.last = perf_counter()
        self.first = self.first or self.last
        due = self.due.pop(id_of(event))
        self.figures.took("event_to_verdict", self.last - due)
        if self.room:
            self.room.release()
        if case:
            self.opened += 1
            self.cases[case.community, case.number] = due

    def called(self, order: Order) -> None:
        due = self.cases.get((order.place.community, order.case))
        if due is not None:
            self.calls += 1
            self.figures.took("event_to_action", perf_counter() - due)


class Load:
    """One open Haven with everything switched on, and the chat that is fed to it."""

    def __init__(self) -> None:
        self.course = Course()
        self._lines = Chat().lines()
        self._numbers = count()
        self._enforcer = SimulatedEnforcer()
        self._house: House

    async def apply(self, order: Order) -> Outcome:
        self.course.called(order)
        return await self._enforcer.apply(order)

    def watch(self, event: Event, verdict: Verdict | None, case: Case | None) -> None:
        self.course.judged(event, verdict, case)
