"""Who may set Haven up on Discord, and how they alone are answered."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from cogs.asking import UNWRITTEN, Interaction, community_of, say
from cogs.tree import answer_fault
from engine.authority import DeniedError
from engine.events import Community
from engine.ports import StorageError

log = logging.getLogger(__name__)

# A hint for Discord's own menus; `admin_of` looks again.
ADMINS = discord.Permissions(manage_guild=True)
# An answer's token lives for fifteen minutes; a question must be over before that.
_PATIENCE_SECONDS = 600.0

# What Discord would show at most.
_LONGEST = 2_000
_NOT_HERE = "That is done in a server."
_NOT_YOU = 'You may not do that here: it takes the right to "Manage Server".'


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Somebody who may manage the server, as Discord told it with this very command or click."""

    member: discord.Member
    guild: discord.Guild
    community: Community

    @property
    def by(self) -> str:
        return str(self.member.id)


@asynccontextmanager
async def answering(interaction: Interaction, *, anew: bool = True) -> AsyncIterator[None]:
    """Acknowledge first; refusals are told in plain words to whoever asked alone.

    `anew` answers with a message of its own, otherwise the one that was clicked is changed.
    """
    if anew:
        await interaction.response.defer(ephemeral=True, thinking=True)
    else:
        await interaction.response.defer()
    try:
        yield
    except DeniedError as denial:
        await say(interaction, str(denial)[:_LONGEST])
    except StorageError as fault:
        log.error(str(fault))  # noqa: TRY400 - the message says it all
        await say(interaction, UNWRITTEN)


def admin_of(interaction: Interaction) -> Asking:
    """Raises DeniedError for whoever may not manage the server."""
    if not isinstance(interaction.user, discord.Member) or interaction.guild is None:
        raise DeniedError(_NOT_HERE)
    if not interaction.user.guild_permissions.manage_guild:
        raise DeniedError(_NOT_YOU)
    return Asking(
        member=interaction.user, guild=interaction.guild, community=community_of(interaction)
    )


class Form(ui.LayoutView):
    """What an administrator alone sees and answers, for some minutes."""

    def __init__(self) -> None:
        super().__init__(timeout=_PATIENCE_SECONDS)

    async def on_error(
        self,
        interaction: Interaction,
        error: Exception,
        item: ui.Item[Any],  # noqa: ARG002  discord.py hands it over
        /,
    ) -> None:
        await answer_fault(interaction, error)
