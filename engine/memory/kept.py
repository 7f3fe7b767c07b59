"""What is kept of people: for thirty days after it last changed, and of so many at the most."""

from collections import OrderedDict
from math import exp, log
from typing import Protocol, TypeVar

DAY = 86_400.0
_KEPT = 30 * DAY
_HALF_LIFE = 5 * DAY
_FADING = -log(2) / _HALF_LIFE
_MOST = 100_000

# A community and a person in it.
Key = tuple[str, str]


class Dated(Protocol):
    """`at` is when it last changed, in seconds."""

    at: float


Known = TypeVar("Known", bound=Dated)


class Kept(OrderedDict[Key, Known]):
    def known(self, key: Key, at: float) -> Known | None:
        """None also for what thirty days have passed over."""
        known = self.get(key)
        return None if known is None or at - known.at > _KEPT else known

    def renew(self, key: Key, known: Known, at: float) -> None:
        """Keep it as the latest used; the one unused for longest may have to go."""
        self[key] = known
        self.move_to_end(key)
        oldest = next(iter(self.values()))
        if len(self) > _MOST or at - oldest.at > _KEPT:
            self.popitem(last=False)


def faded(seconds: float) -> float:
    """The share that is left of a count after so long: it halves every five days."""
    return exp(_FADING * seconds)
