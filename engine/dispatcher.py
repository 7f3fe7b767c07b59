"""The outbox's sender: each person's calls in order, none lost, none doubled.

`sending` is committed before a call, so at start it means that nobody knows. What sets a state is
then repeated; words are not (engine/repeats.py).
"""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from weakref import WeakValueDictionary

from engine.actions import AskedToWaitError, Order, Outcome
from engine.breaker import Breaker
from engine.casebook import CaseBook
from engine.cases import Intent, IntentState
from engine.changes import Changes
from engine.clock import Clock
from engine.events import Community, Platform
from engine.ports import Enforcer, Ledger
from engine.repeats import repeatable
from engine.seats import Seats

log = logging.getLogger(__name__)

CALL_LIMIT = timedelta(seconds=10)
# A call that never reached the platform is tried until its deadline; one that may have arrived
# only so often.
AMBIGUOUS_ATTEMPTS = 3
WAITS = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 15, 30, 60))
# Of one kind in one community: each must be answered within CALL_LIMIT, and platforms take about
# one a second. What is more waits where nothing is under way yet. More of one kind for one case are
# an errand that can wait, with seats of its own: a ban of thousands takes minutes.
AT_ONCE = 5
# Discord's connector gathers bans and sends so many of them in one call.
_GATHERED = {(Platform.DISCORD, "ban"): 200}
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
        self._rooms: WeakValueDictionary[tuple[Community, str, bool], Seats] = WeakValueDictionary()
        self._errands: Counter[tuple[Community, int, str]] = Counter()
        self._next: dict[str, Intent] = {}
        self._missed: Counter[UUID] = Counter()
        self._breakers: dict[tuple[Platform, str], Breaker] = {}
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._idle.set()

    def submit(self, intents: Sequence[Intent]) -> None:
        """Send these, each once; withdrawn ones that have not been let go of go on."""
        self._withdrawn.difference_update(intent.id for intent in intents)
        new = {intent.id: intent for intent in intents if intent.id not in self._taken}
        self._errands.update(map(_errand_of, new.values()))
        for intent in new.values():
            self._idle.clear()
            self._taken.add(intent.id)
            if intent.key not in self._waiting:
                self._waiting[intent.key] = deque()
                self._keys.put_nowait(intent.key)
            elif not self._can_wait(intent):
                self._hurry(intent.key)
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
            intent = self._next[key] = waiting.popleft()
            try:
                await self._finish(intent)
            except Exception:
                # Not recorded (no room left): as the outbox has it, it is taken up at next start.
                log.exception("call unrecorded", extra={"intent": str(intent.id)})
            for ids in (self._taken, self._sending, self._withdrawn):
                ids.discard(intent.id)
            del self._missed[intent.id]
            self._have_done(intent)
        del self._waiting[key], self._next[key]
        if not self._waiting:
            self._idle.set()

    async def _finish(self, intent: Intent) -> None:
        """Bring one intent to its end, however long the platform takes."""
        while intent.state in _OPEN and intent.id not in self._withdrawn:
            intent = await self._step(intent)

    async def _step(self, intent: Intent) -> Intent:
        if intent.state is IntentState.SENDING:
            intent = replace(intent, ambiguous=True)
        if not self._is_over(intent, self._clock.now()):
            await self._wait(intent)
            if intent.id in self._withdrawn:
                return intent
        if self._is_over(intent, self._clock.now()):
            return await self._give_up(intent)
        async with self._room(intent).taken_by(intent.id):
            return await self._take_up(intent)

    async def _take_up(self, intent: Intent) -> Intent:
        while open_until := self._breaker(intent).open_until():
            await self._sleep((open_until - self._clock.now()).total_seconds())
        if intent.id in self._withdrawn or self._is_over(intent, self._clock.now()):
            return intent
        self._sending.add(intent.id)
        sending = replace(intent, state=IntentState.SENDING, attempts=intent.attempts + 1)
        await self._ledger.commit(Changes(intents=(sending,)))
        return await self._send(sending)

    def _is_over(self, intent: Intent, moment: datetime) -> bool:
        if self._is_late(intent, moment):
            return True
        worn_out = intent.attempts >= AMBIGUOUS_ATTEMPTS or not repeatable(intent, moment)
        return intent.ambiguous and worn_out

    def _is_late(self, intent: Intent, moment: datetime) -> bool:
        return intent.deadline is not None and moment > intent.deadline

    async def _wait(self, intent: Intent) -> None:
        """Until the call's own pause is over."""
        while (moment := self._clock.now()) < intent.not_before:
            await self._sleep((intent.not_before - moment).total_seconds())

    async def _send(self, intent: Intent) -> Intent:
        enforcer = self._enforcers[intent.place.community.platform]
        try:
            async with asyncio.timeout(CALL_LIMIT.total_seconds()):
                outcome = await enforcer.apply(_order(intent, patient=self._can_wait(intent)))
        except AskedToWaitError as asked:
            return await self._later(intent, asked.wait)
        except ConnectionError:
            self._missed[intent.id] += 1
            return await self._again(_unasked(intent), faults=self._missed[intent.id])
        except TimeoutError:
            return await self._again(replace(intent, ambiguous=True), faults=intent.attempts)
        except Exception:
            # A connector's fault must not stop the others' calls.
            log.exception("call failed", extra={"intent": str(intent.id)})
            return await self._end(intent, Outcome.FAILED)
        self._breaker(intent).succeeded()
        return await self._end(intent, outcome)

    async def _again(self, intent: Intent, *, faults: int) -> Intent:
        self._breaker(intent).failed()
        return await self._rest(intent, WAITS[min(faults, len(WAITS)) - 1])

    async def _later(self, intent: Intent, wait: timedelta) -> Intent:
        """Being asked to wait is no fault of the platform's."""
        return await self._rest(_unasked(intent), max(wait, WAITS[0]))

    async def _rest(self, intent: Intent, wait: timedelta) -> Intent:
        """Write down when to try again, unless that would be too late."""
        moment = self._clock.now()
        if self._is_over(intent, moment) or self._is_late(intent, moment + wait):
            return await self._give_up(intent)
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

    def _room(self, intent: Intent) -> Seats:
        community, kind = intent.place.community, intent.action.type
        seats = _GATHERED.get((community.platform, kind), AT_ONCE)
        return self._rooms.setdefault((community, kind, self._can_wait(intent)), Seats(seats))

    def _can_wait(self, intent: Intent) -> bool:
        return self._errands[_errand_of(intent)] > AT_ONCE

    def _hurry(self, key: str) -> None:
        """Something else is to be done about this person: whatever comes before it comes now."""
        if before := self._next.get(key):
            self._room(before).hurry(before.id)

    def _have_done(self, intent: Intent) -> None:
        errand = _errand_of(intent)
        self._errands[errand] -= 1
        if not self._errands[errand]:
            del self._errands[errand]

    def _breaker(self, intent: Intent) -> Breaker:
        route = (intent.place.community.platform, intent.action.type)
        if route not in self._breakers:
            self._breakers[route] = Breaker(self._clock)
        return self._breakers[route]


def _unasked(intent: Intent) -> Intent:
    """What never reached the platform was no attempt: others may have to be repeated."""
    return replace(intent, attempts=intent.attempts - 1)


def _errand_of(intent: Intent) -> tuple[Community, int, str]:
    return intent.place.community, intent.case, intent.action.type


def _order(intent: Intent, *, patient: bool) -> Order:
    return Order(
        id=intent.id,
        place=intent.place,
        action=intent.action,
        case=intent.case,
        reason=intent.reason,
        renewal=intent.renewal,
        begun_at=intent.created_at,
        patient=patient,
    )
