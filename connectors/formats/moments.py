"""Times as chat files write them: ISO 8601 or seconds or milliseconds since 1970."""

from datetime import UTC, datetime, timedelta

from connectors.formats.record import BrokenRecordError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Later dates are mistakes, and arithmetic on them would overflow further down.
_END = datetime(2200, 1, 1, tzinfo=UTC)
# As seconds this is the year 5138, as milliseconds 1973: no chat is older.
_MILLISECONDS_FROM = 1e11
_PAUSE = timedelta(seconds=1)


def moment(written: str | float) -> datetime:
    """An aware UTC time; one without an offset is taken as UTC."""
    try:
        told = _from_number(float(written)) if _is_number(written) else _from_text(str(written))
    except (ValueError, OverflowError) as fault:
        raise BrokenRecordError("the time is not one that I can read") from fault
    return within_reason(told)


def within_reason(told: datetime) -> datetime:
    if not EPOCH <= told < _END:
        raise BrokenRecordError("the time lies outside the years 1970 to 2199")
    return told


def _is_number(written: str | float) -> bool:
    return not isinstance(written, str) or written.replace(".", "", 1).isdecimal()


def _from_number(number: float) -> datetime:
    return EPOCH + timedelta(seconds=number / 1_000 if number >= _MILLISECONDS_FROM else number)


def _from_text(text: str) -> datetime:
    told = datetime.fromisoformat(text.strip().removesuffix(" UTC"))
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)


class Timeline:
    """Gives a record without a time the second after the record before it."""

    def __init__(self) -> None:
        self._latest: datetime | None = None

    def at(self, told: datetime | None) -> datetime:
        self._latest = told or self._next()
        return self._latest

    def _next(self) -> datetime:
        return within_reason(self._latest + _PAUSE) if self._latest else EPOCH
