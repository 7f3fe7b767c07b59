"""A guard model beside whoever reasons: one more piece of evidence, within the model's own band."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from engine.clock import Clock
from engine.reasoning.advice import Bounds, acts_from, bounds
from engine.reasoning.briefing import bare, brief
from engine.reasoning.guards import GuardKind, consult, trial_of
from engine.reasoning.health import Pace, Watched, tended
from engine.reasoning.model import LanguageModel, ModelError
from engine.reasoning.packet import Packet, Reasoner
from engine.reasoning.turnstile import NoTurnError, Turnstile
from engine.verdict import Assessment, Category, Evidence, Route, Signal

# It reads the bare words: who is friends with whom, and what went before, it does not know. So it
# counts for less than a model that was told all that, and its "safe" for less than its "unsafe".
RAISES, LOWERS = 0.1, 0.05

ALONE = "Only a guard model, which knows no more than the bare words, brings this over the line."


class Guarded:
    """Asks the guard while the other reasoner reasons, and waits for it until the same deadline.
    Without an answer of the guard's all is as without a guard.
    """

    def __init__(
        self,
        reasoner: Reasoner,
        guard: LanguageModel,
        kind: GuardKind,
        *,
        rules: Reasoner,
        clock: Clock,
        pace: Pace | None = None,
        turnstile: Turnstile | None = None,
    ) -> None:
        self._reasoner = reasoner
        self._guard = Watched(guard, clock, trial=trial_of(kind))
        self._kind = kind
        self._rules = rules
        self._clock = clock
        self._pace = pace or Pace()
        self._turnstile = turnstile or Turnstile()

    @property
    def name(self) -> str:
        return f"{self._reasoner.name}, {self._guard.model.name}"

    @property
    def ready(self) -> tuple[str, ...]:
        return (self._guard.model.name,) if self._guard.is_ready else ()

    @asynccontextmanager
    async def tended(self) -> AsyncIterator[None]:
        async with tended([self._guard], self._pace):
            yield

    async def reason(self, packet: Packet) -> Assessment:
        ruled = await self._rules.reason(packet)
        if not self._is_asked(packet, ruled):
            return await self._reasoner.reason(packet)
        async with asyncio.TaskGroup() as tasks:
            looking = tasks.create_task(self._look(packet))
            assessed = await self._reasoner.reason(packet)
        if (signal := looking.result()) is None:
            return assessed
        limits = bounds(ruled, is_marked=brief(packet).is_marked)
        moved = heeded(assessed, signal, packet, limits, guard=self._guard.model.name)
        return replace(moved, ruled=ruled.harm_score)

    def forget(self) -> None:
        self._reasoner.forget()

    def _is_asked(self, packet: Packet, ruled: Assessment) -> bool:
        """Of what it cannot move it is told nothing."""
        is_firm = ruled.category in {Category.NONE, Category.SELF_HARM}
        return self._guard.is_ready and packet.way is Route.ESCALATE and not is_firm

    async def _look(self, packet: Packet) -> Signal | None:
        left = self._pace.left(packet.message, self._clock.now())
        if left < self._pace.least:
            return None
        key = (packet.message.place, packet.context.target)
        until = asyncio.get_running_loop().time() + left
        try:
            async with (
                asyncio.timeout_at(until) as limit,
                self._turnstile.turn(key, packet.prediction.risk_score),
            ):
                # The guard is kept to it by itself, so that its failure is counted.
                limit.reschedule(None)
                return await self._consulted(packet, until)
        except (NoTurnError, TimeoutError):
            return None

    async def _consulted(self, packet: Packet, until: float) -> Signal | None:
        """`until` is a time of the loop's."""
        try:
            async with asyncio.timeout_at(until):
                return await consult(self._guard.model, self._kind, bare(packet))
        except ModelError as error:
            self._guard.failed(error)
        except TimeoutError:
            self._guard.failed(ModelError(f"{self._guard.model.name}: no answer in time"))
        return None


def heeded(
    assessed: Assessment, signal: Signal, packet: Packet, limits: Bounds, *, guard: str
) -> Assessment:
    """With a language model's advice together it stays within the band of that model alone."""
    moves = -LOWERS if signal.category is Category.NONE else RAISES
    moved = assessed.harm_score + moves * signal.score
    harm = max(limits.floor, min(limits.cap, moved))
    crosses = assessed.harm_score < acts_from(packet) <= harm
    return replace(
        assessed,
        harm_score=harm,
        evidence=(*assessed.evidence, Evidence(f"signal:{signal.source}", signal.evidence)),
        reasoner=f"{assessed.reasoner}, guarded by {guard}",
        unsure=assessed.unsure or (ALONE if crosses else ""),
    )
