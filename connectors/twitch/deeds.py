"""What Twitch and its moderators do, in the engine's words."""

from collections.abc import Mapping
from datetime import datetime

import twitchio

from connectors.twitch.translate import Notice, author_of, moment_of, name_of, place_of
from engine.events import AccountFlagged, Deed, PlatformDeed, UnbanRequested

# All else that moderators do is about settings, roles and other channels.
_DEEDS: Mapping[str, Deed] = {
    "warn": Deed.WARN,
    "delete": Deed.DELETE,
    "timeout": Deed.TIMEOUT,
    "untimeout": Deed.UNTIMEOUT,
    "ban": Deed.BAN,
    "unban": Deed.UNBAN,
    "approve_unban_request": Deed.UNBAN,
    "deny_unban_request": Deed.KEEP_BANNED,
}
_ENDS: Mapping[str, Deed] = {
    "approved": Deed.APPROVE,
    "denied": Deed.DENY,
    "expired": Deed.LAPSE,
}
_TREATMENTS: Mapping[str, float] = {"none": 0.0, "active_monitoring": 0.5, "restricted": 0.8}
_EVALUATIONS: Mapping[str, float] = {"possible": 0.6, "likely": 1.0}
_KINDS: Mapping[str, float] = {"ban_evader": 1.0, "banned_in_shared_channel": 0.5}


def measure_of(done: twitchio.ChannelModerate, *, now: datetime) -> PlatformDeed | None:
    """None for what is done to nobody."""
    deed, person = _DEEDS.get(done.action), _subject_of(done)
    if deed is None or person is None:
        return None
    message = done.delete.message_id if done.delete else ""
    return _deed(done, deed, by=done.moderator.id, user=person.id, message=message, now=now)


def ruling_of(update: twitchio.AutomodMessageUpdate, *, now: datetime) -> PlatformDeed | None:
    """What became of a held message."""
    deed = _ENDS.get(update.status.lower())
    if deed is None:
        return None
    by = "" if deed is Deed.LAPSE else update.moderator.id
    return _deed(update, deed, by=by, user=update.user.id, message=update.message_id, now=now)


def shield_of(
    change: twitchio.ShieldModeBegin | twitchio.ShieldModeEnd, *, now: datetime
) -> PlatformDeed:
    deed = Deed.SHIELD if isinstance(change, twitchio.ShieldModeBegin) else Deed.UNSHIELD
    return _deed(change, deed, by=change.moderator.id, now=now)


def acknowledgement_of(read: twitchio.ChannelWarningAcknowledge, *, now: datetime) -> PlatformDeed:
    return _deed(read, Deed.ACKNOWLEDGE, by=read.user.id, user=read.user.id, now=now)


def suspicion_of(
    told: twitchio.SuspiciousUserMessage | twitchio.SuspiciousUserUpdate, *, now: datetime
) -> AccountFlagged:
    return AccountFlagged(
        id=name_of(told, now=now),
        place=place_of(told.broadcaster),
        user=told.user.id,
        suspicion=_suspicion(told),
        flagged_at=moment_of(told, now=now),
    )


def request_of(asked: twitchio.ChannelUnbanRequest, *, now: datetime) -> UnbanRequested:
    return UnbanRequested(
        id=asked.id,
        place=place_of(asked.broadcaster),
        author=author_of(asked.user),
        text=asked.text,
        requested_at=moment_of(asked, now=now),
    )


def _suspicion(told: twitchio.SuspiciousUserMessage | twitchio.SuspiciousUserUpdate) -> float:
    """A moderator's word that there is nothing goes before what Twitch reckons."""
    treatment = _TREATMENTS.get(told.low_trust_status, 0.0)
    if not treatment or isinstance(told, twitchio.SuspiciousUserUpdate):
        return treatment
    kinds = [_KINDS.get(kind, 0.0) for kind in told.types]
    return max(treatment, _EVALUATIONS.get(told.evaluation, 0.0), *kinds)


def _subject_of(done: twitchio.ChannelModerate) -> twitchio.PartialUser | None:
    parts = (done.warn, done.delete, done.timeout, done.ban, done.unban_request)
    named = (*(part.user for part in parts if part), done.untimeout, done.unban)
    return next((person for person in named if person), None)


def _deed(
    notice: Notice, deed: Deed, *, by: str, now: datetime, user: str = "", message: str = ""
) -> PlatformDeed:
    broadcaster = getattr(notice, "broadcaster")  # noqa: B009 - of every notice but a raid
    return PlatformDeed(
        id=name_of(notice, now=now),
        place=place_of(broadcaster),
        deed=deed,
        by=by,
        done_at=moment_of(notice, now=now),
        user=user,
        message=message,
    )
