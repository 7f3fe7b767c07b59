"""Carries orders out on Discord; what it would refuse is not even asked."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import assert_never

import aiohttp
import discord
from discord.abc import GuildChannel

from connectors.discord import people, wording
from connectors.discord.alerts import Alerts
from connectors.discord.bans import Bans
from connectors.discord.barriers import Barriers
from connectors.discord.errand import Channel, Errand
from connectors.discord.mutes import Mutes
from connectors.discord.removals import Removals
from connectors.discord.ties import Ties
from connectors.former import NotKeptError
from engine.actions import (
    Action,
    AlertModerators,
    AlertTarget,
    AnswerRequest,
    AskedToWaitError,
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
    Release,
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
    Withhold,
)
from engine.events import Community

log = logging.getLogger(__name__)

_UNAUTHORISED, _TOO_MANY_REQUESTS = 401, 429


Arrival = Callable[[], Awaitable[None]]


async def nobody_arrives() -> None:
    """For where there is nobody to wait for."""


class DiscordEnforcer:
    def __init__(
        self,
        *,
        client: Callable[[], discord.Client],
        ties: Ties,
        arrival: Arrival = nobody_arrives,
    ) -> None:
        """`arrival` gives a client that is not there yet a moment to come."""
        self._client = client
        self._compose = ties.compose
        self._arrival = arrival
        self._alerts = Alerts(mod_log=ties.mod_log, show=ties.show)
        self._now = ties.now
        self._bans = Bans(sleep=ties.sleep)
        self._removals = Removals()
        self._mutes = Mutes(roles=ties.mute_roles, former=ties.former, now=ties.now)
        self._barriers = Barriers(former=ties.former, now=ties.now)

    async def apply(self, order: Order) -> Outcome:
        return await self._apply(order, order.place.community)

    async def alert(self, server: Community, order: Order) -> Outcome:
        """Tell a server's moderators of a case of another community that they look after."""
        if not isinstance(order.action, AlertModerators):
            raise ValueError(f"{order.action.type} is no alert")  # noqa: TRY004 - a wrong value
        return await self._apply(order, server)

    async def _apply(self, order: Order, server: Community) -> Outcome:
        guild = await self._reached(server)
        if guild is None:
            return Outcome.GONE
        try:
            return await self._carry_out(Errand(self._client(), guild, order, self._compose))
        except discord.HTTPException as answer:
            return _outcome(answer)
        except discord.RateLimited as limit:
            raise AskedToWaitError(timedelta(seconds=limit.retry_after)) from limit
        except (aiohttp.ClientConnectorError, NotKeptError) as fault:
            # A part may have been done, and may be done again: all of it sets a state.
            raise ConnectionError("nothing was sent") from fault
        except AskedToWaitError:
            raise
        except (aiohttp.ClientError, OSError) as fault:
            raise TimeoutError("no answer came") from fault
        except (ValueError, LookupError, TypeError, AttributeError) as fault:
            log.exception("an answer that cannot be read", extra={"order": str(order.id)})
            raise TimeoutError("nobody knows what the answer says") from fault

    def moderators_channel(self, community: Community) -> Channel | None:
        """Where a server's moderators read; None where they have no such place.

        Raises:
            ConnectionError: Discord has not told about this server yet.
        """
        guild = _guild(self._client(), community)
        return self._alerts.channel_of(guild) if guild else None

    def forget(self, community: Community, person: str) -> None:
        self._removals.forget(community, person)

    async def welcome(self, member: discord.Member) -> None:
        """Somebody has come in, perhaps to be rid of a mute."""
        await self._mutes.welcome(self._client(), member)

    async def look_back(self, client: discord.Client) -> None:
        """A client is ready; nobody listened for a while, in which the muted may have come back."""
        await self._mutes.look_back(client)

    async def furnish(self, channel: GuildChannel) -> None:
        """A channel has been made, perhaps to be spoken in by the muted."""
        await self._mutes.furnish(channel)

    async def _reached(self, community: Community) -> discord.Guild | None:
        """Shortly after a start there is no server yet, but soon: who tried at once would fail, and
        five who did would open the dispatcher's breaker.
        """
        try:
            return _guild(self._client(), community)
        except ConnectionError:
            await self._arrival()
            return _guild(self._client(), community)

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
                return await people.tell_or_post(errand, user, wording.NOTICE)
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
                return await self._bans.ban(errand, user)
            case _:
                assert_never(action)

    async def _measure(self, errand: Errand, action: Measure) -> Outcome:
        match action:
            case Collapse():
                return await self._barriers.collapse(errand, action.delay)
            case LockDown():
                return await self._barriers.lock_down(errand, action.duration)
            case AlertModerators():
                return await self._alerts.alert(errand, action.text)
            case AlertTarget():
                words = wording.signed(action.text, errand.guild.name)
                return await errand.tell_wherever(action.user, words)
            case OfferHelp():
                return await errand.tell(action.user, wording.plain(action.text))
            case Release() | Withhold():
                # What Discord's AutoMod blocks is gone; nobody can let it through.
                return Outcome.FAILED
            case AnswerRequest():
                # Discord has no such form.
                return Outcome.FAILED
            case _:
                assert_never(action)

    async def _inverse(self, errand: Errand, action: Inverse) -> Outcome:
        match action:
            case VoidWarning():
                return await people.tell_or_post(errand, action.user, wording.VOID)
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


def _guild(client: discord.Client, community: Community) -> discord.Guild | None:
    """None for a server that the bot is not in (any more)."""
    guild = client.get_guild(int(community.id))
    if guild is None and client.is_ready():
        return None
    if guild is None or guild.unavailable:
        raise ConnectionError("Discord has not told about this server yet")
    return guild


def _outcome(answer: discord.HTTPException) -> Outcome:
    match answer:
        case discord.Forbidden():
            return Outcome.FORBIDDEN
        case discord.NotFound():
            return Outcome.GONE
        case discord.DiscordServerError():
            raise TimeoutError("Discord does not know whether it was done") from answer
        case _ if answer.status in {_UNAUTHORISED, _TOO_MANY_REQUESTS}:
            raise ConnectionError("Discord does not listen") from answer
        case _:
            log.warning("call refused", extra={"status": answer.status, "code": answer.code})
            return Outcome.FAILED
