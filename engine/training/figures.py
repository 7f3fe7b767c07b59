"""What a training is measured by on its development texts: separation by source, and the memory."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

Floats = NDArray[np.floating]
Truths = NDArray[np.bool_]

_NEAREST = 5  # as the memory does, see engine.memory.patterns
_FEW = 20


def auc(scores: Floats, harmful: Truths) -> float:
    return round(float(roc_auc_score(harmful, scores)), 4)


def auc_by_source(
    scores: Floats, harmful: Truths, sources: NDArray[np.int64], names: Sequence[str]
) -> Mapping[str, float]:
    """Of every source with at least twenty texts of either class."""
    by_source: dict[str, float] = {}
    for number, name in enumerate(names):
        rows = sources == number
        few = min(harmful[rows].sum(), (~harmful[rows]).sum()) if rows.any() else 0
        if few >= _FEW:
            by_source[name] = auc(scores[rows], harmful[rows])
    return by_source


def margins(vectors: Floats, harmful: Floats, fine: Floats) -> Floats:
    """Mean cosine to the five nearest harmful vectors less that to the five nearest fine ones.

    All are rows of unit length; shapes (n, 384), (h, 384) and (f, 384) give (n,).
    """
    return _near(vectors, harmful) - _near(vectors, fine)


def _near(vectors: Floats, remembered: Floats) -> Floats:
    cosines = np.asarray(vectors, np.float32) @ np.asarray(remembered, np.float32).T
    nearest = np.partition(cosines, -_NEAREST, axis=1)[:, -_NEAREST:]
    return np.asarray(nearest.mean(axis=1))
