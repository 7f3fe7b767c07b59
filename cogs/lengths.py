"""How long something lasts, as people write it: 10m, 1h 30m, 2 weeks."""

import re
from datetime import timedelta

from engine.authority import DeniedError

_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_PART = re.compile(
    r"\s*([0-9]{1,5})\s*(m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?![a-z])", re.ASCII
)
LONGEST = timedelta(days=365)
_HOW = "How long? Write it as in: 10m, 1h 30m, 7d, 2 weeks; a year at most."


def length_of(text: str) -> timedelta:
    """Raises DeniedError where it is no length, nothing, or over a year."""
    rest, total = text.casefold(), timedelta()
    while rest.strip():
        part = _PART.match(rest)
        if part is None:
            raise DeniedError(_HOW)
        total += int(part[1]) * _UNITS[part[2][0]]
        rest = rest[part.end() :]
    if not timedelta() < total <= LONGEST:
        raise DeniedError(_HOW)
    return total
