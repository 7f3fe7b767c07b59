"""Who asks for something on Discord, and where; they alone are answered, and nobody is pinged."""

from collections.abc import Sequence

import discord
from discord import ui

from cogs.standing import standing_of, standings_of, strangers
from engine.authority import DeniedError, require
from engine.cases import Case
from engine.events import Community, Place, Platform, Power, Standing

NOBODY = discord.AllowedMentions.none()
UNWRITTEN = "It could not be written down, so nothing has changed. Try again in a while."

Interaction = discord.Interaction[discord.Client]


def invoker(interaction: Interaction) -> Standing:
    """As Discord told it with this very click or command."""
    if not isinstance(interaction.user, discord.Member):
        raise DeniedError("That is done in a server.")
    return standing_of(interaction.user)


def community_of(interaction: Interaction) -> Community:
    """Where it was asked, so that a number never reaches another server's case."""
    return Community(Platform.DISCORD, str(interaction.guild_id))


def place_of(interaction: Interaction, channel: object = None) -> Place:
    """Where a channel or thread of this server is; without one, where it was asked."""
    where = channel or interaction.channel
    if isinstance(where, discord.Thread):
        return Place(community_of(interaction), str(where.parent_id), str(where.id))
    spot = where.id if isinstance(where, discord.abc.GuildChannel) else interaction.channel_id
    return Place(community_of(interaction), str(spot))


async def admit(interaction: Interaction, *powers: Power) -> Standing:
    """Acknowledge before anything is looked up, since Discord waits for three seconds only.

    Raises:
        DeniedError: whoever asks has not all of these rights here.
    """
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)
    by = invoker(interaction)
    require(by, powers, over=())
    return by


async def everybody_in(interaction: Interaction, case: Case) -> Sequence[Standing]:
    """How all the people whom a case is about stand here."""
    people = case.author, *case.accounts
    if case.community != community_of(interaction):
        return strangers(people)
    return await standings_in(interaction, *people)


async def standings_in(interaction: Interaction, *people: str) -> Sequence[Standing]:
    if interaction.guild is None:
        raise DeniedError("That is done in a server.")
    return await standings_of(interaction.guild, people)


async def say(interaction: Interaction, words: str) -> None:
    """To whoever asked alone, whether or not it has been acknowledged."""
    if not interaction.response.is_done():
        await interaction.response.send_message(words, ephemeral=True, allowed_mentions=NOBODY)
        return
    await interaction.followup.send(words, ephemeral=True, allowed_mentions=NOBODY)


async def show(interaction: Interaction, shown: str | ui.LayoutView, *files: discord.File) -> None:
    """In place of what was acknowledged, or of the message that was clicked. It is of one kind
    everywhere, since Discord lets no message go back from parts to mere words.
    """
    sheet = _in_words(shown) if isinstance(shown, str) else shown
    await interaction.edit_original_response(view=sheet, attachments=files, allowed_mentions=NOBODY)


async def hand_over(interaction: Interaction, words: str, file: discord.File) -> None:
    """A file to whoever asked alone, once it has been acknowledged."""
    await interaction.followup.send(words, file=file, ephemeral=True, allowed_mentions=NOBODY)


def _in_words(words: str) -> ui.LayoutView:
    return ui.LayoutView(timeout=None).add_item(ui.TextDisplay(words))
