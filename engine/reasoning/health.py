"""Whether a language model may be asked: a breaker that only a self-test closes."""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.clock import Clock
from engine.events import Message, Origin
from engine.reasoning.model import LanguageModel, ModelError, RestError, self_test

log = logging.getLogger(__name__)

FAILURES, WINDOW = 3, timedelta(seconds=60)
_FIRST_REST, _LONGEST_REST = timedelta(seconds=5), timedelta(minutes=5)

# Raises ModelError where the model does not pass; the text is the fence of its prompt.
Trial = Callable[[LanguageModel, str], Awaitable[None]]


def new_fence() -> str:
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """In seconds. A server that is back is found out within `pause` and `ping`, and asked again
    once it has passed the test, for which it may have to load the model.
    """

    deadline: float = 5.0
    ping: float = 2.0
    test: float = 45.0
    pause: float = 3.0

    @property
    def least(self) -> float:
        """With less time than this left, asking is in vain."""
        return self.deadline / 5

    def left(self, message: Message, now: datetime) -> float:
        """How long this one may still wait. An edit does not tell when it was made."""
        if message.origin is Origin.EDIT:
            return self.deadline
        return self.deadline - max(0.0, (now - message.sent_at).total_seconds())


class Watched:
    """A model with its health. `digest` is known once a self-test was passed."""

    def __init__(self, model: LanguageModel, clock: Clock, *, trial: Trial = self_test) -> None:
        self.model = model
        self._trial = trial
        self.digest = ""
        self.is_ready = False
        self._clock = clock
        self._failed: deque[datetime] = deque(maxlen=FAILURES)
        self._rests_until: datetime | None = None
        self._trials = 0

    def failed(self, error: ModelError) -> None:
        """A third failure within a minute leaves it alone until it passes a test, and so does a
        single one by which it asks for that.
        """
        now = self._clock.now()
        self._failed.append(now)
        log.warning("language model failed", extra={"fault": str(error)})
        self._rest(error)
        if len(self._failed) == FAILURES and now - self._failed[0] <= WINDOW:
            self.is_ready = False

    async def examine(self, pace: Pace, fence: Callable[[], str]) -> None:
        """Test a model that is not ready; nothing happens to one that is, or that is to rest."""
        if self.is_ready or self._rests:
            return
        try:
            async with asyncio.timeout(pace.ping):
                self.digest = await self.model.digest()
            await self._tried(pace.test, fence())
        except (ModelError, TimeoutError) as error:
            fault = str(error) or f"{self.model.name}: no answer in time"
            log.warning("language model not ready", extra={"fault": fault})
            self._rest(error)
            return
        log.info("language model ready", extra={"model": self.model.name})
        self._failed.clear()
        self._trials, self._rests_until = 0, None
        self.is_ready = True

    async def _tried(self, seconds: float, fence: str) -> None:
        """A hosted model's trial costs money, so one that fails is tried ever more seldom."""
        rest = min(_LONGEST_REST, _FIRST_REST * 2 ** min(self._trials, 10))
        self._trials += 1
        self._rests_until = self._clock.now() + rest
        async with asyncio.timeout(seconds):
            await self._trial(self.model, fence)

    @property
    def _rests(self) -> bool:
        return self._rests_until is not None and self._clock.now() < self._rests_until

    def _rest(self, error: Exception) -> None:
        if isinstance(error, RestError):
            asked = self._clock.now() + timedelta(seconds=error.seconds)
            self._rests_until = max(asked, self._rests_until or asked)
            self.is_ready = False


@asynccontextmanager
async def tended(
    models: Sequence[Watched], pace: Pace, fence: Callable[[], str] = new_fence
) -> AsyncIterator[None]:
    """Models are loaded and tested while this lasts, and tested again once they have failed."""
    tending = asyncio.create_task(_tend(models, pace, fence), name="language models")
    try:
        yield
    finally:
        tending.cancel()
        with suppress(asyncio.CancelledError):
            await tending


async def _tend(models: Sequence[Watched], pace: Pace, fence: Callable[[], str]) -> None:
    while True:
        async with asyncio.TaskGroup() as tests:
            for watched in models:
                tests.create_task(_examine(watched, pace, fence))
        await asyncio.sleep(pace.pause)


async def _examine(watched: Watched, pace: Pace, fence: Callable[[], str]) -> None:
    """No fault of a model's may end the watch over the others."""
    try:
        await watched.examine(pace, fence)
    except Exception:
        log.exception("language model not tested", extra={"model": watched.model.name})
