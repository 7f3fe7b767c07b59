"""A rule of a community's own: when it fires, and the one thing that follows."""

from dataclasses import dataclass
from enum import StrEnum

from engine.policy.ladder import Rung

MOST_RULES = 50
LONGEST_WHEN = 500
LONGEST_RULE_NAME = 60


class Effect(StrEnum):
    """The rungs ask for a measure at least as harsh; the last one only ever softens."""

    WARN = "warn"
    TIMEOUT_10_MINUTES = "timeout_10_minutes"
    TIMEOUT_1_HOUR = "timeout_1_hour"
    TIMEOUT_24_HOURS = "timeout_24_hours"
    MUTE = "mute"
    BAN = "ban"
    HIDE = "hide"
    ALERT = "alert"
    ASK = "ask"
    EXEMPT = "exempt"

    @property
    def rung(self) -> Rung | None:
        return Rung[self.name] if self.name in Rung.__members__ else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`when` is an expression in CEL over `engine.policy.facts.VARIABLES`."""

    name: str
    when: str
    then: Effect
