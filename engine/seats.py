"""Seats for calls: so many at once, the others wait in their order unless they are hurried."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID


class Seats:
    def __init__(self, most: int) -> None:
        self._free = most
        self._waiting: OrderedDict[UUID, asyncio.Future[None]] = OrderedDict()

    @asynccontextmanager
    async def taken_by(self, name: UUID) -> AsyncIterator[None]:
        await self._sit_down(name)
        try:
            yield
        finally:
            self._stand_up()

    def hurry(self, name: UUID) -> None:
        """Let whoever waits under this name have the next seat; does nothing for anybody else."""
        if name in self._waiting:
            self._waiting.move_to_end(name, last=False)

    async def _sit_down(self, name: UUID) -> None:
        if self._free:
            self._free -= 1
            return
        turn = self._waiting[name] = asyncio.get_running_loop().create_future()
        try:
            await turn
        except asyncio.CancelledError:
            self._waiting.pop(name, None)
            if not turn.cancelled():
                # The seat had been given already.
                self._stand_up()
            raise

    def _stand_up(self) -> None:
        while self._waiting:
            _, turn = self._waiting.popitem(last=False)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
