"""The connector: one Discord client after another, for as long as it runs."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

import aiohttp
import discord
import yarl
from discord.abc import GuildChannel
from discord.gateway import DiscordWebSocket
from discord.http import Route

from connectors.base import Sink
from connectors.discord.enforce import DiscordEnforcer
from connectors.discord.errand import NOBODY
from connectors.discord.guards import (
    BETWEEN_CLIENTS,
    BETWEEN_CONNECTIONS,
    Pace,
    Sleep,
    paced_gateway,
    shield,
    supervise,
)
from connectors.discord.translate import deletion_of, edit_of, join_of, message_of
from connectors.former import FormerSettings
from engine.events import Event, Platform

log = logging.getLogger(__name__)

# 1000 and 1001 would end the session on Discord's side.
_RESUMABLE = 4000
_FAREWELL_SECONDS = 2
# The shortest that discord.py takes: after this long a rate limit is left to the dispatcher.
_PATIENCE_SECONDS = 30.0


class DiscordConnector:
    """Runs until closed.

    `run` raises `RefusedError` where Discord will not have the bot until somebody changes a
    setting; everything else is tried again.
    """

    def __init__(
        self,
        *,
        token: str,
        rest_base: str = "",
        gateway_url: str = "",
        mod_log: Mapping[str, str],
        mute_roles: Mapping[str, str],
        former: FormerSettings,
        now: Callable[[], datetime] = discord.utils.utcnow,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Empty addresses mean Discord's own; see `DiscordEnforcer` for the rest."""
        self._token = token
        self._addresses = (rest_base, gateway_url)
        self._now = now
        self._sleep = sleep
        self._enforcer = DiscordEnforcer(
            client=self._present, mod_log=mod_log, mute_roles=mute_roles, former=former, now=now
        )
        self._client: discord.Client | None = None
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
        _point_at(*self._addresses)
        gateway = paced_gateway(Pace(BETWEEN_CONNECTIONS, sleep=self._sleep))
        clients = Pace(BETWEEN_CLIENTS, sleep=self._sleep)

        async def attempt() -> None:
            await self._serve(
                _Client(sink=sink, now=self._now, gateway=gateway, enforcer=self._enforcer)
            )

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

    async def _serve(self, client: discord.Client) -> None:
        self._client = client
        try:
            await client.start(self._token)
        finally:
            self._client = None
            await _leave(client)

    def _present(self) -> discord.Client:
        if self._client is None:
            raise ConnectionError("not connected to Discord")
        return self._client


class _Client(discord.Client):
    """Hands events to the sink; one that fails is lost alone."""

    def __init__(
        self,
        *,
        sink: Sink,
        now: Callable[[], datetime],
        gateway: aiohttp.TraceConfig,
        enforcer: DiscordEnforcer,
    ) -> None:
        super().__init__(
            intents=discord.Intents(
                guilds=True, members=True, messages=True, message_content=True, moderation=True
            ),
            allowed_mentions=NOBODY,
            # Whoever is acted upon is fetched; a list of all members would cost start and memory.
            chunk_guilds_at_startup=False,
            http_trace=gateway,
            max_ratelimit_timeout=_PATIENCE_SECONDS,
        )
        self._sink = sink
        self._now = now
        self._enforcer = enforcer
        shield(self)

    async def on_message(self, message: discord.Message) -> None:
        # What Haven quotes or blurs must not be judged a second time.
        if message.author != self.user:
            await self._hand_on(message_of(message))

    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        if edit.message.author != self.user:
            await self._hand_on(edit_of(edit.message, edit.cached_message))

    async def on_raw_message_delete(self, deletion: discord.RawMessageDeleteEvent) -> None:
        await self._deleted(deletion.guild_id, deletion.channel_id, deletion.message_id)

    async def on_raw_bulk_message_delete(self, deletion: discord.RawBulkMessageDeleteEvent) -> None:
        for message in sorted(deletion.message_ids):
            await self._deleted(deletion.guild_id, deletion.channel_id, message)

    async def on_member_join(self, member: discord.Member) -> None:
        await self._hand_on(join_of(member, self._now()))
        await self._enforcer.welcome(member)

    async def on_guild_channel_create(self, channel: GuildChannel) -> None:
        await self._enforcer.furnish(channel)

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        # The library calls this from where it caught the fault.
        log.exception("event lost", extra={"kind": event_method})  # noqa: LOG004

    async def _deleted(self, guild_id: int | None, channel: int, message: int) -> None:
        guild = self.get_guild(guild_id) if guild_id else None
        if guild:
            await self._hand_on(deletion_of(guild, channel, message, self._now()))

    async def _hand_on(self, event: Event | None) -> None:
        if event:
            await self._sink(event)


async def _leave(client: discord.Client) -> None:
    # The library knows a client without a gateway, but its types do not.
    gateway: DiscordWebSocket | None = client.ws
    if gateway:
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await gateway.close(code=_RESUMABLE)
    await client.close()


def _point_at(rest_base: str, gateway_url: str) -> None:
    """discord.py keeps both addresses for the whole process."""
    if rest_base:
        Route.BASE = rest_base.rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
