"""What Haven can do to help: actions as data, their inverses, and how carrying one out ended.

An action says what; the connector's enforcer carries it out. Every action has an inverse or
says that it has none, and both unions are closed: a forgotten member fails the type check.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, assert_never
from uuid import UUID

from engine.events import Place


class Outcome(StrEnum):
    """How the platform answered; a refusal is expected, so it is a value."""

    APPLIED = "applied"
    SIMULATED = "simulated"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    FAILED = "failed"
    UNKNOWN = "unknown"


class AskedToWaitError(ConnectionError):
    """Nothing was done and nothing is wrong: the platform, or the enforcer, has no room before
    `wait` is over.
    """

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"asked to wait for {wait.total_seconds():.1f} s")
        self.wait = wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    user: str
    text: str
    type: Literal["warn"] = "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hide:
    user: str
    message: str
    type: Literal["hide"] = "hide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blur:
    user: str
    message: str
    type: Literal["blur"] = "blur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collapse:
    """Lock a thread, or slow a channel down to one message per `delay`."""

    delay: timedelta
    type: Literal["collapse"] = "collapse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """Let one person write at most once per `delay`."""

    user: str
    delay: timedelta
    type: Literal["throttle"] = "throttle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeout:
    user: str
    duration: timedelta
    type: Literal["timeout"] = "timeout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    user: str
    type: Literal["mute"] = "mute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kick:
    user: str
    type: Literal["kick"] = "kick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    user: str
    type: Literal["ban"] = "ban"


@dataclass(frozen=True, slots=True, kw_only=True)
class LockDown:
    """Raise a community's barriers for `duration`; the connector keeps the former settings."""

    duration: timedelta
    type: Literal["lock_down"] = "lock_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertModerators:
    text: str
    type: Literal["alert_moderators"] = "alert_moderators"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTarget:
    user: str
    text: str
    type: Literal["alert_target"] = "alert_target"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferHelp:
    user: str
    text: str
    type: Literal["offer_help"] = "offer_help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Let a message into the chat that the platform's own filter holds back."""

    user: str
    message: str
    type: Literal["release"] = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withhold:
    """Keep a message out of the chat for good that the platform's own filter holds back."""

    user: str
    message: str
    type: Literal["withhold"] = "withhold"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRequest:
    """Tell whoever asked by the platform's own form to be let in again; `granted` lets them in."""

    user: str
    granted: bool
    text: str
    type: Literal["answer_request"] = "answer_request"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidWarning:
    user: str
    type: Literal["void_warning"] = "void_warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """Post a hidden or blurred message again, as a quote of its author."""

    user: str
    message: str
    type: Literal["restore"] = "restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncollapse:
    type: Literal["uncollapse"] = "uncollapse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unthrottle:
    user: str
    type: Literal["unthrottle"] = "unthrottle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Untimeout:
    user: str
    type: Literal["untimeout"] = "untimeout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmute:
    user: str
    type: Literal["unmute"] = "unmute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unban:
    user: str
    type: Literal["unban"] = "unban"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """End a lock-down and restore the settings the community had before."""

    type: Literal["reopen"] = "reopen"


Sanction = Warn | Hide | Blur | Throttle | Timeout | Mute | Kick | Ban
Measure = (
    Collapse
    | LockDown
    | AlertModerators
    | AlertTarget
    | OfferHelp
    | Release
    | Withhold
    | AnswerRequest
)
Action = Sanction | Measure
Inverse = VoidWarning | Restore | Uncollapse | Unthrottle | Untimeout | Unmute | Unban | Reopen


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An action on its way to an enforcer. `reason` is what the platform's audit log will show.

    A `renewal` prolongs what is in force already, so nobody is told of it again. `begun_at` is
    when it was decided: what ends then does not end later where it took more than one call. A
    `patient` one is among so many of its kind that others go first.
    """

    id: UUID
    place: Place
    action: Action | Inverse
    case: int
    reason: str
    renewal: bool = False
    begun_at: datetime | None = None
    patient: bool = False


def inverse(action: Action) -> Inverse | None:
    """What takes `action` back; None where nothing can (a kick, words already read)."""
    match action:
        case Warn():
            return VoidWarning(user=action.user)
        case Hide() | Blur():
            return Restore(user=action.user, message=action.message)
        case Collapse():
            return Uncollapse()
        case Throttle():
            return Unthrottle(user=action.user)
        case Timeout():
            return Untimeout(user=action.user)
        case Mute():
            return Unmute(user=action.user)
        case Ban():
            return Unban(user=action.user)
        case LockDown():
            return Reopen()
        case Kick() | AlertModerators() | AlertTarget() | OfferHelp():
            return None
        case Release() | Withhold() | AnswerRequest():
            return None
        case _:
            assert_never(action)


def is_destructive(action: Action | Inverse) -> bool:
    """Takes something from a person; such actions fall under the blast-radius caps."""
    return isinstance(action, Hide | Blur | Timeout | Mute | Kick | Ban)


def silences(action: Action | Inverse) -> bool:
    """Keeps a person from writing while it lasts."""
    return isinstance(action, Timeout | Mute | Kick | Ban)


def end_of(action: Action | Inverse, moment: datetime) -> datetime | None:
    """When what is done at `moment` ends by itself; None for what lasts until somebody ends it."""
    match action:
        case Timeout(duration=duration) | LockDown(duration=duration):
            return moment + duration
        case _:
            return None


def subject(action: Action | Inverse) -> str | None:
    """The person an action is about; None for a whole channel or community."""
    return getattr(action, "user", None)
