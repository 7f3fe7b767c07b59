"""What an evaluation gathers, and the report that it makes of it."""

from array import array
from collections import Counter
from collections.abc import Mapping
from math import nan
from typing import Any

import numpy as np

from bot.breakdowns import (
    Confusion,
    categories_of,
    category_accuracy,
    gaps_of,
    groups_of,
    obfuscation_of,
)
from bot.labelled import TAGS, Labelled
from bot.measures import Outcomes, Scores, Tags, Truths, auc, best_threshold, calibration_error
from engine.verdict import Category, RiskPrediction

Report = Mapping[str, Any]

_CATEGORIES = frozenset(Category) - {Category.NONE}


class Evaluation:
    """Scores and labels of all texts, a few bytes for each. `flag_at` is the model's own point."""

    def __init__(self, *, flag_at: float) -> None:
        self.flag_at = flag_at
        self._scores = array("d")
        self._clear = array("d")
        self._labels = array("b")
        self._tags = {tag: Tags() for tag in TAGS}
        self._confusion: Confusion = Counter()
        self._screened = 0
        self.seconds = 0.0

    def __len__(self) -> int:
        return len(self._labels)

    def add(
        self, labelled: Labelled, prediction: RiskPrediction, clear: RiskPrediction | None
    ) -> None:
        """`clear` is what was made of the text before it was obfuscated, if that is known."""
        self._scores.append(prediction.risk_score)
        self._clear.append(clear.risk_score if clear else nan)
        self._labels.append(labelled.harmful)
        self._screened += 2 if clear else 1
        for tag, tags in self._tags.items():
            tags.add(labelled.tags.get(tag))
        # Files from elsewhere have categories of their own, which nobody here could tell.
        said = labelled.tags.get("category", "")
        if labelled.harmful and said in _CATEGORIES:
            self._confusion[Category(said), prediction.category] += 1

    def report(self, threshold: float, *, skipped: int, broken: int) -> Report:
        """As `haven eval --json` prints it; null where a class is missing."""
        scores, harmful = np.array(self._scores), np.array(self._labels, dtype=np.bool_)
        outcomes = Outcomes(scores >= threshold, harmful)
        flagged = Outcomes(scores >= self.flag_at, harmful)
        return {
            "auc": auc(scores, harmful),
            "accuracy": outcomes.accuracy,
            "accuracy_harmful": outcomes.recall,
            "accuracy_harmless": outcomes.specificity,
            "f1": outcomes.f1,
            "fpr": outcomes.fpr,
            "ece": calibration_error(scores, harmful),
            "threshold": threshold,
            "best_threshold": best_threshold(scores, harmful),
            "flag": {"at": self.flag_at, "recall": flagged.recall, "fpr": flagged.fpr},
            "messages": len(self),
            "skipped": skipped,
            "broken": broken,
            "messages_per_second": self._screened / self.seconds,
            **self._breakdowns(outcomes, scores),
            **self._obfuscation(threshold, outcomes),
        }

    def _breakdowns(self, outcomes: Outcomes, scores: Scores) -> Report:
        groups = groups_of(outcomes, self._tags["target_group"].named())
        return {
            "functionality": {
                name: {"n": len(part := outcomes.of(chosen)), "accuracy": part.accuracy}
                for name, chosen in self._tags["functionality"].named()
            },
            "target_group": groups,
            "gaps": gaps_of(groups),
            "source": {
                name: _source(outcomes.of(chosen), scores[chosen])
                for name, chosen in self._tags["source"].named()
            },
            "category_accuracy": category_accuracy(self._confusion),
            "category": categories_of(self._confusion),
        }

    def _obfuscation(self, threshold: float, outcomes: Outcomes) -> Report:
        clear = np.array(self._clear)
        paired: Truths = ~np.isnan(clear)
        in_clear = Outcomes(clear >= threshold, outcomes.harmful)
        named = self._tags["way"].named()
        return {"obfuscation": obfuscation_of(outcomes, in_clear, paired, named)}


def _source(outcomes: Outcomes, scores: Scores) -> Report:
    return {
        "n": len(outcomes),
        "harmless": int((~outcomes.harmful).sum()),
        "auc": auc(scores, outcomes.harmful),
        "fpr": outcomes.fpr,
    }
