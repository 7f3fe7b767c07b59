"""Whose turn it is: what somebody waits for goes first, all else in its order, as there is room."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Parser = Callable[[Any], None]

log = logging.getLogger(__name__)

# Far more than there ever are while Haven keeps up: a message is taken in within milliseconds.
_MOST = 256
# At 4 kB each they take 120 MB; Discord cannot be asked to wait.
_LONGEST = 30_000


class Turns:
    """Takes events in as they come until `most` are on their way to the sink; others wait.

    Discord gives up on a click that is not acknowledged in three seconds. In a flood, thousands of
    messages stand before it on the connection: those are read and put aside, and are taken in
    when their turn comes. Messages that find `longest` waiting are lost, and that is told. Must
    be used inside a running loop.
    """

    def __init__(self, most: int = _MOST, *, longest: int = _LONGEST) -> None:
        self._most = most
        self._longest = longest
        self._lost = 0
        self._under_way = 0
        self._not_begun = 0
        self._room = asyncio.Event()
        self._waiting: deque[tuple[Parser, Any]] = deque()
        self._serving: asyncio.Task[None] | None = None

    def hear(self, parse: Parser, payload: Any) -> None:  # noqa: ANN401  whatever Discord sends
        """A message; all other events keep the client's picture of its servers right."""
        if len(self._waiting) < self._longest:
            self.take(parse, payload)
            return
        if not self._lost:
            log.error("more messages than Haven can take in: what comes now is lost")
        self._lost += 1

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
        if self._lost:
            log.error("messages were lost in a flood", extra={"messages": self._lost})
            self._lost = 0

    async def _until_there_is_room(self) -> None:
        while self._under_way >= self._most:
            self._room.clear()
            await self._room.wait()

    def _next(self) -> None:
        parse, payload = self._waiting.popleft()
        parse(payload)
