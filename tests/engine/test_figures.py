"""What the engine counts about itself."""

import pytest

from engine.figures import KEPT, Figures


def test_a_stage_that_has_not_run_took_no_time() -> None:
    assert Figures().percentile("judge", 0.95) == 0.0


@pytest.mark.parametrize(
    ("share", "seconds"), [(0.0, 1.0), (0.5, 51.0), (0.95, 96.0), (1.0, 100.0)]
)
def test_a_percentile_is_a_time_that_was_taken(share: float, seconds: float) -> None:
    figures = Figures()
    for took in range(100, 0, -1):
        figures.took("judge", float(took))
    assert figures.percentile("judge", share) == seconds


def test_only_the_latest_times_are_kept() -> None:
    figures = Figures()
    for took in range(KEPT + 10):
        figures.took("judge", float(took))
    assert figures.percentile("judge", 0.0) == 10.0


def test_a_stage_that_fails_is_timed_too() -> None:
    figures = Figures()
    with pytest.raises(ZeroDivisionError), figures.timed("judge"):
        raise ZeroDivisionError
    assert figures.stages() == ("judge",)


def test_counts_outlast_the_times() -> None:
    figures = Figures()
    figures.counts["accepted"] += 1
    figures.took("judge", 1.0)
    figures.clear()
    assert (figures.stages(), figures.counts["accepted"]) == ((), 1)
