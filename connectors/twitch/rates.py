"""How fast Twitch may be called: points of Helix, and lines of chat."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from datetime import timedelta
from time import monotonic

from twitchio.http import Route

from engine.actions import AskedToWaitError

PER_MINUTE = 800
# Kept in hand, for the server counts a call later than we do.
RESERVE = 20
# Left alone by calls that can wait: after a raid thousands of messages are deleted, and thousands
# banned, one by one, and nobody who attacks meanwhile shall profit from it.
FOR_URGENT = 200
# The engine gives a call ten seconds; what would wait longer than this comes back as not sent.
PATIENCE = 5.0
CHAT_WINDOW = 30.0
CHAT_LINES, CHAT_LINES_OF_A_MODERATOR = 20, 100

# Whether whoever calls is on an errand that can wait.
on_errand: ContextVar[bool] = ContextVar("on_errand", default=False)

Sleep = Callable[[float], Awaitable[None]]
Seconds = Callable[[], float]


class HelixPoints:
    """Points that come back evenly; what the server says it has left goes before our own count."""

    def __init__(self, *, seconds: Seconds = monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._seconds = seconds
        self._sleep = sleep
        self._limit = PER_MINUTE
        self._points = float(PER_MINUTE - RESERVE)
        self._at = seconds()

    async def take(self, *, urgent: bool = True) -> None:
        """One point, at once or after a wait.

        Raises:
            AskedToWaitError: the wait would be too long, so nothing was sent.
        """
        self._refill()
        kept = 0 if urgent else min(FOR_URGENT, self._limit // 4)
        wait = max(0.0, 1 + kept - self._points) * 60 / self._limit
        if wait > PATIENCE:
            raise AskedToWaitError(timedelta(seconds=wait))
        self._points -= 1
        if wait:
            await self._sleep(wait)

    def learn(self, headers: Mapping[str, str]) -> None:
        limit, left = headers.get("Ratelimit-Limit", ""), headers.get("Ratelimit-Remaining", "")
        if limit.isdecimal() and int(limit):
            self._limit = int(limit)
        if left.isdecimal():
            self._refill()
            self._points = min(self._points, float(int(left) - min(RESERVE, self._limit // 2)))

    def _refill(self) -> None:
        now = self._seconds()
        gained = (now - self._at) * self._limit / 60
        most = max(1.0, float(self._limit - RESERVE))
        self._points, self._at = min(most, self._points + gained), now


class ChatLines:
    """Lines in any thirty seconds; a bot that floods is silenced for half an hour."""

    def __init__(self, *, seconds: Seconds = monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._seconds = seconds
        self._sleep = sleep
        self._sent: deque[float] = deque()

    async def take(self, *, most: int) -> None:
        """Room for one line, at once or after a wait.

        Raises:
            AskedToWaitError: the wait would be too long, so nothing was sent.
        """
        now = self._seconds()
        while self._sent and self._sent[0] <= now - CHAT_WINDOW:
            self._sent.popleft()
        wait = self._sent[-most] + CHAT_WINDOW - now if len(self._sent) >= most else 0.0
        if wait > PATIENCE:
            raise AskedToWaitError(timedelta(seconds=wait))
        self._sent.append(now + wait)
        if wait:
            await self._sleep(wait)


class Rates:
    """One account's points for each token that pays, and its lines; `moderated` are channels."""

    def __init__(self, *, seconds: Seconds = monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self.moderated: frozenset[str] = frozenset()
        self._points: defaultdict[str, HelixPoints] = defaultdict(
            lambda: HelixPoints(seconds=seconds, sleep=sleep)
        )
        self._lines = ChatLines(seconds=seconds, sleep=sleep)

    def of(self, payer: str) -> HelixPoints:
        """An empty payer is the application itself."""
        return self._points[payer]

    async def take_line(self, route: Route) -> None:
        """Does nothing for calls that say nothing in chat."""
        if (route.method, route.path) != ("POST", "chat/messages"):
            return
        moderates = route.json.get("broadcaster_id") in self.moderated
        most = CHAT_LINES_OF_A_MODERATOR if moderates else CHAT_LINES
        await self._lines.take(most=most)
