"""Carries orders out on Discord; what it would refuse is not even asked."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import assert_never

import aiohttp
import discord
from discord.abc import GuildChannel

from connectors.discord import people, wording
from connectors.discord.barriers import Barriers
from connectors.discord.errand import Channel, Errand
from connectors.discord.mutes import Mutes
from connectors.discord.removals import Removals
from connectors.former import FormerSettings, NotKeptError
from engine.actions import (
    Action,
    AlertModerators,
    AlertTarget,
    Ban,
    Blur,
    Collapse,
    Hide,
    Inverse,
    Kick,
    LockDown,
    Measure,
    Mute,
    OfferHelp,
    Order,
    Outcome,
    Reopen,
    Restore,
    Sanction,
    Throttle,
    Timeout,
    Unban,
    Uncollapse,
    Unmute,
    Unthrottle,
    Untimeout,
    VoidWarning,
    Warn,
)

log = logging.getLogger(__name__)

_TOO_MANY_REQUESTS = 429


class DiscordEnforcer:
    def __init__(
        self,
        *,
        client: Callable[[], discord.Client],
        mod_log: Mapping[str, str],
        mute_roles: Mapping[str, str],
        former: FormerSettings,
        now: Callable[[], datetime],
    ) -> None:
        """For a server's id, `mod_log` tells the channel for alerts, `mute_roles` the role."""
        self._client = client
        self._mod_log = mod_log
        self._now = now
        self._removals = Removals()
        self._mutes = Mutes(roles=mute_roles, former=former, now=now)
        self._barriers = Barriers(former=former, now=now)

    async def apply(self, order: Order) -> Outcome:
        client = self._client()
        guild = client.get_guild(int(order.place.community.id))
        if guild is None and client.is_ready():
            return Outcome.GONE
        if guild is None or guild.unavailable:
            raise ConnectionError("Discord has not told about this server yet")
        try:
            return await self._carry_out(Errand(client, guild, order))
        except discord.HTTPException as answer:
            return _outcome(answer)
        except (discord.RateLimited, aiohttp.ClientConnectorError, NotKeptError) as fault:
            # A part may have been done, and may be done again: all of it sets a state.
            raise ConnectionError("nothing was sent") from fault
        except (aiohttp.ClientError, OSError) as fault:
            raise TimeoutError("no answer came") from fault

    async def welcome(self, member: discord.Member) -> None:
        """Somebody has come in, perhaps to be rid of a mute."""
        await self._mutes.welcome(self._client(), member)

    async def furnish(self, channel: GuildChannel) -> None:
        """A channel has been made, perhaps to be spoken in by the muted."""
        await self._mutes.furnish(channel)

    async def _carry_out(self, errand: Errand) -> Outcome:
        action: Action | Inverse = errand.order.action
        if isinstance(action, Sanction):
            return await self._sanction(errand, action)
        if isinstance(action, Measure):
            return await self._measure(errand, action)
        return await self._inverse(errand, action)

    async def _sanction(self, errand: Errand, action: Sanction) -> Outcome:
        user = action.user
        match action:
            case Warn():
                words = wording.plain(action.text)
                return await people.tell_or_post(errand, user, words, wording.NOTICE)
            case Hide():
                return await self._removals.hide(errand, action.message)
            case Blur():
                return await self._removals.blur(errand, action.message)
            case Throttle():
                return await people.slow_down(errand, user, action.delay, now=self._now())
            case Timeout():
                return await people.time_out(errand, user, action.duration, now=self._now())
            case Mute():
                return await self._mutes.mute(errand, user)
            case Kick():
                return await people.kick(errand, user)
            case Ban():
                return await people.ban(errand, user)
            case _:
                assert_never(action)

    async def _measure(self, errand: Errand, action: Measure) -> Outcome:
        match action:
            case Collapse():
                return await self._barriers.collapse(errand, action.delay)
            case LockDown():
                return await self._barriers.lock_down(errand, action.duration)
            case AlertModerators():
                return await self._alert_moderators(errand, action.text)
            case AlertTarget() | OfferHelp():
                return await errand.tell(action.user, wording.plain(action.text))
            case _:
                assert_never(action)

    async def _inverse(self, errand: Errand, action: Inverse) -> Outcome:
        match action:
            case VoidWarning():
                return await people.tell_or_post(errand, action.user, wording.VOID, wording.VOID)
            case Restore():
                return await self._removals.restore(errand, action.message)
            case Uncollapse():
                return await self._barriers.uncollapse(errand)
            case Unthrottle() | Untimeout():
                return await people.end_time_out(errand, action.user)
            case Unmute():
                return await self._mutes.unmute(errand, action.user)
            case Unban():
                return await people.unban(errand, action.user)
            case Reopen():
                return await self._barriers.reopen(errand)
            case _:
                assert_never(action)

    async def _alert_moderators(self, errand: Errand, text: str) -> Outcome:
        channel = self._moderators_channel(errand.guild)
        if channel is None:
            log.warning("no private channel for alerts: set discord.mod_log in bot.toml")
            return Outcome.FAILED
        return await errand.post(channel, wording.plain(f"Case {errand.order.case}: {text}"))

    def _moderators_channel(self, guild: discord.Guild) -> Channel | None:
        """The configured channel; else one that Discord itself writes notices to, if private."""
        if chosen := self._mod_log.get(str(guild.id)):
            return guild.get_channel_or_thread(int(chosen))
        usual = (guild.safety_alerts_channel, guild.public_updates_channel, guild.system_channel)
        return next((channel for channel in usual if channel and not _is_public(channel)), None)


def _is_public(channel: discord.TextChannel) -> bool:
    """An alert names people, so not everyone is to read it."""
    return channel.permissions_for(channel.guild.default_role).view_channel


def _outcome(answer: discord.HTTPException) -> Outcome:
    match answer:
        case discord.Forbidden():
            return Outcome.FORBIDDEN
        case discord.NotFound():
            return Outcome.GONE
        case discord.DiscordServerError():
            raise TimeoutError("Discord does not know whether it was done") from answer
        case _ if answer.status == _TOO_MANY_REQUESTS:
            raise ConnectionError("Discord asks to come later") from answer
        case _:
            log.warning("call refused", extra={"status": answer.status, "code": answer.code})
            return Outcome.FAILED
