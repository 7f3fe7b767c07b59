"""What Discord's answers ask of all calls that follow: to wait, or to stay away."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import aiohttp
import discord
import yarl

from connectors.discord.guards import Sleep
from engine.actions import AskedToWaitError

# Less than a call may take: who is cancelled while waiting does not know whether they were heard.
LONGEST_WAIT = timedelta(seconds=5)

_UNAUTHORISED, _TOO_MANY_REQUESTS = 401, 429
# These answer to whoever clicked, with a token of their own and outside the bot's limits.
_FREE = frozenset({"interactions", "webhooks"})


class Limits:
    """Holds every call back while a global limit lasts: 10,000 answers of 401, 403 and 429 in ten
    minutes would shut Haven's address out.

    A wait of more than `LONGEST_WAIT` is left to the caller, as an `AskedToWaitError`.
    """

    def __init__(
        self, *, sleep: Sleep = asyncio.sleep, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self.unauthorised = asyncio.Event()
        self._sleep = sleep
        self._elapsed = elapsed
        self._closed_until = 0.0

    def watch(self, trace: aiohttp.TraceConfig) -> None:
        trace.on_request_start.append(self._before)
        trace.on_request_end.append(self._after)

    def hold(self, seconds: float) -> None:
        """A shorter limit told of meanwhile, by another route, does not end a longer one."""
        self._closed_until = max(self._closed_until, self._elapsed() + seconds)

    async def turn(self) -> None:
        """Return when a call may go out."""
        wait = timedelta(seconds=self._closed_until - self._elapsed())
        if wait > LONGEST_WAIT:
            raise AskedToWaitError(wait)
        if wait > timedelta():
            await self._sleep(wait.total_seconds())

    async def _before(
        self,
        session: aiohttp.ClientSession,  # noqa: ARG002  aiohttp names the arguments
        trace: object,  # noqa: ARG002
        request: aiohttp.TraceRequestStartParams,
    ) -> None:
        if _is_bound(request.url):
            await self.turn()

    async def _after(
        self,
        session: aiohttp.ClientSession,  # noqa: ARG002
        trace: object,  # noqa: ARG002
        request: aiohttp.TraceRequestEndParams,
    ) -> None:
        answer = request.response
        if not _is_bound(request.url):
            return
        if answer.status == _UNAUTHORISED:
            self.unauthorised.set()
        if answer.status == _TOO_MANY_REQUESTS and _is_for_all(answer):
            self.hold(_seconds(answer))


def leave_long_waits(client: discord.Client) -> None:
    """To whoever calls; discord.py itself takes no limit under 30 s."""
    client.http.max_ratelimit_timeout = LONGEST_WAIT.total_seconds()


def outlast_cancelled_calls(client: discord.Client) -> None:
    """For a client that has logged in: discord.py shuts this door for a global limit, and leaves
    it shut for good where the call that was to open it again is cancelled.
    """
    client.http._global_over = _SelfOpening()  # noqa: SLF001  no public name reaches it


class _SelfOpening(asyncio.Event):
    def __init__(self) -> None:
        super().__init__()
        self.set()

    def clear(self) -> None:
        super().clear()
        asyncio.get_running_loop().call_later(LONGEST_WAIT.total_seconds(), self.set)


def _is_bound(url: yarl.URL) -> bool:
    return url.scheme in {"http", "https"} and _FREE.isdisjoint(url.parts)


def _is_for_all(answer: aiohttp.ClientResponse) -> bool:
    """Without a Via header it was not Discord that answered, but what stands before it."""
    return "X-RateLimit-Global" in answer.headers or "Via" not in answer.headers


def _seconds(answer: aiohttp.ClientResponse) -> float:
    try:
        return float(answer.headers.get("Retry-After", 1))
    except ValueError:
        return 1.0
