"""Raises a channel's barriers, and lowers them to where they were, also after a restart."""

import asyncio
import json
from collections import defaultdict
from datetime import timedelta
from math import ceil

from twitchio import HTTPException

from connectors.former import FormerSettings
from connectors.twitch.chat_modes import ChatModes, Wishes
from connectors.twitch.errand import Errand
from connectors.twitch.guards.answers import outcome_of
from engine.actions import Outcome
from engine.events import Community

# Seconds between two messages, as Twitch allows.
_QUICKEST, _SLOWEST = 3, 120
# In a raid: whoever has followed for ten minutes may write, every half a minute.
_AGAINST_RAIDS = ChatModes(slow=30, followers=10)

_CHAT, _SHIELD = "chat", "shield"
_LOCK_DOWN, _COLLAPSE = "lock_down", "collapse"
_ON, _OFF = "on", "off"


class Barriers:
    def __init__(self, former: FormerSettings) -> None:
        self._former = former
        # What is read, kept and set belongs together; no channel waits for another.
        self._turns: defaultdict[Community, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def collapse(self, errand: Errand, delay: timedelta) -> Outcome:
        async with self._turns[errand.community]:
            return await self._wish(errand, _COLLAPSE, ChatModes(slow=_seconds(delay)))

    async def uncollapse(self, errand: Errand) -> Outcome:
        async with self._turns[errand.community]:
            return await self._unwish(errand, _COLLAPSE)

    async def throttle(self, errand: Errand, user: str, delay: timedelta) -> Outcome:
        """For everyone: Twitch can slow nobody down alone."""
        modes = ChatModes(slow=_seconds(delay), unique=True)
        async with self._turns[errand.community]:
            return await self._wish(errand, f"throttle:{user}", modes)

    async def unthrottle(self, errand: Errand, user: str) -> Outcome:
        async with self._turns[errand.community]:
            return await self._unwish(errand, f"throttle:{user}")

    async def lock_down(self, errand: Errand) -> Outcome:
        """Shield mode first, by one call; then what helps where its streamer has set it up thin."""
        async with self._turns[errand.community]:
            shielded = await self._shield(errand)
            slowed = await self._refusable_wish(errand)
        return Outcome.APPLIED if Outcome.APPLIED in {shielded, slowed} else shielded

    async def reopen(self, errand: Errand) -> Outcome:
        async with self._turns[errand.community]:
            await self._unshield(errand)
            return await self._unwish(errand, _LOCK_DOWN)

    async def _shield(self, errand: Errand) -> Outcome:
        try:
            if await self._former.read(errand.community, _SHIELD) is None:
                status = await errand.channel.fetch_shield_mode_status(moderator=errand.bot)
                note = _ON if status.active else _OFF
                await self._former.keep(errand.community, _SHIELD, note)
            await errand.channel.update_shield_mode_status(moderator=errand.bot, active=True)
        except HTTPException as answer:
            return outcome_of(answer)
        return Outcome.APPLIED

    async def _refusable_wish(self, errand: Errand) -> Outcome:
        try:
            return await self._wish(errand, _LOCK_DOWN, _AGAINST_RAIDS)
        except HTTPException as answer:
            return outcome_of(answer)

    async def _unshield(self, errand: Errand) -> None:
        """What Haven did not raise is left as it is."""
        note = await self._former.read(errand.community, _SHIELD)
        if note == _OFF:
            await errand.channel.update_shield_mode_status(moderator=errand.bot, active=False)
        if note is not None:
            await self._former.forget(errand.community, _SHIELD)

    async def _wish(self, errand: Errand, name: str, modes: ChatModes) -> Outcome:
        """Never milder than it was; noted before it is set, so that a crash loses nothing."""
        wishes = await self._wishes(errand) or Wishes(await _present(errand), {})
        wishes = wishes.with_wish(name, modes)
        await self._former.keep(errand.community, _CHAT, json.dumps(wishes.note()))
        await _set(errand, wishes.modes, former=wishes.former)
        return Outcome.APPLIED

    async def _unwish(self, errand: Errand, name: str) -> Outcome:
        wishes = await self._wishes(errand)
        if wishes is None or name not in wishes.wanted:
            return Outcome.APPLIED
        left = wishes.without(name)
        await _set(errand, left.modes, former=wishes.modes)
        if left.wanted:
            await self._former.keep(errand.community, _CHAT, json.dumps(left.note()))
        else:
            await self._former.forget(errand.community, _CHAT)
        return Outcome.APPLIED

    async def _wishes(self, errand: Errand) -> Wishes | None:
        note = await self._former.read(errand.community, _CHAT)
        return Wishes.read(json.loads(note)) if note else None


async def _present(errand: Errand) -> ChatModes:
    return ChatModes.of(
        await errand.channel.fetch_chat_settings(moderator=errand.bot, token_for=errand.bot)
    )


async def _set(errand: Errand, modes: ChatModes, *, former: ChatModes) -> None:
    """Nothing is asked where nothing changes."""
    if changes := modes.changes_from(former):
        await errand.channel.update_chat_settings(errand.bot, **changes)


def _seconds(delay: timedelta) -> int:
    return min(_SLOWEST, max(_QUICKEST, ceil(delay.total_seconds())))
