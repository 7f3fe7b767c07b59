"""The connector: one Discord client after another, for as long as it runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Literal

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from connectors.base import RefusedError, Sink
from connectors.discord.enforce import DiscordEnforcer
from connectors.discord.guards import (
    BETWEEN_CLIENTS,
    BETWEEN_CONNECTIONS,
    Pace,
    hush_about_voice,
    paced_gateway,
    supervise,
)
from connectors.discord.intents import BLIND, switches_to_flip
from connectors.discord.limits import LONGEST_WAIT, Limits, outlast_cancelled_calls
from connectors.discord.listener import Listener, ShardedListener
from connectors.discord.ties import Ties
from engine.events import Community, Platform
from engine.quantities import counted

log = logging.getLogger(__name__)

# 1000 and 1001 would end the session on Discord's side.
_RESUMABLE = 4000
_FAREWELL_SECONDS = 2


class DiscordConnector:
    """Runs until closed.

    `run` raises `RefusedError` where Discord will not have the bot until somebody changes a
    setting; everything else is tried again.
    """

    def __init__(
        self,
        *,
        token: str,
        ties: Ties,
        rest_base: str = "",
        gateway_url: str = "",
        message_content: bool = True,
        shards: int | Literal["auto"] = 0,
    ) -> None:
        """Empty addresses mean Discord's own. Without shards there is one connection, which
        Discord allows for 2,500 servers.
        """
        self._token = token
        self._ties = ties
        self._addresses = (rest_base, gateway_url)
        self._message_content = message_content
        self._shards = shards
        self._enforcer = DiscordEnforcer(client=self._present, ties=ties, arrival=self._arrive)
        self._limits = Limits(sleep=ties.sleep)
        self._there = asyncio.Event()
        self._client: Listener | None = None
        self._running: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def platform(self) -> Platform:
        return Platform.DISCORD

    @property
    def enforcer(self) -> DiscordEnforcer:
        return self._enforcer

    async def run(self, sink: Sink) -> None:
        if self._closed:
            return
        if not self._message_content:
            log.warning(BLIND)
        point_at(*self._addresses)
        hush_about_voice()
        pace = Pace(BETWEEN_CONNECTIONS, sleep=self._ties.sleep, free=self._connections)
        trace = paced_gateway(pace)
        self._limits.watch(trace)

        async def attempt() -> None:
            await self._serve(self._listener(sink, trace))

        clients = Pace(BETWEEN_CLIENTS, sleep=self._ties.sleep)
        self._running = asyncio.create_task(supervise(attempt, clients))
        try:
            await self._running
        except asyncio.CancelledError:
            if not self._closed:
                raise

    async def close(self) -> None:
        self._closed = True
        if self._running:
            self._running.cancel()
            await asyncio.wait({self._running})

    def forget(self, community: Community, person: str) -> None:
        """Drop what is held in memory of a person: their words, and who they are."""
        if community.platform is not Platform.DISCORD:
            return
        self._enforcer.forget(community, person)
        if self._client:
            self._client.forget(int(community.id), int(person))

    def _listener(self, sink: Sink, trace: aiohttp.TraceConfig) -> Listener:
        make = ShardedListener if self._shards else Listener
        return make(
            sink=sink,
            now=self._ties.now,
            trace=trace,
            sleep=self._ties.sleep,
            enforcer=self._enforcer,
            message_content=self._message_content,
            shards=None if self._shards == "auto" else self._shards or None,
        )

    def _connections(self) -> int:
        """How many there are to be; one until Discord has said it."""
        return (self._client and self._client.shard_count) or 1

    async def _serve(self, client: Listener) -> None:
        self._client = client
        try:
            await self._ties.furnish(client)
            await client.login(self._token)
            outlast_cancelled_calls(client)
            async with (
                _beside(self._ties.introduce(client)),
                _beside(self._log_out(client)),
                _beside(self._announce(client)),
            ):
                await client.connect()
        except discord.PrivilegedIntentsRequired as refusal:
            fix = switches_to_flip(
                client.application_id,
                client.application_flags,
                message_content=self._message_content,
            )
            raise RefusedError(f"Discord refuses this bot an intent: {fix}") from refusal
        finally:
            self._client = None
            self._there.clear()
            await _leave(client)

    async def _announce(self, client: discord.Client) -> None:
        await client.wait_until_ready()
        self._there.set()
        log.info("connected to Discord: %s", counted(len(client.guilds), "server"))

    async def _arrive(self) -> None:
        if self._running and not self._running.done():
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_WAIT.total_seconds()):
                    await self._there.wait()

    async def _log_out(self, client: discord.Client) -> None:
        """The next login tells whether the token is no longer valid."""
        self._limits.unauthorised.clear()
        await self._limits.unauthorised.wait()
        log.error("Discord does not accept the token any more")
        # What ends by this is awaited by whoever leaves the client.
        await asyncio.shield(client.close())

    def _present(self) -> discord.Client:
        if self._client is None:
            raise ConnectionError("not connected to Discord")
        return self._client


@asynccontextmanager
async def _beside(work: Awaitable[None]) -> AsyncIterator[None]:
    """Nobody waits for `work`, it ends with what it runs beside, and its fault is its own."""
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled() and (fault := task.exception()):
            log.error("work beside a client failed", exc_info=fault)


async def _leave(client: discord.Client) -> None:
    for gateway in _gateways(client):
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await gateway.close(code=_RESUMABLE)
    await client.close()


def _gateways(client: discord.Client) -> Iterator[DiscordWebSocket]:
    if isinstance(client, discord.AutoShardedClient):
        # No public name reaches a shard's connection.
        yield from (shard._parent.ws for shard in client.shards.values())  # noqa: SLF001
        return
    # The library knows a client without a gateway, but its types do not.
    gateway: DiscordWebSocket | None = client.ws
    if gateway:
        yield gateway


def point_at(rest_base: str, gateway_url: str) -> None:
    """discord.py keeps both addresses for the whole process."""
    if rest_base:
        Route.BASE = rest_base.rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
