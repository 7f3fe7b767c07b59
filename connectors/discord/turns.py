"""Whose turn it is: what somebody waits for goes first, all else in its order, as there is room."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Parser = Callable[[Any], None]

# Far more than there ever are while Haven keeps up: a message is taken in within milliseconds.
_MOST = 256


class Turns:
    """Takes events in as they come until `most` are on their way to the sink; others wait.

    Discord gives up on a click that is not acknowledged in three seconds. In a flood, thousands of
    messages stand before it on the connection: those are read and put aside, and are taken in
    when their turn comes. Must be used inside a running loop.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._under_way = 0
        self._not_begun = 0
        self._room = asyncio.Event()
        self._waiting: deque[tuple[Parser, Any]] = deque()
        self._serving: asyncio.Task[None] | None = None

    def take(self, parse: Parser, payload: Any) -> None:  # noqa: ANN401  whatever Discord sends
        if not self._waiting and self._under_way + self._not_begun < self._most:
            self._begin(parse, payload)
            return
        self._waiting.append((parse, payload))
        if self._serving is None or self._serving.done():
            self._serving = asyncio.create_task(self._serve(), name="turns")

    def flush(self) -> None:
        """Take in all that waits: what comes next must find it done."""
        while self._waiting:
            self._next()

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """While an event is on its way to the sink."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._room.set()

    def _begin(self, parse: Parser, payload: Any) -> None:  # noqa: ANN401
        """What was taken in is under way only once the loop has come round to its task: until
        then a thousand events may be read in one go.
        """
        parse(payload)
        if not self._not_begun:
            asyncio.get_running_loop().call_soon(self._have_begun)
        self._not_begun += 1

    def _have_begun(self) -> None:
        self._not_begun = 0

    async def _serve(self) -> None:
        while self._waiting:
            for _ in range(min(len(self._waiting), self._most - self._under_way)):
                self._next()
            await asyncio.sleep(0)
            await self._until_there_is_room()

    async def _until_there_is_room(self) -> None:
        while self._under_way >= self._most:
            self._room.clear()
            await self._room.wait()

    def _next(self) -> None:
        parse, payload = self._waiting.popleft()
        parse(payload)
