"""One lane for each place: a conversation keeps its order, no conversation waits for another."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import assert_never

from engine.events import (
    AccountFlagged,
    Event,
    MemberJoined,
    MemberNamed,
    Message,
    MessageDeleted,
    MessageEdited,
    PlatformDeed,
    PlatformRaid,
    UnbanRequested,
)

log = logging.getLogger(__name__)

# A lane hands over what has gathered, so that one busy channel is screened in batches too.
BLOCK = 32

Handle = Callable[[Sequence[Event]], Awaitable[None]]


def lane_of(event: Event) -> str:
    match event:
        case MessageEdited():
            return str(event.message.place)
        case MemberJoined() | MemberNamed():
            return str(event.community)
        case Message() | MessageDeleted() | PlatformRaid():
            return str(event.place)
        case PlatformDeed() | AccountFlagged() | UnbanRequested():
            return str(event.place)
        case _:
            assert_never(event)


class Lanes:
    """Bounded: `put` waits while `limit` events are under way."""

    def __init__(self, handle: Handle, *, limit: int) -> None:
        self._handle = handle
        self._room = asyncio.Semaphore(limit)
        self._waiting: dict[str, deque[Event]] = {}
        self._started: asyncio.Queue[str] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._idle.set()

    async def put(self, event: Event) -> None:
        await self._room.acquire()
        lane = lane_of(event)
        self._idle.clear()
        if lane not in self._waiting:
            self._waiting[lane] = deque()
            self._started.put_nowait(lane)
        self._waiting[lane].append(event)

    async def run(self) -> None:
        """Serve the lanes until cancelled."""
        async with asyncio.TaskGroup() as serving:
            while True:
                lane = await self._started.get()
                serving.create_task(self._serve(lane), name=f"lane {lane}")

    @property
    def waiting(self) -> int:
        """How many events wait for an earlier block of their lane."""
        return sum(map(len, self._waiting.values()))

    async def drain(self) -> None:
        """Return once everything put has been handled."""
        await self._idle.wait()

    async def _serve(self, lane: str) -> None:
        waiting = self._waiting[lane]
        while waiting:
            block = [waiting.popleft() for _ in range(min(BLOCK, len(waiting)))]
            try:
                await self._handle(block)
            except Exception:
                # The others go on; what was not written is found unhandled at the next start.
                log.exception("block failed", extra={"lane": lane, "events": len(block)})
            finally:
                for _ in block:
                    self._room.release()
        del self._waiting[lane]
        if not self._waiting:
            self._idle.set()
