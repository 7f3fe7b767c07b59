"""The connector: one Discord client after another, for as long as it runs."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

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
    Sleep,
    paced_gateway,
    supervise,
)
from connectors.discord.intents import BLIND, switches_to_flip
from connectors.discord.listener import Listener
from engine.events import Platform

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
        rest_base: str = "",
        gateway_url: str = "",
        mod_log: Mapping[str, str],
        message_content: bool = True,
        now: Callable[[], datetime] = discord.utils.utcnow,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Empty addresses mean Discord's own; `mod_log` maps a server's id to a channel's."""
        self._token = token
        self._addresses = (rest_base, gateway_url)
        self._message_content = message_content
        self._now = now
        self._sleep = sleep
        self._enforcer = DiscordEnforcer(client=self._present, mod_log=mod_log, now=now)
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
        if not self._message_content:
            log.warning(BLIND)
        _point_at(*self._addresses)
        gateway = paced_gateway(Pace(BETWEEN_CONNECTIONS, sleep=self._sleep))
        clients = Pace(BETWEEN_CLIENTS, sleep=self._sleep)

        async def attempt() -> None:
            await self._serve(
                Listener(
                    sink=sink,
                    now=self._now,
                    gateway=gateway,
                    message_content=self._message_content,
                )
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
        except discord.PrivilegedIntentsRequired as refusal:
            fix = switches_to_flip(
                client.application_id,
                client.application_flags,
                message_content=self._message_content,
            )
            raise RefusedError(f"Discord refuses this bot an intent: {fix}") from refusal
        finally:
            self._client = None
            await _leave(client)

    def _present(self) -> discord.Client:
        if self._client is None:
            raise ConnectionError("not connected to Discord")
        return self._client


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
