import numpy as np
import pytest

from engine.training.fusion import calibration_error, fit, operating_point, probabilities

RANDOM = np.random.default_rng(5)
ODDS = RANDOM.normal(0.0, 2.0, 20_000)
HARMFUL = RANDOM.random(20_000) < 1 / (1 + np.exp(-(1.5 * ODDS - 0.5)))
NOISE = RANDOM.normal(0.0, 1.0, 20_000)
EVERY = np.ones(20_000)


def test_the_weights_that_made_the_labels_are_found() -> None:
    found = fit(ODDS.reshape(-1, 1), HARMFUL, EVERY, ["odds"], ridge=1e-9)
    assert found.weights["odds"] == pytest.approx(1.5, abs=0.05)
    assert found.bias == pytest.approx(-0.5, abs=0.05)


def test_a_fitted_chance_is_calibrated() -> None:
    rows = ODDS.reshape(-1, 1)
    chances = probabilities(fit(rows, HARMFUL, EVERY, ["odds"]), rows)
    assert calibration_error(chances, HARMFUL, EVERY) < 0.01


def test_an_overconfident_chance_is_not_calibrated() -> None:
    assert calibration_error((ODDS > 0).astype(float), HARMFUL, EVERY) > 0.1


def test_evidence_of_harm_never_lowers_the_risk() -> None:
    rows = np.column_stack([ODDS, -ODDS + NOISE])
    assert fit(rows, HARMFUL, EVERY, ["odds", "against"]).weights["against"] == 0.0


def test_the_operating_point_holds_on_the_worst_set() -> None:
    calm, rough = RANDOM.random(5_000) * 0.3, RANDOM.random(5_000) * 0.6
    at = operating_point([(calm, 0.01), (rough, 0.01)])
    assert (rough >= at).mean() <= 0.01 < (rough >= at - 0.02).mean()


def test_a_set_may_be_let_more_be_flagged_of() -> None:
    calm, rough = RANDOM.random(5_000) * 0.3, RANDOM.random(5_000) * 0.6
    at = operating_point([(calm, 0.01), (rough, 0.1)])
    assert 0.09 < (rough >= at).mean() <= 0.1
