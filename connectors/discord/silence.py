"""Where a mute role takes the word from somebody, and where it would not."""

import discord
from discord.abc import GuildChannel

_SPEECH = discord.Permissions(
    send_messages=True, send_messages_in_threads=True, add_reactions=True, speak=True
)


def would_speak(member: discord.Member, channel: GuildChannel, role: discord.Role | None) -> bool:
    """Whether they could still speak here, with the mute role and all that the bot may deny it.

    Discord lets a channel's allowance for any role, or for one member, win over a role's denial.
    """
    speech = channel.permissions_for(member).value & _SPEECH.value
    if isinstance(channel, discord.CategoryChannel) or not speech:
        return False
    allowed = channel.overwrites_for(member).pair()[0].value
    for other in set(member.roles) - {role, channel.guild.default_role}:
        allowed |= channel.overwrites_for(other).pair()[0].value
    denied = _deniable(channel)
    if role:
        denied |= channel.overwrites_for(role).pair()[1].value
    return bool(speech & (allowed | ~denied))


async def keep_silent(role: discord.Role, channel: GuildChannel, *, reason: str) -> None:
    """Deny the role speech here, as far as the bot has it itself: Discord allows no more."""
    allow, deny = channel.overwrites_for(role).pair()
    lacking = _deniable(channel) & ~deny.value
    if not lacking:
        return
    denied = discord.Permissions(deny.value | lacking)
    granted = discord.Permissions(allow.value & ~denied.value)
    overwrite = discord.PermissionOverwrite.from_pair(granted, denied)
    await channel.set_permissions(role, overwrite=overwrite, reason=reason)


def _deniable(channel: GuildChannel) -> int:
    mine = channel.permissions_for(channel.guild.me)
    return mine.value & _SPEECH.value if mine.manage_roles else 0
