"""Time, injected: nothing in the engine reads the wall clock by itself."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present as aware UTC; never earlier than an answer given before."""
        ...

    def advance(self, moment: datetime) -> None:
        """Hear that an event happened at `moment`; a wall clock knows better."""
        ...


class SystemClock:
    """Wall time that never runs backwards, so that no time-out ends early after an NTP step."""

    def __init__(self) -> None:
        self._latest = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        self._latest = max(self._latest, datetime.now(UTC))
        return self._latest

    def advance(self, moment: datetime) -> None:
        pass


class EventClock:
    """Time as the events tell it, for replays and tests: it stands still between them."""

    def __init__(self, start: datetime | None = None) -> None:
        self._latest = start or datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        return self._latest

    def advance(self, moment: datetime) -> None:
        """Move to `moment`; an earlier moment leaves the clock where it is."""
        self._latest = max(self._latest, moment)
