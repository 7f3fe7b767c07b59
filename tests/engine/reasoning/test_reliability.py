"""How right each reasoner was, how far off its figures were, and what calibration makes of them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from engine.reasoning.reliability import RULES, Found, calibration_error, reliabilities
from engine.shares import Share
from tests.builders import NOON, minutes


def found(
    count: int, *, reasoner: str = "llama@1", harm: float = 0.9, of_two: int = 1
) -> Sequence[Found]:
    """Of each two, so many are harmful; eight moderators take turns."""
    return [
        Found(reasoner, harm, harm >= 0.5, at % 2 < of_two, f"mod{at // 2 % 8}", NOON + minutes(at))
        for at in range(count)
    ]


def unruled(count: int) -> Sequence[Found]:
    return [replace(each, harmful=None) for each in found(count)]


def test_of_fewer_than_twenty_rulings_nothing_is_told() -> None:
    assert reliabilities([*found(19), *unruled(30)]) == ()
    (told,) = reliabilities([*found(20), *unruled(30)])
    assert (told.reasoner, told.cases, told.ruled) == ("llama@1", 50, 20)
    assert told.right == Share(10, 20)


def test_precision_is_of_what_it_called_harmful() -> None:
    (told,) = reliabilities([*found(20), *found(20, harm=0.3, of_two=0)])
    assert (told.ruled, told.right) == (40, Share(10, 20))


def test_figures_that_mean_what_they_say_have_no_error() -> None:
    assert calibration_error([(0.5, True), (0.5, False)]) == 0.0
    assert calibration_error([(1.0, True), (0.0, False)]) == 0.0
    assert calibration_error([]) == 0.0


def test_an_error_is_the_distance_in_each_bin_by_its_weight() -> None:
    said = [(0.9, False), (0.9, True), (0.1, False), (0.1, False)]
    assert calibration_error(said) == pytest.approx(0.5 * 0.4 + 0.5 * 0.1)


def test_what_others_rulings_teach_makes_a_boaster_more_honest() -> None:
    (told,) = reliabilities([*found(200, harm=0.9), *found(200, harm=0.3, of_two=0)])
    assert told.error == pytest.approx(0.5 * 0.4 + 0.5 * 0.3)
    assert told.calibrated is not None
    assert told.calibrated < told.error / 2


def test_of_too_few_rulings_nothing_is_learned() -> None:
    (told,) = reliabilities(found(40))
    assert told.calibrated is None


def test_nothing_calibrates_the_rules() -> None:
    (told,) = reliabilities(found(400, reasoner=RULES))
    assert told.calibrated is None
    assert told.error == pytest.approx(0.4)


def test_those_with_the_most_rulings_come_first() -> None:
    told = reliabilities([*found(20, reasoner="b@1"), *found(30, reasoner="a@1")])
    assert [each.reasoner for each in told] == ["a@1", "b@1"]
