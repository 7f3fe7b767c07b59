"""Load shedding: the more waits for the encoder, the more clearly harmless texts do without it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import inf

# Texts that wait: the encoder reads this many in about 40 ms on two cores, and ten times as many
# are as much as anybody should wait for.
CROWDED, SWAMPED = 64, 640


class Shedding(StrEnum):
    """When texts are spared the encoder: above saturation, whatever the load, or at no time."""

    SHED = "shed"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Band:
    """Log-odds of the linear model: what lies below `low` is spared when the encoder falls behind,
    what lies below `high` when it is swamped. Nothing from `high` on is ever spared.
    """

    low: float = -2.5
    high: float = -1.5

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"low must not be above high, not {self.low} and {self.high}")


class Cascade:
    """`waiting` tells how many texts the encoder has before it. Where nothing may depend on how
    busy the machine is, as in a replay, `shedding` must not be SHED.
    """

    def __init__(
        self,
        band: Band,
        *,
        shedding: Shedding,
        waiting: Callable[[], int],
        crowded: int = CROWDED,
        swamped: int = SWAMPED,
    ) -> None:
        self._band = band
        self._shedding = shedding
        self._waiting = waiting
        self._crowded = crowded
        self._swamped = swamped

    def bar(self, arriving: int) -> float:
        """Texts whose log-odds lie below are spared, now that `arriving` more want to be read."""
        match self._shedding:
            case Shedding.NEVER:
                return -inf
            case Shedding.ALWAYS:
                return self._band.high
            case Shedding.SHED:
                return self._bar(self._waiting() + arriving)

    def _bar(self, load: int) -> float:
        if load < self._crowded:
            return -inf
        swamped = min(1.0, (load - self._crowded) / (self._swamped - self._crowded))
        return self._band.low + swamped * (self._band.high - self._band.low)
