"""The calibrated combination of what screening knows: a small logistic regression, and its figures.

Fitted on development texts that the network never saw, so that a probability means what it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

_ROUNDS = 50
_PRECISE_ENOUGH = 1e-9
_BINS = 10


@dataclass(frozen=True, slots=True)
class Combination:
    """log-odds = bias + sum of weight × factor, by the factor's name."""

    bias: float
    weights: dict[str, float]


def fit(
    factors: Floats,
    harmful: Truths,
    weights: Floats,
    names: Sequence[str],
    *,
    ridge: float = 1e-3,
    never_below_nought: bool = True,
) -> Combination:
    """`factors` is (n, len(names)). Newton's method; a factor whose weight would come out negative
    is dropped and the rest fitted again, because more evidence of harm may never lower the risk.
    """
    kept = list(range(len(names)))
    while True:
        solved = _newton(_with_bias(factors[:, kept]), harmful, weights, ridge)
        negative = [place for place, weight in enumerate(solved[1:]) if weight < 0]
        if not negative or not never_below_nought:
            break
        del kept[min(negative, key=lambda place: solved[1 + place])]
    found = {names[place]: float(weight) for place, weight in zip(kept, solved[1:], strict=True)}
    return Combination(float(solved[0]), {name: found.get(name, 0.0) for name in names})


def _with_bias(factors: Floats) -> Floats:
    return np.hstack([np.ones((len(factors), 1)), factors])


def _newton(rows: Floats, harmful: Truths, weights: Floats, ridge: float) -> Floats:
    shares = weights / weights.sum()
    solved = np.zeros(rows.shape[1])
    held = ridge * np.eye(rows.shape[1])
    held[0, 0] = 0.0
    for _ in range(_ROUNDS):
        chances = 1.0 / (1.0 + np.exp(-np.clip(rows @ solved, -35.0, 35.0)))
        slope = rows.T @ (shares * (chances - harmful)) + held @ solved
        bend = (rows * (shares * chances * (1.0 - chances))[:, None]).T @ rows + held
        step = np.linalg.solve(bend, slope)
        solved -= step
        if np.abs(step).max() < _PRECISE_ENOUGH:
            break
    return solved


def probabilities(combination: Combination, factors: Floats) -> Floats:
    weights = np.array(list(combination.weights.values()))
    return 1.0 / (1.0 + np.exp(-(factors @ weights + combination.bias)))


def calibration_error(chances: Floats, harmful: Truths, weights: Floats) -> float:
    """Expected calibration error over ten bins of equal weight (Naeini et al. 2015)."""
    order = np.argsort(chances, kind="stable")
    total = weights[order].cumsum()
    bins = np.minimum((total / total[-1] * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for number in range(_BINS):
        rows = order[bins == number]
        if not len(rows):
            continue
        share = weights[rows].sum() / total[-1]
        said = np.average(chances[rows], weights=weights[rows])
        was = np.average(harmful[rows].astype(float), weights=weights[rows])
        error += share * abs(said - was)
    return float(error)


def operating_point(ordinary: Sequence[tuple[Floats, float]], *, round_to: float = 0.01) -> float:
    """The lowest threshold at which no set of ordinary chat has more of it flagged than the share
    (0..1) that stands beside it.
    """
    thresholds = (float(np.quantile(chances, 1.0 - most)) for chances, most in ordinary)
    return float(np.ceil(max(thresholds) / round_to + 1e-9) * round_to)
