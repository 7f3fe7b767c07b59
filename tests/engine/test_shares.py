"""Shares and how sure one may be of them."""

import pytest

from engine.shares import Share


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # Known values of Wilson's interval at 95 %.
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (15, 100, 0.0931, 0.2328),
    ],
)
def test_an_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    assert Share(part, whole).interval == pytest.approx((low, high), abs=1e-4)


def test_of_nothing_there_is_no_rate_and_anything_is_possible() -> None:
    assert (Share(0, 0).rate, Share(0, 0).interval) == (None, (0.0, 1.0))


def test_more_of_the_same_makes_surer() -> None:
    few, many = Share(1, 4).interval, Share(100, 400).interval
    assert few[0] < many[0] < 0.25 < many[1] < few[1]
