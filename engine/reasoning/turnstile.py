"""Whose turn it is with a language model: few at a time, a short queue, the gravest first."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass


class NoTurnError(Exception):
    """Something graver, or something newer of the same kind, took its place."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    key: Hashable
    weight: float
    called: asyncio.Future[None]


class Turnstile:
    """At most `waiting` callers wait; of those with the same key only the newest does."""

    def __init__(self, *, side_by_side: int = 1, waiting: int = 16) -> None:
        self._free = side_by_side
        self._most = waiting
        self._queue: list[_Waiting] = []

    @asynccontextmanager
    async def turn(self, key: Hashable, weight: float) -> AsyncIterator[None]:
        """Raises NoTurnError."""
        await self._enter(key, weight)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, key: Hashable, weight: float) -> None:
        if self._free:
            self._free -= 1
            return
        mine = _Waiting(key, weight, asyncio.get_running_loop().create_future())
        self._make_room(mine)
        try:
            await mine.called
        except asyncio.CancelledError:
            self._give_up(mine)
            raise

    def _make_room(self, mine: _Waiting) -> None:
        for older in [each for each in self._queue if each.key == mine.key]:
            self._dismiss(older)
        self._queue.append(mine)
        if len(self._queue) > self._most:
            self._dismiss(min(self._queue, key=lambda each: each.weight))

    def _dismiss(self, waiting: _Waiting) -> None:
        self._queue.remove(waiting)
        if not waiting.called.done():
            waiting.called.set_exception(NoTurnError())

    def _give_up(self, mine: _Waiting) -> None:
        """Called and given up in the same moment: the turn goes to the next."""
        if mine in self._queue:
            self._queue.remove(mine)
        elif not mine.called.cancelled() and mine.called.exception() is None:
            self._leave()

    def _leave(self) -> None:
        while self._queue:
            gravest = max(self._queue, key=lambda each: each.weight)
            self._queue.remove(gravest)
            if not gravest.called.done():
                gravest.called.set_result(None)
                return
        self._free += 1
