"""Windows of time over which trackers count, exact to the second and safe under odd clocks."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
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
        return iter([item for _, item in self._entries])

    @property
    def latest(self) -> float:
        return self._entries[-1][0] if self._entries else float("-inf")

    @property
    def last(self) -> Item | None:
        return self._entries[-1][1] if self._entries else None

    def add(self, at: float, item: Item) -> float:
        """Take `item` in; the time it is counted at, never before that of the last one."""
        at = self.reach(at)
        self._entries.append((at, item))
        if len(self._entries) > self._limit:
            del self._entries[0]
        return at

    def drop(self, unwanted: Callable[[Item], bool]) -> None:
        """Take out whatever is unwanted; the rest keeps its times."""
        self._entries = [entry for entry in self._entries if not unwanted(entry[1])]

    def reach(self, at: float) -> float:
        """Drop what is older than the span at `at`."""
        entries = self._entries
        if not entries:
            return at
        if entries[-1][0] - at > self._span:
            entries.clear()
            return at
        at = max(at, entries[-1][0])
        if at - entries[0][0] < self._span:
            return at
        stale = 0
        while stale < len(entries) and at - entries[stale][0] >= self._span:
            stale += 1
        del entries[:stale]
        return at

    @property
    def entries(self) -> Sequence[tuple[float, Item]]:
        """With their times, the oldest first."""
        return self._entries

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
        if number in self._counts:
            self._counts[number] += amount
            return
        self._counts[number] = amount
        for old in [known for known in self._counts if known < number - self._kept]:
            del self._counts[old]

    def base(self, at: float) -> float:
        """The mean of the bins before the present one and its forerunner.

        The forerunner is left out, since what is building up now may have begun in it.
        """
        number = int(at // self._width)
        before = range(number - self._kept, number - 1)
        return sum(self._counts.get(known, 0.0) for known in before) / len(before)


class Latest(OrderedDict[Key, Item]):
    """A mapping of bounded size: `renew` makes an entry the latest, and the oldest falls out.

    A plain dict would search for its first entry past all that were ever moved to the end.
    """

    def __init__(self, *, most: int) -> None:
        super().__init__()
        self._most = most

    def renew(self, key: Key, item: Item) -> Item | None:
        """The entry that fell out, if one did."""
        self[key] = item
        self.move_to_end(key)
        return self.popitem(last=False)[1] if len(self) > self._most else None

    def oldest(self) -> Item:
        return next(iter(self.values()))
