"""Load shedding: the more waits for the encoder, the more clearly harmless texts do without it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import inf

# Texts before the encoder: two cores read so many in about 15 ms and 35 ms. A lone busy channel
# hands over 32 at a time (engine.lanes), so that it is crowded, too, when it has more to say.
CROWDED, SWAMPED = 24, 56


class Shedding(StrEnum):
    """When texts are spared the encoder: above saturation, whatever the load, or at no time."""

    SHED = "shed"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Band:
    """Log-odds of the linear model: what lies below `low` is spared when the encoder falls behind,
    what lies below `high` when it is swamped. Nothing from `high` on is ever spared. Measured on
    texts that were kept from the fit, those with other evidence left out: the defaults spare 20 %
    and 59 % of game chat, 53 % and 91 % of technical chat, 28 % and 73 % of friendly comments.
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
