"""The bench's load: messages offered to a whole Haven, and what became of each."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import perf_counter, process_time
from typing import Self

import psutil

from bot.app import House, Outside, open_house
from bot.bench_chat import Chat
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
# Waking for every single message would cost more than making it up; lateness counts as latency.
TICK = 0.002

Spread = Mapping[str, float]
Deliver = Callable[[float], Coroutine[None, None, None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What came of one load. `offered` is None for as fast as it goes; `shed` counts messages that
    were spared the encoder; stages in milliseconds.
    """

    offered: float | None
    achieved: float
    messages: int
    cases: int
    calls: int
    shed: int
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
    """The messages under way by id and the cases by number, each with the moment it was due."""

    figures: Figures
    due: dict[str, float] = field(default_factory=dict)
    cases: dict[tuple[Community, int], float] = field(default_factory=dict)
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(IN_FLIGHT))
    first: float = 0.0
    last: float = 0.0
    judged_count: int = 0
    calls: int = 0

    def judged(self, event: Event, case: Case | None) -> None:
        self.last = perf_counter()
        self.judged_count += 1
        self.first = self.first or self.last
        due = self.due.pop(id_of(event))
        self.room.release()
        self.figures.took("event_to_verdict", self.last - due)
        if case:
            self.cases[case.community, case.number] = due

    def called(self, order: Order) -> None:
        if due := self.cases.get((order.place.community, order.case)):
            self.calls += 1
            self.figures.took("event_to_action", perf_counter() - due)


class Bench:
    """A whole Haven at work, whose enforcer and watcher this is."""

    def __init__(self) -> None:
        self.house: House
        self._lines = Chat().lines()
        self._numbers = count()
        self._enforcer = SimulatedEnforcer()
        self._course = Course(Figures())

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings, folder: Path) -> AsyncIterator[Self]:
        bench = cls()
        outside = Outside(
            folder=folder,
            clock=SystemClock(),
            enforcers=dict.fromkeys(Platform, bench),
            watch=bench.watch,
            mode=Mode.ENFORCE,
        )
        async with open_house(settings, outside) as house, asyncio.TaskGroup() as tasks:
            bench.house = house
            workers = [tasks.create_task(part.run()) for part in (house.lanes, house.dispatcher)]
            yield bench
            for worker in workers:
                worker.cancel()

    async def apply(self, order: Order) -> Outcome:
        self._course.called(order)
        return await self._enforcer.apply(order)

    def watch(self, event: Event, _: Verdict | None, case: Case | None) -> None:
        self._course.judged(event, case)

    async def step(self, *, rate: float | None, seconds: float) -> Step:
        """Offer `rate` messages a second, or as many as are taken."""
        self.house.figures.clear()
        course = self._course = Course(self.house.figures)
        shed = self.house.figures.counts["shed"]
        busy = process_time()
        async with asyncio.TaskGroup() as deliveries:
            if rate is None:
                await self._offer_what_is_taken(deliveries, seconds)
            else:
                await _offer(deliveries, self._deliver, rate, seconds)
        await self.house.lanes.drain()
        await self.house.dispatcher.drain()
        busy = process_time() - busy
        shed = self.house.figures.counts["shed"] - shed
        return _told(course, rate, busy, shed=shed)

    async def _offer_what_is_taken(self, deliveries: asyncio.TaskGroup, seconds: float) -> None:
        end = perf_counter() + seconds
        while (now := perf_counter()) < end:
            await self._course.room.acquire()
            deliveries.create_task(self._deliver(now))

    async def _deliver(self, due: float) -> None:
        line = next(self._lines)
        message = line.at(datetime.now(UTC), number=next(self._numbers))
        self._course.due[message.id] = due
        await self.house.intake.accept(message)


async def _offer(
    deliveries: asyncio.TaskGroup, deliver: Deliver, rate: float, seconds: float
) -> None:
    """Each at its own moment, give or take a tick, whether the earlier ones are done or not."""
    started = perf_counter()
    for number in range(int(rate * seconds)):
        due = started + number / rate
        if (early := due - perf_counter()) > 0:
            await asyncio.sleep(max(early, TICK))
        deliveries.create_task(deliver(due))


async def generator_ms() -> float:
    """What a message costs before Haven sees it: made up, timed, in a task of its own."""
    lines, numbers = Chat().lines(), count()

    async def deliver(_: float) -> None:
        next(lines).at(datetime.now(UTC), number=next(numbers))

    busy = process_time()
    async with asyncio.TaskGroup() as deliveries:
        await _offer(deliveries, deliver, 1_000.0, 1.0)
    return process_time() - busy


def rss_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def _told(course: Course, rate: float | None, busy: float, *, shed: int) -> Step:
    figures = course.figures
    return Step(
        offered=rate,
        achieved=(course.judged_count - 1) / (course.last - course.first),
        messages=course.judged_count,
        cases=len(course.cases),
        calls=course.calls,
        shed=shed,
        cpu_ms_per_message=busy / course.judged_count * 1000.0,
        rss_mb=rss_mb(),
        stages={
            stage: {
                name: figures.percentile(stage, share) * 1000.0 for name, share in SHARES.items()
            }
            for stage in STAGES
        },
    )
