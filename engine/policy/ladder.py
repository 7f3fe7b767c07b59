"""The rungs that sanctions climb; a later rung is never milder than an earlier one."""

from datetime import timedelta
from enum import IntEnum

from engine.actions import Action, Ban, Mute, Timeout, Warn


class Rung(IntEnum):
    WARN = 0
    TIMEOUT_10_MINUTES = 1
    TIMEOUT_1_HOUR = 2
    TIMEOUT_24_HOURS = 3
    MUTE = 4
    BAN = 5

    def action(self, user: str, why: str) -> Action:
        match self:
            case Rung.WARN:
                return Warn(user=user, text=why)
            case Rung.MUTE:
                return Mute(user=user)
            case Rung.BAN:
                return Ban(user=user)
            case _:
                return Timeout(user=user, duration=TIMEOUTS[self])


TIMEOUTS = {
    Rung.TIMEOUT_10_MINUTES: timedelta(minutes=10),
    Rung.TIMEOUT_1_HOUR: timedelta(hours=1),
    Rung.TIMEOUT_24_HOURS: timedelta(hours=24),
}


def nearest(duration: timedelta) -> Rung:
    """The rung that a time-out of any length stands on: the longest that is not longer."""
    fitting = [rung for rung, length in TIMEOUTS.items() if length <= duration]
    return max(fitting, default=Rung.TIMEOUT_10_MINUTES)


# What a person gets while moderators decide about a ban.
LONGEST_BY_ITSELF = Rung.TIMEOUT_24_HOURS

# What is hidden for its topic alone: nobody's strike, and no lesson, for others may say it.
TOPIC = "topic"

# What is hidden or told by a community's own rule alone: nobody's strike either, and no lesson.
RULE = "rule"
