"""Carries orders out through Helix, always as the bot and never as the broadcaster."""

import logging
from collections.abc import Callable
from typing import assert_never

import aiohttp
from twitchio import Client, HTTPException, MessageRejectedError

from connectors.former import NotKeptError
from connectors.twitch.barriers import Barriers
from connectors.twitch.echoes import Echoes
from connectors.twitch.errand import LONGEST_TIMEOUT, Errand
from connectors.twitch.guards.answers import fault_of, outcome_of
from connectors.twitch.rates import on_errand
from connectors.twitch.standings import Standings
from connectors.twitch.ties import Ties
from engine.actions import (
    Action,
    AlertModerators,
    AlertTarget,
    AnswerRequest,
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

log = logging.getLogger(__name__)

# Warnings, deletions, time-outs and bans of moderators and the broadcaster are refused.
_PERSONAL = Warn | Hide | Blur | Timeout | Mute | Ban


class TwitchEnforcer:
    def __init__(
        self,
        *,
        bot_id: str,
        client: Callable[[], Client],
        echoes: Echoes,
        standings: Standings,
        ties: Ties,
    ) -> None:
        """`client` raises ConnectionError while there is none."""
        self._bot_id = bot_id
        self._client = client
        self._echoes = echoes
        self._standings = standings
        self._barriers = Barriers(ties.former)
        self._now = ties.now
        self._alert = ties.alert

    async def apply(self, order: Order) -> Outcome:
        if isinstance(order.action, AlertModerators):
            return await self._alert(order)
        errand = Errand(self._client(), self._bot_id, order, self._now())
        if not self._may_speak(errand) or self._is_immune(errand):
            return Outcome.FORBIDDEN
        # For all calls of this order, until the same task has another one.
        on_errand.set(order.patient)
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
        except NotKeptError as fault:
            raise ConnectionError(str(fault)) from fault
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

    def _is_immune(self, errand: Errand) -> bool:
        """What Twitch would refuse anyway is not asked: refusals cost points, too."""
        action = errand.order.action
        channel = errand.community.id
        if not isinstance(action, _PERSONAL) or not self._standings.is_immune(channel, action.user):
            return False
        log.info("moderators are immune", extra={"case": errand.order.case})
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
                return await self._barriers.throttle(errand, action.user, action.delay)
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
                return await self._barriers.collapse(errand, action.delay)
            case LockDown():
                return await self._barriers.lock_down(errand)
            case AlertModerators():
                return await self._alert(errand.order)
            case AlertTarget():
                return _not_offered(errand.order)
            case OfferHelp():
                return await errand.tell(action.user, action.text)
            case Release():
                return await errand.release(action.message)
            case Withhold():
                return await errand.withhold(action.message)
            case AnswerRequest():
                return await errand.answer(action.user, action.text, granted=action.granted)
            case _:
                assert_never(action)

    async def _inverse(self, errand: Errand, action: Inverse) -> Outcome:
        match action:
            case Uncollapse():
                return await self._barriers.uncollapse(errand)
            case Unthrottle():
                return await self._barriers.unthrottle(errand, action.user)
            case Untimeout() | Unmute() | Unban():
                return await errand.unban(action.user)
            case Reopen():
                return await self._barriers.reopen(errand)
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
