"""`haven run` is told to stop amid its work, on a Discord that has a bad day (R11)."""

from pathlib import Path

import pytest

from tests.conftest import Figure
from tests.faults.kills import chaos

SEED = 20_261_129
LONGEST = 15.0


@pytest.mark.promise("R11")
async def test_whenever_it_is_told_to_stop_it_stops_well_and_loses_nothing(
    tmp_path: Path, figure: Figure, *, long: bool
) -> None:
    async with chaos(tmp_path, seed=SEED) as made:
        stops = [await made.told_to_stop() for _ in range(50 if long else 1)]
        books = await made.in_peace()
    assert [stop.code for stop in stops] == [0] * len(stops)
    assert not any(stop.has_traceback for stop in stops)
    slowest = max(stop.seconds for stop in stops)
    assert slowest < LONGEST
    assert (books.lost, books.doubled, books.flaws) == ((), (), ())
    figure(f"{len(stops)} stops, the slowest {slowest:.1f} s, exit 0; {books.told()}")
