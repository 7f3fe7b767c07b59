"""What is done to a whole channel, thread or server: slow mode, locks, pauses."""

from datetime import datetime, timedelta

import discord

from connectors.discord.errand import Errand
from engine.actions import Outcome

_LONGEST_DELAY = timedelta(hours=6)

_SLOW_DOWN = discord.Permissions(view_channel=True, manage_channels=True)
_LOCK = discord.Permissions(view_channel=True, manage_threads=True)
_MANAGE = discord.Permissions(manage_guild=True)

_Slowed = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel


class SlowModes:
    """Collapses channels; their former delays are known until a restart, then taken for none."""

    def __init__(self) -> None:
        self._former: dict[int, int] = {}

    async def collapse(self, errand: Errand, delay: timedelta) -> Outcome:
        channel = await errand.channel()
        if isinstance(channel, discord.Thread):
            return await _lock(errand, channel, locked=True)
        if not isinstance(channel, _Slowed):
            return Outcome.FAILED
        # discord.py leaves voice channels' delays untyped.
        present: int = channel.slowmode_delay  # type: ignore[assignment]
        former = self._former.setdefault(channel.id, present)
        seconds = int(min(delay, _LONGEST_DELAY).total_seconds())
        return await _slow_down(errand, channel, max(seconds, former))

    async def uncollapse(self, errand: Errand) -> Outcome:
        channel = await errand.channel()
        if isinstance(channel, discord.Thread):
            return await _lock(errand, channel, locked=False)
        if not isinstance(channel, _Slowed):
            return Outcome.FAILED
        outcome = await _slow_down(errand, channel, self._former.get(channel.id, 0))
        self._former.pop(channel.id, None)
        return outcome


async def pause_invites_and_dms(errand: Errand, until: datetime | None) -> Outcome:
    """Discord resets whichever of the two is left out; it takes no reason here."""
    if not errand.may(_MANAGE):
        return Outcome.FORBIDDEN
    written = until.isoformat() if until else None
    await errand.client.http.edit_incident_actions(
        errand.guild.id,
        payload={"invites_disabled_until": written, "dms_disabled_until": written},
    )
    return Outcome.APPLIED


async def _lock(errand: Errand, thread: discord.Thread, *, locked: bool) -> Outcome:
    if not errand.may(_LOCK, at=thread):
        return Outcome.FORBIDDEN
    await thread.edit(locked=locked, reason=errand.reason)
    return Outcome.APPLIED


async def _slow_down(errand: Errand, channel: _Slowed, seconds: int) -> Outcome:
    if not errand.may(_SLOW_DOWN, at=channel):
        return Outcome.FORBIDDEN
    await channel.edit(slowmode_delay=seconds, reason=errand.reason)
    return Outcome.APPLIED
