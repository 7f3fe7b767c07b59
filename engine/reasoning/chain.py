"""Language models in order, within a deadline; where none answers, the rules alone decide."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from engine.clock import Clock
from engine.packets import Briefing
from engine.reasoning.advice import advised
from engine.reasoning.answer import Answer
from engine.reasoning.briefing import brief
from engine.reasoning.calibration import Calibration, model_key
from engine.reasoning.health import Pace, Watched, new_fence, tended
from engine.reasoning.model import LanguageModel, ModelError, within
from engine.reasoning.packet import Packet, Reasoner
from engine.reasoning.prompt import PROMPT_VERSION, Prompt, prompt_for
from engine.reasoning.turnstile import NoTurnError, Turnstile
from engine.verdict import Assessment, Category, Route

_REMEMBERED = 512
# Of the time that is left, where another model stands behind.
_FIRST_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class _Advised:
    answer: Answer
    model: str
    digest: str


class Chain:
    """Asks about what deserves all the thought there is; the rules answer for all else.

    A message is never late by more than the deadline, which counts from when it was sent: what has
    waited in its lane behind another that long is not kept waiting again. (An edit does not tell
    when it was made, so for it the deadline counts from here.)
    """

    def __init__(
        self,
        models: Sequence[LanguageModel],
        *,
        rules: Reasoner,
        clock: Clock,
        pace: Pace | None = None,
        turnstile: Turnstile | None = None,
        calibration: Calibration | None = None,
        fence: Callable[[], str] = new_fence,
    ) -> None:
        self._models = [Watched(model, clock) for model in models]
        self._rules = rules
        self._clock = clock
        self._pace = pace or Pace()
        self._turnstile = turnstile or Turnstile()
        self._calibration = calibration or Calibration()
        self._fence = fence
        self._known: OrderedDict[tuple[str, str, str], Answer] = OrderedDict()

    @property
    def name(self) -> str:
        return ", ".join(watched.model.name for watched in self._models)

    @property
    def ready(self) -> tuple[str, ...]:
        return tuple(watched.model.name for watched in self._models if watched.is_ready)

    @asynccontextmanager
    async def tended(self) -> AsyncIterator[None]:
        async with tended(self._models, self._pace, self._fence):
            yield

    async def reason(self, packet: Packet) -> Assessment:
        ruled = await self._rules.reason(packet)
        if packet.way is not Route.ESCALATE or ruled.category is Category.SELF_HARM:
            return ruled
        if not self.ready:
            return replace(ruled, degraded=True)
        briefing = brief(packet)
        prompt = prompt_for(briefing, fence=self._fence())
        found = self._remembered(prompt) or await self._asked(packet, prompt)
        if found is None:
            return replace(ruled, degraded=True)
        return self._weighed(ruled, found, packet, briefing)

    def _weighed(
        self, ruled: Assessment, found: _Advised, packet: Packet, briefing: Briefing
    ) -> Assessment:
        return advised(
            ruled,
            found.answer,
            packet,
            citable=briefing.citable,
            is_marked=briefing.is_marked,
            model=found.model,
            digest=found.digest,
            curve=self._calibration.of(model_key(found.model, found.digest)),
        )

    def forget(self) -> None:
        """Answers may repeat somebody's words; one under way then is not kept either."""
        self._known = OrderedDict()

    async def _asked(self, packet: Packet, prompt: Prompt) -> _Advised | None:
        left = self._left(packet)
        if left < self._pace.least:
            return None
        key = (packet.message.place, packet.context.target)
        until = asyncio.get_running_loop().time() + left
        try:
            async with (
                asyncio.timeout_at(until) as limit,
                self._turnstile.turn(key, _weight(packet)),
            ):
                # Each model has a shorter one; were both to pass at once, no failure would count.
                limit.reschedule(None)
                return await self._first_answer(prompt, until)
        except (NoTurnError, TimeoutError):
            return None

    def _left(self, packet: Packet) -> float:
        return self._pace.left(packet.message, self._clock.now())

    async def _first_answer(self, prompt: Prompt, until: float) -> _Advised | None:
        """`until` is a time of the loop's."""
        for watched in [each for each in self._models if each.is_ready]:
            left = until - asyncio.get_running_loop().time()
            if left < self._pace.least:
                return None
            share = 1.0 if watched is self._models[-1] else _FIRST_SHARE
            if answer := await self._ask(watched, prompt, 0.95 * share * left):
                return _Advised(answer, watched.model.name, watched.digest)
        return None

    async def _ask(self, watched: Watched, prompt: Prompt, seconds: float) -> Answer | None:
        known = self._known
        try:
            answer = await within(seconds, watched.model, prompt)
        except ModelError as error:
            watched.failed(error)
            return None
        known[_key(watched, prompt)] = answer
        if len(known) > _REMEMBERED:
            known.popitem(last=False)
        return answer

    def _remembered(self, prompt: Prompt) -> _Advised | None:
        for watched in self._models:
            if watched.is_ready and (answer := self._known.get(_key(watched, prompt))):
                return _Advised(answer, watched.model.name, watched.digest)
        return None


def _key(watched: Watched, prompt: Prompt) -> tuple[str, str, str]:
    return model_key(watched.model.name, watched.digest), PROMPT_VERSION, prompt.digest


def _weight(packet: Packet) -> float:
    return packet.prediction.risk_score
