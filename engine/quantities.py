"""Quantities in words: how many there are of something, and how long something lasts."""

from datetime import timedelta

_UNITS = (
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
    ("second", timedelta(seconds=1)),
)


def counted(count: int, one: str, many: str = "") -> str:
    """`many` is for nouns that do more than take an s: 1 person, 2 people."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def people(count: int) -> str:
    return counted(count, "person", "people")


def lasting(length: timedelta) -> str:
    """To the second, and without what is nought: 10 minutes, 1 day, 1 hour 30 minutes."""
    parts, rest = [], timedelta(seconds=round(length.total_seconds()))
    for unit, size in _UNITS:
        number, rest = divmod(rest, size)
        if number:
            parts.append(counted(number, unit))
    return " ".join(parts) or "0 seconds"
