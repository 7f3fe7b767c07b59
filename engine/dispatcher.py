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
ATTEMPTS = 3
WAITS = (timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=30))
_DECIDED = (IntentState.PENDING, IntentState.RETRY)

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
        self._breakers: dict[tuple[Platform, str], Breaker] = {}
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._idle.set()

    def submit(self, intents: Sequence[Intent]) -> None:
        for intent in intents:
            self._idle.clear()
            if intent.key not in self._waiting:
                self._waiting[intent.key] = deque()
                self._keys.put_nowait(intent.key)
            self._waiting[intent.key].append(intent)

    def withdraw(self, key: str, case: int) -> tuple[Intent, ...]:
        """Take back a case's calls that have not gone out; returned as superseded."""
        waiting = self._waiting.get(key, deque())
        # The first one may be on its way already: its worker holds it.
        taken = [intent for intent in list(waiting)[1:] if intent.case == case]
        for intent in taken:
            waiting.remove(intent)
        return tuple(replace(intent, state=IntentState.SUPERSEDED) for intent in taken)

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
            try:
                await self._finish(waiting[0])
            except Exception:
                # Not recorded (no room left): as the outbox has it, it is taken up at next start.
                log.exception("call unrecorded", extra={"intent": str(waiting[0].id)})
            waiting.popleft()
        del self._waiting[key]
        if not self._waiting:
            self._idle.set()

    async def _finish(self, intent: Intent) -> None:
        """Bring one intent to its end, whatever it takes."""
        while intent.state in _DECIDED or intent.state is IntentState.SENDING:
            intent = await self._step(intent)

    async def _step(self, intent: Intent) -> Intent:
        moment = self._clock.now()
        if intent.state is IntentState.SENDING and not repeatable(intent, moment):
            return await self._end(intent, IntentState.UNKNOWN, Outcome.UNKNOWN)
        if intent.deadline and moment > intent.deadline:
            return await self._end(intent, IntentState.DEAD, Outcome.FAILED)
        if intent.attempts >= ATTEMPTS:
            return await self._end(intent, IntentState.DEAD, Outcome.FAILED)
        await self._wait(intent, moment)
        sending = replace(intent, state=IntentState.SENDING, attempts=intent.attempts + 1)
        await self._ledger.commit(Changes(intents=(sending,)))
        return await self._send(sending)

    async def _wait(self, intent: Intent, moment: datetime) -> None:
        ready = max(filter(None, (intent.not_before, self._breaker(intent).open_until)))
        if ready > moment:
            await self._sleep((ready - moment).total_seconds())

    async def _send(self, intent: Intent) -> Intent:
        enforcer = self._enforcers[intent.place.community.platform]
        try:
            async with asyncio.timeout(CALL_LIMIT.total_seconds()):
                outcome = await enforcer.apply(_order(intent))
        except ConnectionError:
            return await self._again(intent)
        except TimeoutError:
            return await self._ambiguous(intent)
        except Exception:
            # A connector's fault must not stop the others' calls.
            log.exception("call failed", extra={"intent": str(intent.id)})
            return await self._end(intent, IntentState.DEAD, Outcome.FAILED)
        self._breaker(intent).succeeded()
        return await self._end(intent, _STATES.get(outcome, IntentState.DONE), outcome)

    async def _ambiguous(self, intent: Intent) -> Intent:
        if repeatable(intent, self._clock.now()):
            return await self._again(intent)
        self._breaker(intent).failed()
        return await self._end(intent, IntentState.UNKNOWN, Outcome.UNKNOWN)

    async def _again(self, intent: Intent) -> Intent:
        self._breaker(intent).failed()
        wait = WAITS[min(intent.attempts, len(WAITS)) - 1]
        later = replace(intent, state=IntentState.RETRY, not_before=self._clock.now() + wait)
        await self._ledger.commit(Changes(intents=(later,)))
        return later

    async def _end(self, intent: Intent, state: IntentState, outcome: Outcome) -> Intent:
        ended = replace(intent, state=state, outcome=outcome)
        await self._ledger.commit(self._casebook.settle(ended, outcome))
        return ended

    def _breaker(self, intent: Intent) -> Breaker:
        route = (intent.place.community.platform, intent.action.type)
        if route not in self._breakers:
            self._breakers[route] = Breaker(self._clock)
        return self._breakers[route]


_STATES = {Outcome.UNKNOWN: IntentState.UNKNOWN, Outcome.FAILED: IntentState.DEAD}


def _order(intent: Intent) -> Order:
    return Order(
        id=intent.id,
        place=intent.place,
        action=intent.action,
        case=intent.case,
        reason=intent.reason,
        deadline=intent.deadline,
    )
