"""The outbox's sender: each person's calls in order, none lost, none doubled.

`sending` is committed before a call, so at start it means that nobody knows. What sets a state is
then repeated; words are not (engine/repeats.py).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from engine.actions import Order, Outcome
from engine.breaker import Breaker
from engine.casebook import CaseBook
from engine.cases import Intent, IntentState
from engine.changes import Changes
from engine.clock import Clock
from engine.events import Platform
from engine.ports import Enforcer, Ledger
from engine.repeats import repeatable

log = logging.getLogger(__name__)

CALL_LIMIT = timedelta(seconds=10)
# A call that never reached the platform is tried until its deadline; one that may have arrived
# only so often.
AMBIGUOUS_ATTEMPTS = 3
WAITS = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 15, 30, 60))
_OPEN = {IntentState.PENDING, IntentState.RETRY, IntentState.SENDING}
_ENDED = {Outcome.UNKNOWN: IntentState.UNKNOWN, Outcome.FAILED: IntentState.DEAD}

Sleep = Callable[[float], Awaitable[None]]


class Dispatcher:
    """`submit` takes committed intents; `run` sends them until cancelled."""

    def __init__(
        self,
        *,
        enforcers: Mapping[Platform, Enforcer],
        ledger: Ledger,
        casebook: CaseBook,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._enforcers = enforcers
        self._ledger = ledger
        self._casebook = casebook
        self._clock = clock
        self._sleep = sleep
        self._waiting: dict[str, deque[Intent]] = {}
        self._taken: set[UUID] = set()
        self._sending: set[UUID] = set()
        self._withdrawn: set[UUID] = set()
        self._breakers: dict[tuple[Platform, str], Breaker] = {}
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._idle.set()

    def submit(self, intents: Sequence[Intent]) -> None:
        """Send these, each once; withdrawn ones that have not been let go of go on."""
        self._withdrawn.difference_update(intent.id for intent in intents)
        for intent in intents:
            if intent.id in self._taken:
                continue
            self._idle.clear()
            self._taken.add(intent.id)
            if intent.key not in self._waiting:
                self._waiting[intent.key] = deque()
                self._keys.put_nowait(intent.key)
            self._waiting[intent.key].append(intent)

    def withdraw(self, intents: Sequence[Intent]) -> tuple[Intent, ...]:
        """Those of `intents` that are not on their way; they will not be sent any more."""
        unsent = tuple(intent for intent in intents if intent.id not in self._sending)
        self._withdrawn.update(intent.id for intent in unsent)
        return unsent

    async def run(self) -> None:
        async with asyncio.TaskGroup() as keys:
            while True:
                key = await self._keys.get()
                keys.create_task(self._serve(key), name=f"dispatch {key}")

    async def drain(self) -> None:
        """Return once every submitted call has been answered."""
        await self._idle.wait()

    async def _serve(self, key: str) -> None:
        waiting = self._waiting[key]
        while waiting:
            intent = waiting.popleft()
            try:
                await self._finish(intent)
            except Exception:
                # Not recorded (no room left): as the outbox has it, it is taken up at next start.
                log.exception("call unrecorded", extra={"intent": str(intent.id)})
            for ids in (self._taken, self._sending, self._withdrawn):
                ids.discard(intent.id)
        del self._waiting[key]
        if not self._waiting:
            self._idle.set()

    async def _finish(self, intent: Intent) -> None:
        """Bring one intent to its end, however long the platform takes."""
        while intent.state in _OPEN and intent.id not in self._withdrawn:
            intent = await self._step(intent)

    async def _step(self, intent: Intent) -> Intent:
        if intent.state is IntentState.SENDING:
            intent = replace(intent, ambiguous=True)
        if self._is_over(intent, self._clock.now()):
            return await self._give_up(intent)
        await self._wait(intent)
        if intent.id in self._withdrawn:
            return intent
        self._sending.add(intent.id)
        sending = replace(intent, state=IntentState.SENDING, attempts=intent.attempts + 1)
        await self._ledger.commit(Changes(intents=(sending,)))
        return await self._send(sending)

    def _is_over(self, intent: Intent, moment: datetime) -> bool:
        if intent.deadline and moment > intent.deadline:
            return True
        worn_out = intent.attempts >= AMBIGUOUS_ATTEMPTS or not repeatable(intent, moment)
        return intent.ambiguous and worn_out

    async def _wait(self, intent: Intent) -> None:
        """Until the call may go out: its own pause is over, and the platform is left in peace."""
        while not_before := self._too_early(intent):
            await self._sleep((not_before - self._clock.now()).total_seconds())

    def _too_early(self, intent: Intent) -> datetime | None:
        moment = self._clock.now()
        if intent.not_before > moment:
            return intent.not_before
        return self._breaker(intent).open_until()

    async def _send(self, intent: Intent) -> Intent:
        enforcer = self._enforcers[intent.place.community.platform]
        try:
            async with asyncio.timeout(CALL_LIMIT.total_seconds()):
                outcome = await enforcer.apply(_order(intent))
        except ConnectionError:
            return await self._again(intent)
        except TimeoutError:
            return await self._again(replace(intent, ambiguous=True))
        except Exception:
            # A connector's fault must not stop the others' calls.
            log.exception("call failed", extra={"intent": str(intent.id)})
            return await self._end(intent, Outcome.FAILED)
        self._breaker(intent).succeeded()
        return await self._end(intent, outcome)

    async def _again(self, intent: Intent) -> Intent:
        self._breaker(intent).failed()
        moment = self._clock.now()
        if self._is_over(intent, moment):
            return await self._give_up(intent)
        wait = WAITS[min(intent.attempts, len(WAITS)) - 1]
        later = replace(intent, state=IntentState.RETRY, not_before=moment + wait)
        await self._ledger.commit(Changes(intents=(later,)))
        self._sending.discard(intent.id)
        return later

    async def _give_up(self, intent: Intent) -> Intent:
        return await self._end(intent, Outcome.UNKNOWN if intent.ambiguous else Outcome.FAILED)

    async def _end(self, intent: Intent, outcome: Outcome) -> Intent:
        state = _ENDED.get(outcome, IntentState.DONE)
        ended = replace(intent, state=state, outcome=outcome)
        self.submit(await self._casebook.settle(ended, outcome))
        return ended

    def _breaker(self, intent: Intent) -> Breaker:
        route = (intent.place.community.platform, intent.action.type)
        if route not in self._breakers:
            self._breakers[route] = Breaker(self._clock)
        return self._breakers[route]


def _order(intent: Intent) -> Order:
    return Order(
        id=intent.id,
        place=intent.place,
        action=intent.action,
        case=intent.case,
        reason=intent.reason,
        renewal=intent.renewal,
        begun_at=intent.created_at,
    )
