"""Compares what is subscribed with what is wanted, again and again, and makes up for the rest."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from time import monotonic
from typing import Protocol

import aiohttp
import twitchio

from connectors.twitch.guards.redaction import described
from connectors.twitch.subscriptions import Key, Wanted

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
# A refusal stands until somebody changes something, so it is not asked for every minute.
REFUSED_SECONDS = 600.0
_SERVER_ERROR = 500

Sleep = Callable[[float], Awaitable[None]]


class Subscriber(Protocol):
    """Whoever can say what is subscribed by Twitch's own account, and subscribe more."""

    async def subscribed(self) -> Collection[Key]: ...

    async def subscribe(self, wanted: Wanted) -> None: ...

    async def give_up(self) -> None:
        """Start afresh: nothing can be mended from here."""

    def is_able(self) -> bool:
        """False without a token."""


class Watchdog:
    def __init__(
        self,
        wanted: Collection[Wanted],
        subscriber: Subscriber,
        *,
        every: float = EVERY_SECONDS,
        sleep: Sleep = asyncio.sleep,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._wanted = wanted
        self._subscriber = subscriber
        self._every = every
        self._sleep = sleep
        self._seconds = seconds
        self._put_off: dict[Key, float] = {}
        self._told: set[Key] = set()

    async def run(self) -> None:
        while True:
            await self._sleep(self._every)
            await self.look()

    async def look(self) -> None:
        if not self._subscriber.is_able():
            await self._subscriber.give_up()
            return
        try:
            missing = self._missing(await self._subscriber.subscribed())
            for wanted in missing:
                await self.fulfil(wanted)
        except (twitchio.HTTPException, aiohttp.ClientError, OSError, ValueError) as error:
            log.warning("subscriptions unknown", extra={"fault": described(error)})
            return
        if missing:
            log.warning("subscriptions were missing", extra={"missing": len(missing)})

    async def fulfil(self, wanted: Wanted) -> bool:
        """Whether Twitch granted it; a refusal is told once and put off.

        Raises:
            HTTPException: the server is at fault.
        """
        try:
            await self._subscriber.subscribe(wanted)
        except twitchio.HTTPException as answer:
            if answer.status >= _SERVER_ERROR or answer.status == 429:
                raise
            self._put_off[wanted.key] = self._seconds() + REFUSED_SECONDS
            self._tell(wanted, answer)
            return False
        self._told.discard(wanted.key)
        self._put_off.pop(wanted.key, None)
        return True

    def _missing(self, subscribed: Collection[Key]) -> list[Wanted]:
        now = self._seconds()
        return [
            wanted
            for wanted in self._wanted
            if wanted.key not in subscribed and self._put_off.get(wanted.key, 0.0) <= now
        ]

    def _tell(self, wanted: Wanted, answer: twitchio.HTTPException) -> None:
        """Once, until it is granted: what is lacking is a scope or a moderator's badge."""
        if wanted.key not in self._told:
            self._told.add(wanted.key)
            extra = {"channel": wanted.channel, "kind": wanted.kind, "fault": described(answer)}
            log.error("subscription refused", extra=extra)
