"""What is done to one person: words, time-outs, kicks, bans, and their inverses."""

import asyncio
import logging
from datetime import datetime, timedelta

import aiohttp
import discord

from connectors.discord.errand import Errand
from engine.actions import Outcome

log = logging.getLogger(__name__)

# Discord refuses 28 days and more; a minute is left for clocks that differ.
LONGEST_TIMEOUT = timedelta(days=28) - timedelta(minutes=1)

# What is done must not wait for what is said of it: the library repeats a call for half a minute.
PATIENCE_SECONDS = 3.0

_TIME_OUT = discord.Permissions(moderate_members=True)
_KICK = discord.Permissions(kick_members=True)
_BAN = discord.Permissions(ban_members=True)

# The person takes no messages from the bot; there is no server that both are in.
_CLOSED_TO_US = frozenset({50007, 50278})


async def tell_or_post(errand: Errand, user: str, notice: str) -> Outcome:
    """To those who take no direct messages, say less, where they wrote."""
    words, view = await errand.letter()
    try:
        return await errand.tell(user, words, view)
    except discord.HTTPException as answer:
        if answer.code not in _CLOSED_TO_US:
            raise
    return await errand.post(await errand.channel(), f"<@{user}>: {notice}")


async def inform(errand: Errand, member: discord.Member, *, until: datetime | None = None) -> None:
    """Tell somebody what is done to them; whether they can be told changes nothing about it."""
    if member.bot:
        return
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            words, view = await errand.letter(until)
            await errand.write(member, words, view)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as fault:
        kind = type(fault).__name__
        log.info("not told", extra={"case": errand.order.case, "user": member.id, "kind": kind})


async def time_out(errand: Errand, user: str, duration: timedelta, *, now: datetime) -> Outcome:
    if errand.order.renewal:
        return await _prolong(errand, user, duration, now=now)

    async def call(member: discord.Member) -> None:
        until = await silence(errand, member, now + duration, now=now)
        await inform(errand, member, until=until)

    return await errand.on_member(user, _TIME_OUT, call)


async def _prolong(errand: Errand, user: str, duration: timedelta, *, now: datetime) -> Outcome:
    """Whom somebody let speak again in the meantime is left to speak."""
    if not is_silent(await errand.member(user), now):
        return Outcome.GONE
    return await slow_down(errand, user, duration, now=now)


def is_silent(member: discord.Member, now: datetime) -> bool:
    return member.timed_out_until is not None and member.timed_out_until > now


async def slow_down(errand: Errand, user: str, delay: timedelta, *, now: datetime) -> Outcome:
    """A pause after each message, without a word about it each time."""
    return await errand.on_member(
        user, _TIME_OUT, lambda member: silence(errand, member, now + delay, now=now)
    )


async def silence(
    errand: Errand, member: discord.Member, until: datetime, *, now: datetime
) -> datetime:
    """The end that was decided; the platform's own limit comes before it where that is later."""
    asked = min(until, now + LONGEST_TIMEOUT)
    # A throttle must not shorten a mute that is in force.
    longest = max(asked, member.timed_out_until or asked)
    await member.timeout(longest, reason=errand.reason)
    return max(until, longest)


async def end_time_out(errand: Errand, user: str) -> Outcome:
    return await errand.on_member(
        user, _TIME_OUT, lambda member: member.timeout(None, reason=errand.reason)
    )


async def kick(errand: Errand, user: str) -> Outcome:
    async def call(member: discord.Member) -> None:
        await inform(errand, member)
        await member.kick(reason=errand.reason)

    return await errand.on_member(user, _KICK, call)


async def unban(errand: Errand, user: str) -> Outcome:
    if not errand.may(_BAN):
        return Outcome.FORBIDDEN
    await errand.guild.unban(discord.Object(int(user)), reason=errand.reason)
    return Outcome.APPLIED
