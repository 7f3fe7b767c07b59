"""Where and how a server's moderators are told: as a case's card, else in plain words."""

import logging
from collections.abc import Awaitable, Callable

import aiohttp
import discord

from connectors.discord import wording
from connectors.discord.errand import Channel, Errand
from engine.actions import Order, Outcome
from engine.events import Community, Platform

log = logging.getLogger(__name__)

Room = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
# Given a channel, a case by its community and number, and an alert's words: whether there is now a
# card of the case that says them.
Show = Callable[[Room, Community, int, str], Awaitable[bool]]

# The channel that a server's administrators chose for moderators, by the ids of both.
ModLog = Callable[[str], str | None]


async def in_words_only(
    room: Room,  # noqa: ARG001  no house, no cards
    community: Community,  # noqa: ARG001
    number: int,  # noqa: ARG001
    words: str,  # noqa: ARG001
) -> bool:
    """For a connector without a house behind it."""
    return False


class Alerts:
    def __init__(self, *, mod_log: ModLog, show: Show) -> None:
        """`mod_log` tells the channel for a server's id."""
        self._mod_log = mod_log
        self._show = show

    async def alert(self, errand: Errand, text: str) -> Outcome:
        channel = self.channel_of(errand.guild)
        if channel is None:
            log.warning("no private channel for alerts: choose one by /setup")
            return Outcome.FAILED
        if await self._is_shown(errand, channel, text):
            return Outcome.APPLIED
        return await errand.post(channel, wording.plain(f"{_named(errand.order)}: {text}"))

    def channel_of(self, guild: discord.Guild) -> Channel | None:
        """The chosen channel; else one that Discord itself writes notices to, if private."""
        if chosen := self._mod_log(str(guild.id)):
            return guild.get_channel_or_thread(int(chosen))
        usual = (guild.safety_alerts_channel, guild.public_updates_channel, guild.system_channel)
        return next((channel for channel in usual if channel and not _is_public(channel)), None)

    async def _is_shown(self, errand: Errand, channel: Channel, text: str) -> bool:
        if not isinstance(channel, Room) or not errand.may_write(channel):
            return False
        number = errand.order.case
        try:
            return await self._show(channel, errand.community, number, text)
        except (discord.DiscordServerError, discord.RateLimited, aiohttp.ClientError, OSError):
            # It may have arrived: the dispatcher knows whether to try again.
            raise
        except Exception:
            # Moderators must hear of it, in plain words if need be.
            log.exception("card not shown", extra={"case": number})
            return False


def _named(order: Order) -> str:
    """Numbers of another platform's cases are their own."""
    place = order.place
    if place.community.platform is Platform.DISCORD:
        return f"Case {order.case}"
    channel = place.channel or place.community.id
    return f"Case {order.case} of {channel} on {place.community.platform.title()}"


def _is_public(channel: discord.TextChannel) -> bool:
    """An alert names people, so not everyone is to read it."""
    return channel.permissions_for(channel.guild.default_role).view_channel
