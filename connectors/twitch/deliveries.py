"""What has come in already: EventSub delivers at least once, and so sometimes twice."""

from collections.abc import Callable
from time import monotonic

# Twitch: a notification that comes again does so within ten minutes.
KEPT_SECONDS = 600.0
# At a hundred messages a second ten minutes bring 60,000.
KEPT_NAMES = 100_000


class Deliveries:
    """Names of the last ten minutes at least, in two sets of which the older is let go."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._since = seconds()
        self._recent: set[str] = set()
        self._older: set[str] = set()

    def is_new(self, name: str) -> bool:
        """False from the second time on."""
        self._turn()
        if name in self._recent or name in self._older:
            return False
        self._recent.add(name)
        return True

    def _turn(self) -> None:
        now = self._seconds()
        if now - self._since < KEPT_SECONDS and len(self._recent) < KEPT_NAMES:
            return
        self._since = now
        self._recent, self._older = set(), self._recent
