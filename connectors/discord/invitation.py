"""Whose token it is, what the developer portal still lacks, and the link that lets the bot in."""

import asyncio
from dataclasses import dataclass

import aiohttp
import discord

from connectors.base import RefusedError
from connectors.discord.client import point_at
from connectors.discord.intents import missing_switches

_PATIENCE_SECONDS = 15
_REMEDY = "set HAVEN_DISCORD__TOKEN in .env to the one of the developer portal (Bot, Reset Token)"

# What /setup proves, and what barriers and cards need besides.
RIGHTS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    read_message_history=True,
    add_reactions=True,
    connect=True,
    speak=True,
    manage_messages=True,
    moderate_members=True,
    manage_roles=True,
    kick_members=True,
    ban_members=True,
    manage_channels=True,
    manage_threads=True,
    manage_guild=True,
)


@dataclass(frozen=True, slots=True)
class Invitation:
    """`off` names the intents that are to be switched on at `page` before the bot can start."""

    bot: str
    link: str
    off: list[str]
    page: str


async def invitation(
    *, token: str, rest_base: str = "", message_content: bool = True
) -> Invitation:
    """Asks Discord who the token belongs to; nothing is connected.

    Raises:
        RefusedError: the token is wrong, or Discord does not answer.
    """
    point_at(rest_base, "")
    async with discord.Client(intents=discord.Intents.none()) as client:
        await _logged_in(client, token)
        application, flags = client.application_id or 0, client.application_flags
        return Invitation(
            bot=str(client.user),
            link=discord.utils.oauth_url(
                application, permissions=RIGHTS, scopes=("bot", "applications.commands")
            ),
            off=missing_switches(flags, message_content=message_content),
            page=f"https://discord.com/developers/applications/{application}/bot",
        )


async def _logged_in(client: discord.Client, token: str) -> None:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await client.login(token)
    except discord.LoginFailure as failure:
        raise RefusedError(f"Discord does not know this token: {_REMEDY}") from failure
    except (aiohttp.ClientError, OSError, discord.HTTPException) as fault:
        said = f"Discord does not answer ({type(fault).__name__}): check the network and try again"
        raise RefusedError(said) from fault
