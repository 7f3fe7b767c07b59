"""Measures of how well a model does, against what can be counted by hand."""

import numpy as np
import pytest

from bot.measures import Outcomes, auc, best_threshold, calibration_error, gap


def test_auc_is_one_where_all_harm_scores_above_all_else() -> None:
    assert auc(np.array([0.9, 0.1, 0.8]), np.array([True, False, True])) == 1.0


def test_a_tie_counts_half_in_the_auc() -> None:
    scores, harmful = np.array([0.5, 0.5, 0.2, 0.9]), np.array([True, False, False, True])

    # Of four pairs three are in order and one is tied.
    assert auc(scores, harmful) == pytest.approx(3.5 / 4)


def test_auc_agrees_with_counting_every_pair() -> None:
    random = np.random.default_rng(7)
    scores, harmful = random.integers(0, 9, 200) / 8, random.random(200) < 0.3

    pairs = scores[harmful][:, None] - scores[~harmful][None, :]
    assert auc(scores, harmful) == pytest.approx(((pairs > 0) + 0.5 * (pairs == 0)).mean())


def test_one_class_alone_has_no_auc() -> None:
    assert auc(np.array([0.1, 0.9]), np.array([False, False])) is None


def test_the_best_threshold_flags_the_harmful_and_spares_the_rest() -> None:
    scores, harmful = np.array([0.1, 0.2, 0.3, 0.4]), np.array([False, False, True, True])

    assert best_threshold(scores, harmful) == 0.3


def test_f1_weighs_misses_and_false_alarms() -> None:
    outcomes = Outcomes(np.array([True, True, False, False]), np.array([True, False, True, False]))

    assert outcomes.f1 == 0.5


def test_a_gap_is_between_the_best_and_the_worst_known_group() -> None:
    assert gap([0.1, None, 0.4]) == pytest.approx(0.3)


def test_a_risk_that_is_the_share_of_harm_is_calibrated() -> None:
    scores = np.repeat([0.0, 0.5, 1.0], [20, 20, 20])
    harmful = np.repeat([False, False, True, True], [20, 10, 10, 20])

    assert calibration_error(scores, harmful) == pytest.approx(0.0)


def test_a_risk_that_is_always_too_high_is_off_by_as_much() -> None:
    scores, harmful = np.linspace(0.3, 0.5, 40), np.zeros(40, dtype=np.bool_)

    assert calibration_error(scores, harmful) == pytest.approx(0.4)


def test_the_order_of_texts_with_equal_risks_does_not_matter_to_calibration() -> None:
    scores, harmful = np.full(40, 0.5), np.repeat([True, False], 20)

    assert calibration_error(scores, harmful) == pytest.approx(0.0)
