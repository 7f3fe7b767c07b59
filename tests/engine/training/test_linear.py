"""Fitting the linear model: needs the extra `train` (scikit-learn), so it imports late."""

import numpy as np
import pytest

from engine.screening.linear import Linear

pytestmark = pytest.mark.train

_KIND = ("thanks for the help", "lovely map", "see you at the harbour", "well played")
_HARSH = ("you rotten turnip", "turnips like you should quit", "what a rotten turnip")
TEXTS = [f"{text} {number}" for number in range(20) for text in (*_KIND, *_HARSH)]
HARMFUL = np.array([int("turnip" in text) for text in TEXTS])


def fitted(*, weights: np.ndarray | None = None, seed: int = 1) -> Linear:
    from engine.training.linear import fit

    return fit(TEXTS, HARMFUL, np.ones(len(TEXTS)) if weights is None else weights, seed=seed)


def test_a_fitted_model_tells_unseen_texts_apart() -> None:
    harsh, kind = fitted().log_odds(["such a rotten turnip", "thanks, lovely harbour"])

    assert kind < 0 < harsh


def test_the_run_time_model_says_what_was_fitted() -> None:
    from engine.training.linear import features

    linear = fitted()

    expected = features(TEXTS) @ linear.weights.astype(float) * linear.scale + linear.bias
    assert linear.log_odds(TEXTS) == pytest.approx(expected, abs=1e-4)


def test_a_text_of_more_weight_pulls_harder() -> None:
    heavy = fitted(weights=np.where(HARMFUL == 1, 20.0, 1.0))

    assert heavy.log_odds(["a rainy day"]) > fitted().log_odds(["a rainy day"])


def test_the_same_texts_give_the_same_model() -> None:
    assert np.array_equal(fitted().weights, fitted(seed=2).weights)
