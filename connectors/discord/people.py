"""What is done to one person: words, time-outs, kicks, bans, and their inverses."""

from datetime import datetime, timedelta

import discord

from connectors.discord.errand import Errand
from engine.actions import Outcome

# Discord refuses 28 days and more; a minute is left for clocks that differ.
LONGEST_TIMEOUT = timedelta(days=28) - timedelta(minutes=1)

_TIME_OUT = discord.Permissions(moderate_members=True)
_KICK = discord.Permissions(kick_members=True)
_BAN = discord.Permissions(ban_members=True)

# The person takes no messages from the bot; there is no server that both are in.
_CLOSED_TO_US = frozenset({50007, 50278})


async def tell_or_post(errand: Errand, user: str, text: str, notice: str) -> Outcome:
    """To those who take no direct messages, say less, where they wrote."""
    try:
        return await errand.tell(user, text)
    except discord.HTTPException as answer:
        if answer.code not in _CLOSED_TO_US:
            raise
    return await errand.post(await errand.channel(), f"<@{user}>: {notice}")


async def time_out(errand: Errand, user: str, duration: timedelta, *, now: datetime) -> Outcome:
    asked = now + min(duration, LONGEST_TIMEOUT)
    return await errand.on_member(
        user,
        _TIME_OUT,
        # A throttle must not shorten a mute that is in force.
        lambda member: member.timeout(
            max(asked, member.timed_out_until or asked), reason=errand.reason
        ),
    )


async def end_time_out(errand: Errand, user: str) -> Outcome:
    return await errand.on_member(
        user, _TIME_OUT, lambda member: member.timeout(None, reason=errand.reason)
    )


async def kick(errand: Errand, user: str) -> Outcome:
    return await errand.on_member(user, _KICK, lambda member: member.kick(reason=errand.reason))


async def ban(errand: Errand, user: str) -> Outcome:
    if not await _may_ban(errand, user):
        return Outcome.FORBIDDEN
    # discord.py would delete a day of messages, and with them the evidence.
    await errand.guild.ban(
        discord.Object(int(user)), reason=errand.reason, delete_message_seconds=0
    )
    return Outcome.APPLIED


async def _may_ban(errand: Errand, user: str) -> bool:
    """Those who left can be banned, and have no rank."""
    try:
        member = await errand.member(user)
    except discord.NotFound:
        return errand.may(_BAN)
    return errand.may_touch(member, _BAN)


async def unban(errand: Errand, user: str) -> Outcome:
    if not errand.may(_BAN):
        return Outcome.FORBIDDEN
    await errand.guild.unban(discord.Object(int(user)), reason=errand.reason)
    return Outcome.APPLIED
