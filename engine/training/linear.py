"""The character n-gram linear model, fitted: logistic regression over the same n-grams."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from engine.screening.linear import BITS, Linear, grams_of

Progress = Callable[[str], None]

_BLOCK = 2_048
# Measured on a development split of 26,000 texts (mean AUC over 17 sources, 2^18 buckets): 0.8078
# with these, 0.7955 at a fifth of the penalty's inverse, 0.8008 at four times it.
_INVERSE_PENALTY = 0.1
# A rare gram is worth more than a common one, by the fourth root of how rare it is: 0.8101 against
# 0.7692 when all are worth the same (2^20 buckets).
_RARITY = 0.25
_SEEN_FIRST = 10
_STEPS, _PRECISE_ENOUGH = 120, 2e-5
_LARGEST_WEIGHT = 127


def fit(
    texts: Sequence[str],
    harmful: NDArray[np.integer],
    weights: NDArray[np.floating],
    *,
    seed: int,
    progress: Progress = lambda _stage: None,
) -> Linear:
    """Fit on screened `texts`, each with its label 0 or 1 and its sample weight.

    The solver starts from nought and takes every text at every step: `seed` is handed on to it,
    but changes nothing.
    """
    progress(f"linear model: n-grams of {len(texts):,} texts")
    grams = features(texts)
    worth = _worth(grams)
    grams.data *= worth[grams.indices]
    progress(f"linear model: fitting {grams.nnz:,} n-grams")
    solver = LogisticRegression(
        C=_INVERSE_PENALTY, max_iter=_STEPS, tol=_PRECISE_ENOUGH, random_state=seed
    )
    solver.fit(grams, harmful, sample_weight=weights)
    linear = _rounded(solver.coef_[0] * worth, float(solver.intercept_[0]))
    progress(f"linear model: fitted in {int(solver.n_iter_[0])} steps")
    return linear


def features(texts: Sequence[str]) -> csr_matrix:
    """A row for each text; a gram counts 1 / √(number of grams), as often as it occurs."""
    blocks = [_listed(texts[at : at + _BLOCK]) for at in range(0, len(texts), _BLOCK)]
    buckets = np.concatenate([listed for listed, _ in blocks])
    counts = np.concatenate([count for _, count in blocks])
    values = np.repeat((1.0 / np.sqrt(np.maximum(counts, 1))).astype(np.float32), counts)
    rows = np.concatenate([[0], counts.cumsum()])
    return csr_matrix((values, buckets, rows), shape=(len(texts), 1 << BITS))


def _listed(texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """All grams of the texts one after the other, and how many each text has."""
    grams = grams_of(texts)
    places = np.arange(grams.buckets.shape[1])
    owner = np.searchsorted(grams.starts, places, side="right") - 1
    inside = places < grams.stops[:, owner]
    return grams.buckets.T[inside.T].astype(np.int32), grams.counts


def _worth(grams: csr_matrix) -> NDArray[np.float32]:
    """What each bucket's gram is worth to the penalty: it bears less on what is rare."""
    seen = np.bincount(grams.indices, minlength=1 << BITS)
    return np.asarray((grams.shape[0] / (seen + _SEEN_FIRST)) ** _RARITY, np.float32)


def _rounded(weights: NDArray[np.floating], bias: float) -> Linear:
    scale = float(np.abs(weights).max()) / _LARGEST_WEIGHT or 1.0
    return Linear(np.round(weights / scale).astype(np.int8), scale, bias)
