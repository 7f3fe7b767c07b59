"""A part of a whole, with how sure one may be of it."""

from dataclasses import dataclass
from math import sqrt

# Standard deviations on each side of 95 in 100 such intervals.
_SURE = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        """In 0..1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's at 95 %, which stays within 0..1 and is honest about few; 0..1 of nothing.

        E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.
        """
        if not self.whole:
            return 0.0, 1.0
        rate, squared = self.part / self.whole, _SURE**2 / self.whole
        middle = rate + squared / 2
        spread = _SURE * sqrt(rate * (1 - rate) / self.whole + squared / (4 * self.whole))
        low, high = (middle - spread) / (1 + squared), (middle + spread) / (1 + squared)
        return max(0.0, low), min(1.0, high)
