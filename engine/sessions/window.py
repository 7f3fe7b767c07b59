"""Windows of time over which trackers count, exact to the second and safe under odd clocks."""

from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


class Window(Generic[Item]):
    """What came in the last `span` seconds, at most `limit` of it.

    A clock that steps back a little stands still; one that steps back by more than the span
    begins a new window, so neither gives a negative interval nor a false crowd.
    """

    __slots__ = ("_entries", "_limit", "_span")

    def __init__(self, *, span: float, limit: int) -> None:
        self._span = span
        self._limit = limit
        self._entries: list[tuple[float, Item]] = []

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Item]:
        return (item for _, item in self._entries)

    @property
    def latest(self) -> float:
        return self._entries[-1][0] if self._entries else float("-inf")

    def add(self, at: float, item: Item) -> float:
        """Take `item` in; the time it is counted at, never before that of the last one."""
        at = self.reach(at)
        self._entries.append((at, item))
        if len(self._entries) > self._limit:
            del self._entries[0]
        return at

    def reach(self, at: float) -> float:
        """Drop what is older than the span at `at`."""
        latest = self.latest
        if latest - at > self._span:
            self._entries.clear()
        at = max(at, self.latest)
        keep = 0
        for moment, _ in self._entries:
            if at - moment < self._span:
                break
            keep += 1
        if keep:
            del self._entries[:keep]
        return at

    def since(self, at: float) -> Iterator[tuple[float, Item]]:
        """Entries later than `at`, the newest first."""
        for entry in reversed(self._entries):
            if entry[0] <= at:
                return
            yield entry


class Bins:
    """Counts in aligned bins of `width` seconds over the last `kept` bins: a base rate."""

    __slots__ = ("_counts", "_kept", "_width")

    def __init__(self, *, width: float, kept: int) -> None:
        self._width = width
        self._kept = kept
        self._counts: dict[int, float] = {}

    def add(self, at: float, amount: float = 1.0) -> None:
        number = int(at // self._width)
        self._counts[number] = self._counts.get(number, 0.0) + amount
        for old in [known for known in self._counts if known < number - self._kept]:
            del self._counts[old]

    def base(self, at: float) -> float:
        """The mean of the bins before the present one and its forerunner.

        The forerunner is left out, since what is building up now may have begun in it.
        """
        number = int(at // self._width)
        before = range(number - self._kept, number - 1)
        return sum(self._counts.get(known, 0.0) for known in before) / len(before)


class Latest(dict[Key, Item]):
    """A mapping of bounded size: `renew` makes an entry the latest, and the oldest falls out."""

    def __init__(self, *, most: int) -> None:
        super().__init__()
        self._most = most

    def renew(self, key: Key, item: Item) -> None:
        self.pop(key, None)
        self[key] = item
        if len(self) > self._most:
            del self[next(iter(self))]
