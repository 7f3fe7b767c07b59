"""How people in danger are heard by weights that never saw a text of the same hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.screening.distress import Sieve
from engine.training.distress_texts import KINDS, Told
from engine.training.figures import auc

Floats = NDArray[np.floating]
# Chances of danger at which figures are given.
_CHANCES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Log-odds for the texts of one hand, and for ordinary talk, by weights that know neither."""

    hand: str
    told: Sequence[Told]
    odds: Floats
    ordinary: Floats

    @property
    def cries(self) -> NDArray[np.bool_]:
        return np.array([each.cries for each in self.told])

    def calibrated(self, slope: float, offset: float) -> Self:
        return replace(
            self, odds=self.odds * slope + offset, ordinary=self.ordinary * slope + offset
        )


def figures(heard: Sequence[Heard]) -> Mapping[str, Any]:
    return {
        "hands": {each.hand: _of_hand(each) for each in heard},
        "by_chance": {str(chance): _at(heard, chance) for chance in _CHANCES},
        "ordinary": len(heard[0].ordinary),
    }


def _of_hand(each: Heard) -> Mapping[str, Any]:
    cries = each.cries
    return {"texts": len(cries), "cries": int(cries.sum()), "auc": auc(each.odds, cries)}


def _at(heard: Sequence[Heard], chance: float) -> Mapping[str, Any]:
    """Recall and precision over all held-out hands, and what is heard of each kind."""
    bar = np.log(chance / (1 - chance))
    cries = np.concatenate([each.cries for each in heard])
    kinds = np.array([told.kind for each in heard for told in each.told])
    found = np.concatenate([each.odds for each in heard]) >= bar
    right = int((found & cries).sum())
    return {
        "recall": round(right / int(cries.sum()), 3),
        "precision": round(right / max(1, int(found.sum())), 3),
        "ordinary_heard": round(float(np.mean([(h.ordinary >= bar).mean() for h in heard])), 5),
        "kinds": {
            kind: [int(found[kinds == kind].sum()), int((kinds == kind).sum())]
            for kind in KINDS
            if (kinds == kind).any()
        },
    }


def sieve_figures(sieve: Sieve, cries: NDArray[np.bool_], unseen: Floats) -> Mapping[str, float]:
    """`cries` says which cries of held-out hands passed, `unseen` how ordinary talk looks."""
    passing = unseen @ sieve.weights >= sieve.lowest
    return {
        "cries_through": round(float(cries.mean()), 4),
        "ordinary_through": round(float(passing.mean()), 4),
    }
