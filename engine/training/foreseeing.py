"""The forecast's weights and figures: logistic regression over what a conversation was like."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from engine.sessions.rhetoric import FEATURES, manner
from engine.training.arguments import SOURCES, Argument

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

# How fast the near memory of a manner forgets, and its peak fades, per message.
NEAR, FADING = 0.5, 0.8
# A figure further from its mean than that many deviations says no more than this.
CLIPPED = 3.0
STRENGTH = 0.002
STRENGTHS = (0.0005, 0.001, 0.002, 0.004, 0.008)
FOLDS = 5
# A source's own base rate, on a scale on which the penalty hardly counts.
_OWN_RATE = 8.0


@dataclass(frozen=True, slots=True)
class Weights:
    """log-odds = bias + weights · clip((course - mean) / deviation)."""

    mean: Floats
    deviation: Floats
    weights: Floats
    bias: float

    def log_odds(self, courses: Floats) -> Floats:
        scaled = np.clip((courses - self.mean) / self.deviation, -CLIPPED, CLIPPED)
        return np.asarray(scaled @ self.weights + self.bias)


def course(turns: Sequence[str]) -> Floats:
    """(turns, 3 · features): near memory, fading peak and present manner after each turn."""
    manners = np.array([manner(turn) for turn in turns])
    near = peak = manners[0]
    rows = []
    for present in manners:
        near = near + NEAR * (present - near)
        peak = np.maximum(FADING * peak, present)
        rows.append(np.concatenate([near, peak, present]))
    return np.array(rows)


def fit(arguments: Sequence[Argument], ends: Floats, *, strength: float = STRENGTH) -> Weights:
    """`ends` has a row for each argument: the course after its last turn.

    Each source has a base rate of its own, which is forgotten: the bias is that of discussions.
    """
    names = [source.name for source in SOURCES]
    sources = np.array([names.index(each.source) for each in arguments])
    discussions = ends[sources == 0]
    mean, deviation = discussions.mean(axis=0), discussions.std(axis=0) + 1e-6
    scaled = np.clip((ends - mean) / deviation, -CLIPPED, CLIPPED)
    own = np.eye(len(names))[sources][:, 1:] * _OWN_RATE
    model = LogisticRegression(C=strength, max_iter=5_000, tol=1e-6)
    model.fit(
        np.hstack([scaled, own]),
        attacks(arguments),
        sample_weight=np.array([SOURCES[source].weight for source in sources]),
    )
    weights = model.coef_[0][: 3 * len(FEATURES)]
    return Weights(mean, deviation, weights, float(model.intercept_[0]))


def attacks(arguments: Sequence[Argument]) -> Truths:
    return np.array([each.attacked for each in arguments])


def folds(arguments: Sequence[Argument], *, seed: int) -> NDArray[np.int64]:
    """Each argument's part of the data; those of one thread share it."""
    threads = sorted({each.thread for each in arguments})
    parts = np.random.default_rng(seed).permutation(len(threads)) % FOLDS
    part = dict(zip(threads, parts.tolist(), strict=True))
    return np.array([part[each.thread] for each in arguments])


def unseen(
    arguments: Sequence[Argument],
    courses: Sequence[Floats],
    *,
    seed: int,
    strength: float = STRENGTH,
) -> list[Floats]:
    """The log-odds after every turn, each from weights that saw nothing of its thread."""
    ends = np.array([each[-1] for each in courses])
    parts = folds(arguments, seed=seed)
    found: list[Floats] = [np.empty(0)] * len(arguments)
    for part in range(FOLDS):
        rows = np.flatnonzero(parts != part)
        weights = fit([arguments[row] for row in rows], ends[rows], strength=strength)
        for row in np.flatnonzero(parts == part):
            found[row] = weights.log_odds(courses[row])
    return found


def nested_auc(
    arguments: Sequence[Argument], courses: Sequence[Floats], chosen: Truths, *, seed: int
) -> float:
    """The AUC of the `chosen` where each fold picks its strength by folds of its own."""
    ends = np.array([each[-1] for each in courses])
    parts, truths = folds(arguments, seed=seed), attacks(arguments)
    odds = np.zeros(len(arguments))
    for part in range(FOLDS):
        rows = np.flatnonzero(parts != part)
        inner = [arguments[row] for row in rows]
        best = max(STRENGTHS, key=lambda each: _inner_auc(inner, ends[rows], chosen[rows], each))
        held = parts == part
        odds[held] = fit(inner, ends[rows], strength=best).log_odds(ends[held])
    return float(roc_auc_score(truths[chosen], odds[chosen]))


def _inner_auc(
    arguments: Sequence[Argument], ends: Floats, chosen: Truths, strength: float
) -> float:
    said = unseen(arguments, [row[None, :] for row in ends], seed=0, strength=strength)
    odds = np.array([each[-1] for each in said])
    return float(roc_auc_score(attacks(arguments)[chosen], odds[chosen]))
