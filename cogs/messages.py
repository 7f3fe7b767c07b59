"""A message somebody points at by its link or id, if they may see and handle it themselves."""

import re

import discord

from cogs.asking import Interaction
from engine.authority import DeniedError

_LINK = re.compile(
    r"(?:https://(?:\w+\.)?discord(?:app)?\.com/channels/(?P<guild>[0-9]{1,20})/"
    r"(?P<channel>[0-9]{1,20})/)?(?P<message>[0-9]{1,20})/?",
    re.ASCII,
)
_READING = discord.Permissions(view_channel=True, read_message_history=True)
_NONE = "There is no such message here. Copy its link, or its id in the channel it stands in."


async def message_at(interaction: Interaction, link: str) -> discord.Message:
    """Raises DeniedError where there is none that the invoker may see."""
    found = _LINK.fullmatch(link.strip())
    channel = _channel(interaction, found) if found else None
    if found is None or channel is None or not _rights(interaction, channel) >= _READING:
        raise DeniedError(_NONE)
    try:
        return await channel.fetch_message(int(found["message"]))
    except (discord.NotFound, discord.Forbidden) as refusal:
        raise DeniedError(_NONE) from refusal


def require_hiding(interaction: Interaction, message: discord.Message) -> None:
    """A channel may take from a moderator what the server gives.

    Raises:
        DeniedError: Discord would not let them delete it by hand.
    """
    if not _rights(interaction, message.channel).manage_messages:
        raise DeniedError("You may not do that in that channel: it takes the right to hide.")


def _channel(interaction: Interaction, link: re.Match[str]) -> discord.abc.Messageable | None:
    guild = interaction.guild
    if guild is None or link["guild"] not in {None, str(guild.id)}:
        return None
    spot = int(link["channel"] or interaction.channel_id or 0)
    channel = guild.get_channel_or_thread(spot)
    return channel if isinstance(channel, discord.abc.Messageable) else None


def _rights(interaction: Interaction, channel: object) -> discord.Permissions:
    if isinstance(interaction.user, discord.Member) and isinstance(
        channel, discord.abc.GuildChannel | discord.Thread
    ):
        return channel.permissions_for(interaction.user)
    return discord.Permissions.none()
