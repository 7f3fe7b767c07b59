"""A Discord without a network, for one client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import simcord

from tests.running import PATIENCE


@asynccontextmanager
async def discord_of(client: discord.Client) -> AsyncIterator[simcord.Env]:
    """As `simcord.run` does, which wants to be left in the task that entered it: no fixture is."""
    env = simcord.Env(client, settle_timeout=PATIENCE)
    await env.start()
    try:
        yield env
    finally:
        await env.shutdown()
    env.raise_errors()
