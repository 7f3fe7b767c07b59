from math import inf

import pytest

from engine.screening.cascade import Band, Cascade, Shedding


def cascade(*, shedding: Shedding = Shedding.SHED, waiting: int = 0) -> Cascade:
    return Cascade(
        Band(-3.0, -1.0), shedding=shedding, waiting=lambda: waiting, crowded=10, swamped=20
    )


@pytest.mark.parametrize(
    ("waiting", "bar"), [(0, -inf), (9, -inf), (10, -3.0), (15, -2.0), (20, -1.0), (500, -1.0)]
)
def test_the_bar_rises_with_what_waits(waiting: int, bar: float) -> None:
    assert cascade(waiting=waiting).bar(0) == bar


def test_what_arrives_counts_as_waiting() -> None:
    assert cascade(waiting=4).bar(6) == -3.0


def test_shedding_always_takes_no_heed_of_the_load() -> None:
    assert cascade(shedding=Shedding.ALWAYS).bar(1) == -1.0


def test_shedding_never_spares_nothing_however_much_waits() -> None:
    assert cascade(shedding=Shedding.NEVER, waiting=10_000).bar(1) == -inf


def test_a_band_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ValueError, match="low must not be above high"):
        Band(-1.0, -2.0)
