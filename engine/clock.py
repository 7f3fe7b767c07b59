"""Time, injected: nothing in the engine reads the wall clock by itself."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present as aware UTC; never earlier than an answer given before."""
        ...

    def advance(self, moment: datetime) -> None:
        """Hear that an event happened at `moment`; a wall clock knows better."""
        ...


def _wall() -> datetime:
    return datetime.now(UTC)


class SystemClock:
    """Wall time that never runs backwards, so that no time-out ends early after an NTP step.

    Nor does it stand still then, or whoever waits would wait for as long as the step was: it goes
    at half the pace until the wall's time has caught up.
    """

    def __init__(
        self,
        *,
        wall: Callable[[], datetime] = _wall,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._elapsed = elapsed
        self._latest, self._read_at = wall(), elapsed()

    def now(self) -> datetime:
        read_at = self._elapsed()
        slowly = self._latest + timedelta(seconds=(read_at - self._read_at) / 2)
        self._latest, self._read_at = max(slowly, self._wall()), read_at
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
