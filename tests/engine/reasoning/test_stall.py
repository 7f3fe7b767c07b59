"""Ten minutes without an answer at 200 messages a second, in virtual time."""

import asyncio
import selectors
from collections.abc import Iterator
from datetime import datetime, timedelta

import psutil

from engine.reasoning.chain import Chain
from engine.reasoning.health import Pace
from engine.reasoning.rules import RulesReasoner
from tests.builders import NOON, message
from tests.engine.reasoning.packets import ScriptedModel, packet

LANES, PER_SECOND = 40, 200
STALLED, WATCHED = 600.0, 20.0
BEGUN = 10.0


class VirtualLoop(asyncio.SelectorEventLoop):
    """Its time jumps to whatever is due next, so that minutes pass in no time."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self.elapsed


class _Jumping(selectors.DefaultSelector):  # type: ignore[misc, valid-type]
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "nobody waits for anything that has a time"
        self._loop.elapsed += max(0.0, timeout)
        return super().select(0)


class LoopClock:
    def now(self) -> datetime:
        return NOON + timedelta(seconds=asyncio.get_running_loop().time())

    def advance(self, moment: datetime) -> None:
        pass


class Stall:
    """Lanes of chat in which one message follows another, as the engine's lanes do."""

    def __init__(self) -> None:
        self.model = ScriptedModel()
        self.chain = Chain([self.model], rules=RulesReasoner(), clock=LoopClock())
        self.latest = 0.0
        self.advised: list[float] = []
        self.degraded = 0
        self.grown = 0

    async def run(self) -> None:
        async with self.chain.tended(), asyncio.TaskGroup() as tasks:
            for lane in range(LANES):
                tasks.create_task(self._lane(lane))
            await asyncio.sleep(BEGUN)
            self.model.stalled = True
            before = psutil.Process().memory_info().rss
            await asyncio.sleep(STALLED)
            self.model.stalled = False
            self.grown = psutil.Process().memory_info().rss - before

    async def _lane(self, lane: int) -> None:
        loop = asyncio.get_running_loop()
        for due in self._moments(lane):
            await asyncio.sleep(max(0.0, due - loop.time()))
            said = message(f"you fool {due}", at=NOON + timedelta(seconds=due))
            assessed = await self.chain.reason(packet(said, target=f"mika-{lane}"))
            self.latest = max(self.latest, loop.time() - due)
            if assessed.degraded:
                self.degraded += 1
            else:
                self.advised.append(loop.time())

    def _moments(self, lane: int) -> Iterator[float]:
        step = LANES / PER_SECOND
        for at in range(int((BEGUN + STALLED + WATCHED) / step)):
            yield 1 + at * step + lane / PER_SECOND


def test_a_stalled_model_holds_nobody_up_and_is_asked_again_once_it_is_back() -> None:
    stall = Stall()
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(stall.run())

    back = BEGUN + STALLED
    during = [at for at in stall.advised if BEGUN < at < back]
    assert stall.latest <= Pace().deadline + 0.01
    assert during == []
    assert stall.degraded >= (STALLED - 1) * PER_SECOND
    assert min(at for at in stall.advised if at >= back) - back <= 10
    assert stall.grown < 50_000_000
