"""What is done to a whole channel, thread or server: slow mode, locks, pauses, verification."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import discord

from connectors.discord.errand import Errand
from connectors.discord.slowmodes import Slowed, SlowModes
from connectors.former import FormerSettings
from engine.actions import Outcome

if TYPE_CHECKING:
    from discord.types.guild import IncidentData

log = logging.getLogger(__name__)

# Discord refuses longer pauses.
_LONGEST_LOCK_DOWN = timedelta(hours=24)
_RAID_DELAY = timedelta(seconds=30)
# One call for each: a raid goes where people are, and the calls must be answered in time.
_MOST_SLOWED = 10
# Ten minutes of membership: it stops those who have just come, and no old member.
_RAISED = discord.VerificationLevel.high

_LOCK = discord.Permissions(view_channel=True, manage_threads=True)
_WRITE = discord.Permissions(view_channel=True, send_messages=True)
_MANAGE = discord.Permissions(manage_guild=True)
_NOTE = "lock_down"


@dataclass(frozen=True, slots=True)
class _Former:
    """A server as it was before its lock-down, moments in ISO form; `slowed` are channels' ids."""

    verification: int
    invites_until: str | None
    dms_until: str | None
    slowed: tuple[int, ...] = ()


class Barriers:
    """Raises barriers, and lowers them to where they were, also after a restart."""

    def __init__(self, *, former: FormerSettings, now: Callable[[], datetime]) -> None:
        self._former = former
        self._now = now
        self._slow_modes = SlowModes(former)

    async def collapse(self, errand: Errand, delay: timedelta) -> Outcome:
        channel = await errand.channel()
        if isinstance(channel, discord.Thread):
            return await _lock(errand, channel, locked=True)
        if not isinstance(channel, Slowed):
            return Outcome.FAILED
        return await self._slow_modes.slow_down(errand, channel, delay, by="collapse")

    async def uncollapse(self, errand: Errand) -> Outcome:
        channel = await errand.channel()
        if isinstance(channel, discord.Thread):
            return await _lock(errand, channel, locked=False)
        if not isinstance(channel, Slowed):
            return Outcome.FAILED
        return await self._slow_modes.release(errand, channel, by="collapse")

    async def lock_down(self, errand: Errand, duration: timedelta) -> Outcome:
        """The channel of the raid slows down as well, and those that everybody writes in, where
        Haven may do that.
        """
        if not errand.may(_MANAGE):
            return Outcome.FORBIDDEN
        former = await self._noted(errand) or _present(errand.guild)
        channels = _to_slow_down(errand)
        numbers = (*former.slowed, *(channel.id for channel in channels))
        former = replace(former, slowed=tuple(dict.fromkeys(numbers)))
        await self._former.keep(errand.community, _NOTE, json.dumps(asdict(former)))
        await self._pause(errand, former, self._now() + min(duration, _LONGEST_LOCK_DOWN))
        await _verify(errand, former, at_least=_RAISED.value)
        for channel in channels:
            await self._slow_down(errand, channel)
        return Outcome.APPLIED

    async def reopen(self, errand: Errand) -> Outcome:
        if not errand.may(_MANAGE):
            return Outcome.FORBIDDEN
        former = await self._noted(errand)
        if former is None:
            # Locked down before there were notes of it.
            await self._pause(errand, _Former(_RAISED.value, None, None), None)
            return Outcome.APPLIED
        await self._pause(errand, former, None)
        await _verify(errand, former, at_least=0)
        outcomes = [await self._release(errand, number) for number in former.slowed]
        if Outcome.FORBIDDEN in outcomes:
            return Outcome.FORBIDDEN
        await self._former.forget(errand.community, _NOTE)
        return Outcome.APPLIED

    async def _slow_down(self, errand: Errand, channel: Slowed) -> None:
        """A server is locked down, whatever Discord says of one of its channels."""
        try:
            await self._slow_modes.slow_down(errand, channel, _RAID_DELAY, by=_NOTE)
        except (discord.Forbidden, discord.NotFound) as refusal:
            log.info("not slowed down", extra={"channel": channel.id, "code": refusal.code})

    async def _release(self, errand: Errand, number: int) -> Outcome:
        """One channel that is kept slow keeps no other so."""
        channel = errand.guild.get_channel(number)
        if not isinstance(channel, Slowed):
            return Outcome.GONE
        try:
            return await self._slow_modes.release(errand, channel, by=_NOTE)
        except discord.Forbidden:
            return Outcome.FORBIDDEN
        except discord.NotFound:
            return Outcome.GONE

    async def _noted(self, errand: Errand) -> _Former | None:
        """Of a lock-down in force: what is set now is then Haven's own doing."""
        note = await self._former.read(errand.community, _NOTE)
        return _Former(**json.loads(note)) if note else None

    async def _pause(self, errand: Errand, former: _Former, until: datetime | None) -> None:
        """Discord resets whichever of the two is left out; it takes no reason here.

        What was paused for longer before the lock-down stays so.
        """
        payload: IncidentData = {
            "invites_disabled_until": self._later(former.invites_until, until),
            "dms_disabled_until": self._later(former.dms_until, until),
        }
        await errand.client.http.edit_incident_actions(errand.guild.id, payload=payload)

    def _later(self, former: str | None, until: datetime | None) -> str | None:
        moments = [datetime.fromisoformat(former)] if former else []
        moments += [until] if until else []
        latest = max(moments, default=None)
        return latest.isoformat() if latest and latest > self._now() else None


def _present(guild: discord.Guild) -> _Former:
    invites, dms = guild.invites_paused_until, guild.dms_paused_until
    return _Former(
        guild.verification_level.value,
        invites.isoformat() if invites else None,
        dms.isoformat() if dms else None,
    )


def _to_slow_down(errand: Errand) -> Sequence[Slowed]:
    """Where the raid is first, then where everybody may write, the last spoken in before others."""
    here = errand.known_channel()
    found = [channel for channel in errand.guild.channels if isinstance(channel, Slowed)]
    public = [channel for channel in found if channel != here and _is_public(channel)]
    public.sort(key=lambda channel: channel.last_message_id or 0, reverse=True)
    first = [here] if isinstance(here, Slowed) else []
    return [*first, *public][:_MOST_SLOWED]


def _is_public(channel: Slowed) -> bool:
    return channel.permissions_for(channel.guild.default_role).is_superset(_WRITE)


async def _verify(errand: Errand, former: _Former, *, at_least: int) -> None:
    if former.verification < _RAISED.value:
        level = discord.VerificationLevel(max(former.verification, at_least))
        await errand.guild.edit(verification_level=level, reason=errand.reason)


async def _lock(errand: Errand, thread: discord.Thread, *, locked: bool) -> Outcome:
    if not errand.may(_LOCK, at=thread):
        return Outcome.FORBIDDEN
    await thread.edit(locked=locked, reason=errand.reason)
    return Outcome.APPLIED
