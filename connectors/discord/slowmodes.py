"""Slow modes: a channel's own delay comes back when the last reason to slow it down is gone."""

import json
from collections.abc import Mapping
from datetime import timedelta

import discord

from connectors.discord.errand import Errand
from connectors.former import FormerSettings
from engine.actions import Outcome

_LONGEST_DELAY = timedelta(hours=6)
_SLOW_DOWN = discord.Permissions(view_channel=True, manage_channels=True)
_FORMER = "former"

Slowed = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel


class SlowModes:
    """A collapse and a lock-down may slow one channel down at once, and end in any order."""

    def __init__(self, former: FormerSettings) -> None:
        self._former = former

    async def slow_down(
        self, errand: Errand, channel: Slowed, delay: timedelta, *, by: str
    ) -> Outcome:
        """Never to less than it was."""
        if not errand.may(_SLOW_DOWN, at=channel):
            return Outcome.FORBIDDEN
        # discord.py leaves voice channels' delays untyped.
        present: int = channel.slowmode_delay  # type: ignore[assignment]
        delays = await self._delays(errand, channel) or {_FORMER: present}
        delays[by] = int(min(delay, _LONGEST_DELAY).total_seconds())
        await self._former.keep(errand.community, _named(channel), json.dumps(delays))
        await _set(errand, channel, delays)
        return Outcome.APPLIED

    async def release(self, errand: Errand, channel: Slowed, *, by: str) -> Outcome:
        """What has not been slowed down is left as it is."""
        delays = await self._delays(errand, channel)
        if by not in delays:
            return Outcome.APPLIED
        if not errand.may(_SLOW_DOWN, at=channel):
            return Outcome.FORBIDDEN
        del delays[by]
        await _set(errand, channel, delays)
        if list(delays) == [_FORMER]:
            await self._former.forget(errand.community, _named(channel))
        else:
            await self._former.keep(errand.community, _named(channel), json.dumps(delays))
        return Outcome.APPLIED

    async def _delays(self, errand: Errand, channel: Slowed) -> dict[str, int]:
        """In seconds: the channel's own, and one for each reason to slow it down."""
        note = await self._former.read(errand.community, _named(channel))
        delays: dict[str, int] = json.loads(note) if note else {}
        return delays


async def _set(errand: Errand, channel: Slowed, delays: Mapping[str, int]) -> None:
    """Without a call where it is so already: a lock-down slows many channels down."""
    slowest = max(delays.values())
    if channel.slowmode_delay != slowest:
        await channel.edit(slowmode_delay=slowest, reason=errand.reason)


def _named(channel: Slowed) -> str:
    return f"slow_mode:{channel.id}"
