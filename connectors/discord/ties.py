"""What the connector is given by whoever runs it: the way back to Haven's own house."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import discord

from connectors.discord.alerts import ModLog, Show, in_words_only
from connectors.discord.guards import Sleep
from connectors.discord.letters import Compose, in_plain_words
from connectors.former import FormerSettings

Furnish = Callable[[discord.Client], Awaitable[None]]


async def leave_bare(client: discord.Client) -> None:
    """For a connector without a house behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """For a server's id, `mod_log` tells the channel for alerts, `mute_roles` the role.

    `furnish` is given each new client before it starts, `introduce` once Discord has accepted it,
    while it begins to listen; `show` puts a case's card into a channel, `compose` words what
    somebody is told.
    """

    mod_log: ModLog
    mute_roles: Mapping[str, str]
    former: FormerSettings
    furnish: Furnish = leave_bare
    introduce: Furnish = leave_bare
    show: Show = in_words_only
    compose: Compose = in_plain_words
    now: Callable[[], datetime] = discord.utils.utcnow
    sleep: Sleep = asyncio.sleep
