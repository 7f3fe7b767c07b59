"""How well scores tell harmful texts from harmless ones; None where a figure has no meaning."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Truths = NDArray[np.bool_]
Figure = float | None

_BINS = 10


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was flagged against what is harmful, text by text."""

    flagged: Truths
    harmful: Truths

    def __len__(self) -> int:
        return len(self.harmful)

    def of(self, chosen: Truths) -> "Outcomes":
        return Outcomes(self.flagged[chosen], self.harmful[chosen])

    @property
    def accuracy(self) -> Figure:
        return _share(self.flagged == self.harmful)

    @property
    def recall(self) -> Figure:
        return _share(self.flagged[self.harmful])

    @property
    def specificity(self) -> Figure:
        return _share(~self.flagged[~self.harmful])

    @property
    def fpr(self) -> Figure:
        return _share(self.flagged[~self.harmful])

    @property
    def fnr(self) -> Figure:
        return _share(~self.flagged[self.harmful])

    @property
    def f1(self) -> Figure:
        """Of the harmful class; 0 where nothing of it was found."""
        if not self.harmful.any():
            return None
        hits = np.count_nonzero(self.flagged & self.harmful)
        return float(2 * hits / (self.flagged.sum() + self.harmful.sum()))


def auc(scores: Scores, harmful: Truths) -> Figure:
    """The chance that a harmful text scores above a harmless one; a tie counts half."""
    positives = int(harmful.sum())
    negatives = len(harmful) - positives
    if not positives or not negatives:
        return None
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    # Equal scores share the mean of the ranks that they take up.
    ranks = np.cumsum(counts) - (counts - 1) / 2
    above = ranks[places][harmful].sum() - positives * (positives + 1) / 2
    return float(above / (positives * negatives))


def best_threshold(scores: Scores, harmful: Truths) -> Figure:
    """The threshold that treats both classes best: recall and specificity together."""
    positives = int(harmful.sum())
    negatives = len(harmful) - positives
    if not positives or not negatives:
        return None
    thresholds, places = np.unique(scores, return_inverse=True)
    found = np.bincount(places, weights=harmful)[::-1].cumsum()[::-1] / positives
    wrong = np.bincount(places, weights=~harmful)[::-1].cumsum()[::-1] / negatives
    return float(thresholds[np.argmax(found - wrong)])


def calibration_error(scores: Scores, harmful: Truths) -> Figure:
    """How far a risk lies from the share of harmful texts at that risk, on average: the expected
    calibration error over ten bins of as many texts each (Naeini et al. 2015).
    """
    if not len(scores):
        return None
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    # Equal scores share their labels, lest the texts' order decides who is in which bin.
    shares = (np.bincount(places, weights=harmful) / counts)[places]
    distances = (shares - scores)[np.argsort(scores, kind="stable")]
    bins = np.array_split(distances, _BINS)
    return float(sum(abs(chosen.sum()) for chosen in bins) / len(scores))


def gap(figures: Sequence[Figure]) -> Figure:
    """How far the best and the worst treated groups lie apart."""
    known = [figure for figure in figures if figure is not None]
    return max(known) - min(known) if len(known) > 1 else None


class Tags:
    """Which texts bear which name, in a few bytes for each."""

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._numbers = array("i")

    def add(self, name: str | None) -> None:
        self._numbers.append(-1 if name is None else self._names.setdefault(name, len(self._names)))

    def named(self) -> Iterator[tuple[str, Truths]]:
        numbers = np.array(self._numbers)
        for name, number in sorted(self._names.items()):
            yield name, numbers == number


def _share(truths: Truths) -> Figure:
    return float(truths.mean()) if len(truths) else None
