"""Carries orders out through Helix, always as the bot and never as the broadcaster."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import assert_never

import aiohttp
from twitchio import Client, HTTPException, MessageRejectedError, PartialUser

from connectors.twitch.echoes import Echoes
from connectors.twitch.guards.answers import fault_of, outcome_of
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

LONGEST_TIMEOUT = timedelta(days=14)
_SLOWEST = 120  # seconds between two messages, as Twitch allows; the least is 3
_QUICKEST = 3
_LONGEST_REASON = 500
_LONGEST_LINE = 500


@dataclass(frozen=True, slots=True)
class Errand:
    """One order, the client to run it with, and the bot in whose name."""

    client: Client
    bot: str
    order: Order

    @property
    def channel(self) -> PartialUser:
        return self.client.create_partialuser(self.order.place.community.id)

    @property
    def reason(self) -> str:
        return self.order.reason[:_LONGEST_REASON]

    async def warn(self, user: str, text: str) -> Outcome:
        reason = text[:_LONGEST_REASON]
        await self.channel.warn_user(moderator=self.bot, user_id=user, reason=reason)
        return Outcome.APPLIED

    async def delete(self, message: str) -> Outcome:
        if not message.strip():  # Without an id, Twitch clears the whole chat.
            return Outcome.FAILED
        await self.channel.delete_chat_messages(moderator=self.bot, message_id=message)
        return Outcome.APPLIED

    async def time_out(self, user: str, duration: timedelta) -> Outcome:
        seconds = max(1, int(min(duration, LONGEST_TIMEOUT).total_seconds()))
        await self.channel.timeout_user(
            moderator=self.bot, user=user, duration=seconds, reason=self.reason
        )
        return Outcome.APPLIED

    async def ban(self, user: str) -> Outcome:
        await self.channel.ban_user(moderator=self.bot, user=user, reason=self.reason)
        return Outcome.APPLIED

    async def unban(self, user: str) -> Outcome:
        """Ends a time-out, too; Twitch has one call for both."""
        await self.channel.unban_user(moderator=self.bot, user_id=user)
        return Outcome.APPLIED

    async def tell(self, user: str, text: str) -> Outcome:
        """In the open chat: bots cannot whisper to strangers."""
        person = await self.client.fetch_user(id=user, token_for=self.bot)
        if person is None:
            return Outcome.GONE
        line = f"@{person.name} {text}"[:_LONGEST_LINE]
        await self.channel.send_message(line, sender=self.bot, token_for=self.bot)
        return Outcome.APPLIED


class Barriers:
    """Raises a channel's barriers; what the streamer had before is known until a restart."""

    def __init__(self) -> None:
        self._slow: dict[str, int] = {}
        self._shielded: dict[str, bool] = {}

    async def slow_down(self, errand: Errand, delay: timedelta) -> Outcome:
        """For everyone: Twitch can slow nobody down alone. Never milder than it was."""
        channel = errand.channel
        settings = await channel.fetch_chat_settings(moderator=errand.bot, token_for=errand.bot)
        present = (settings.slow_mode_wait_time or 0) if settings.slow_mode else 0
        former = self._slow.setdefault(channel.id, present)
        seconds = min(_SLOWEST, max(_QUICKEST, ceil(delay.total_seconds()), former))
        return await _set_slow_mode(errand, seconds)

    async def speed_up(self, errand: Errand) -> Outcome:
        outcome = await _set_slow_mode(errand, self._slow.get(errand.channel.id, 0))
        self._slow.pop(errand.channel.id, None)
        return outcome

    async def shield(self, errand: Errand) -> Outcome:
        channel = errand.channel
        status = await channel.fetch_shield_mode_status(moderator=errand.bot)
        self._shielded.setdefault(channel.id, status.active)
        return await _set_shield_mode(errand, active=True)

    async def unshield(self, errand: Errand) -> Outcome:
        outcome = await _set_shield_mode(
            errand, active=self._shielded.get(errand.channel.id, False)
        )
        self._shielded.pop(errand.channel.id, None)
        return outcome


class TwitchEnforcer:
    def __init__(self, *, bot_id: str, client: Callable[[], Client], echoes: Echoes) -> None:
        """`client` raises ConnectionError while there is none."""
        self._bot_id = bot_id
        self._client = client
        self._echoes = echoes
        self._barriers = Barriers()

    async def apply(self, order: Order) -> Outcome:
        errand = Errand(self._client(), self._bot_id, order)
        if not self._may_speak(errand):
            return Outcome.FORBIDDEN
        with self._echoes.expecting(order) as echo:
            try:
                return await self._answered(errand)
            except TimeoutError:
                if await echo.came():
                    return Outcome.APPLIED
                raise

    async def _answered(self, errand: Errand) -> Outcome:
        order = errand.order
        try:
            return await self._carry_out(errand)
        except HTTPException as answer:
            refusal = answer
        except aiohttp.ClientError as error:
            raise fault_of(error) from None
        except MessageRejectedError as rejected:
            log.warning("chat line refused", extra={"case": order.case, "code": rejected.code})
            return Outcome.FAILED
        return _told(outcome_of(refusal), refusal, order)

    def _may_speak(self, errand: Errand) -> bool:
        """Without the bot's own token, twitchio would quietly take the application's."""
        if errand.order.place.community.id == errand.bot:
            log.error("the bot needs an account of its own", extra={"bot": errand.bot})
            return False
        if errand.bot not in errand.client.tokens:
            log.error("the bot's token was lost; renew it in .env", extra={"bot": errand.bot})
            return False
        return True

    async def _carry_out(self, errand: Errand) -> Outcome:
        action: Action | Inverse = errand.order.action
        if isinstance(action, Sanction):
            return await self._sanction(errand, action)
        if isinstance(action, Measure):
            return await self._measure(errand, action)
        return await self._inverse(errand, action)

    async def _sanction(self, errand: Errand, action: Sanction) -> Outcome:
        match action:
            case Warn():
                return await errand.warn(action.user, action.text)
            case Hide() | Blur():
                return await errand.delete(action.message)
            case Throttle():
                return await self._barriers.slow_down(errand, action.delay)
            case Timeout():
                return await errand.time_out(action.user, action.duration)
            case Mute():
                return await errand.time_out(action.user, LONGEST_TIMEOUT)
            case Ban():
                return await errand.ban(action.user)
            case Kick():
                return _not_offered(errand.order)
            case _:
                assert_never(action)

    async def _measure(self, errand: Errand, action: Measure) -> Outcome:
        match action:
            case Collapse():
                return await self._barriers.slow_down(errand, action.delay)
            case LockDown():
                return await self._barriers.shield(errand)
            case AlertModerators():
                return _alert_moderators(errand.order)
            case AlertTarget():
                return _not_offered(errand.order)
            case OfferHelp():
                return await errand.tell(action.user, action.text)
            case _:
                assert_never(action)

    async def _inverse(self, errand: Errand, action: Inverse) -> Outcome:
        match action:
            case Uncollapse() | Unthrottle():
                return await self._barriers.speed_up(errand)
            case Untimeout() | Unmute() | Unban():
                return await errand.unban(action.user)
            case Reopen():
                return await self._barriers.unshield(errand)
            case VoidWarning() | Restore():
                # A warning is private and stays shown; a line in chat would make it public.
                return _not_offered(errand.order)
            case _:
                assert_never(action)


def _told(outcome: Outcome, answer: HTTPException, order: Order) -> Outcome:
    if outcome is not Outcome.APPLIED:
        extra = {"case": order.case, "action": order.action.type, "status": answer.status}
        log.warning("call refused", extra=extra)
    return outcome


def _not_offered(order: Order) -> Outcome:
    log.warning("not offered on Twitch", extra={"case": order.case, "action": order.action.type})
    return Outcome.FAILED


def _alert_moderators(order: Order) -> Outcome:
    """Bots have no private channel to moderators there, so the log gets a line without words."""
    log.warning("moderators alerted", extra={"case": order.case, "place": str(order.place)})
    return Outcome.APPLIED


async def _set_slow_mode(errand: Errand, seconds: int) -> Outcome:
    await errand.channel.update_chat_settings(
        errand.bot, slow_mode=seconds > 0, slow_mode_wait_time=seconds or None
    )
    return Outcome.APPLIED


async def _set_shield_mode(errand: Errand, *, active: bool) -> Outcome:
    await errand.channel.update_shield_mode_status(moderator=errand.bot, active=active)
    return Outcome.APPLIED
