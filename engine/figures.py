"""What the engine counts about itself: events and the time that each stage takes."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

# Enough for a P99 that does not jump, in 80 kB a stage.
KEPT = 10_000


class Figures:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._times: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=KEPT))

    def took(self, stage: str, seconds: float) -> None:
        self._times[stage].append(seconds)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        started = perf_counter()
        try:
            yield
        finally:
            self.took(stage, perf_counter() - started)

    def clear(self) -> None:
        """Forget the times, as before another measurement; the counts go on."""
        self._times.clear()

    def stages(self) -> tuple[str, ...]:
        return tuple(sorted(self._times))

    def percentile(self, stage: str, share: float) -> float:
        """Seconds; `share` lies in 0..1. 0 for a stage that has not run."""
        times = sorted(self._times[stage])
        if not times:
            return 0.0
        return times[min(len(times) - 1, int(share * len(times)))]
