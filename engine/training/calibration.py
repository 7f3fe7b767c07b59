"""From what screening saw in the development texts to the numbers of risk.json."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import exp, log
from typing import Any

import numpy as np

from engine.screening.fused import factor_values
from engine.screening.risk import Factors
from engine.training.corpus import OWN
from engine.training.fusion import (
    Combination,
    Floats,
    Truths,
    calibration_error,
    fit,
    operating_point,
    probabilities,
)

READ = ("encoder", "linear", "lexicon", "semantic", "negative_sentiment")
SPARED = ("linear", "lexicon", "negative_sentiment")
# Talk without any label of harm, where a flag is a false alarm. (The harmless labels of gametox_80
# and convabuse are too noisy, and sms_spam is of 2011: they would move the point to where it misses
# half of the harm.)
# How many of each may be flagged: twice as many where labels are weak and where lines were written
# to be hard.
ORDINARY = {
    "benign_irc_ubuntu": 0.01,
    "benign_dailydialogpp": 0.01,
    "goemotions_reddit": 0.02,
    OWN: 0.02,
}
# Behaviour has no labelled data: set by hand so that the worst record of all (0.5 to 0.6) raises
# even odds to three to one and leaves 1 % at 3 %.
_BEHAVIOUR = 2.0
# Neither has a moderator's ruling on the same words: it makes 5 % of 85 %, and the other way round.
_RULING = 4.7
# Texts that are spared at the bars of the cascade, of ordinary chat.
_SPARED_LOW, _SPARED_HIGH = 0.4, 0.7


@dataclass(frozen=True, slots=True)
class Observed:
    """Development texts as the screener saw them; `sources` are their names, row by row."""

    factors: Sequence[Factors]
    margins: Floats
    harmful: Truths
    sources: Sequence[str]
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class MarginFit:
    """See engine.memory.patterns.Calibration."""

    slope: float
    offset: float
    usual_fine: float


def fit_margin(observed: Observed, usual_fine: float) -> MarginFit:
    """Where likeness to remembered harm becomes more probable than not, and how suddenly."""
    rows = observed.margins.reshape(-1, 1)
    found = fit(rows, observed.harmful, _shares(observed), ["margin"], ridge=1e-6)
    slope = found.weights["margin"]
    return MarginFit(round(slope, 3), round(-found.bias / slope, 4), round(usual_fine, 4))


def calibrate(observed: Observed, margin: MarginFit) -> dict[str, Any]:
    """The content of risk.json: both combinations, the operating point, the band, the figures."""
    values = [factor_values(factors) for factors in observed.factors]
    for row, distance in zip(values, observed.margins, strict=True):
        row["semantic"] = 1.0 / (1.0 + exp(-margin.slope * (distance - margin.offset)))
    shares = _shares(observed)
    read, spared = (_columns(values, names) for names in (READ, SPARED))
    with_encoder = fit(read, observed.harmful, shares, READ)
    without = fit(spared, observed.harmful, shares, SPARED)
    chances = probabilities(with_encoder, read)
    ordinary = _ordinary(observed)
    linear = spared[:, 0][np.logical_or.reduce(list(ordinary.values()))]
    return {
        "read": _terms(with_encoder),
        "spared": _terms(without),
        "ruling": _RULING,
        "behaviour": _BEHAVIOUR,
        "flag_at": operating_point(
            [(chances[rows], ORDINARY[name]) for name, rows in ordinary.items()]
        ),
        "cascade": {
            "low": round(float(np.quantile(linear, _SPARED_LOW)), 3),
            "high": round(float(np.quantile(linear, _SPARED_HIGH)), 3),
        },
        "memory": asdict(margin),
        "measured": {
            "texts": len(chances),
            "calibration_error": round(calibration_error(chances, observed.harmful, shares), 4),
            "calibration_error_spared": round(
                calibration_error(probabilities(without, spared), observed.harmful, shares), 4
            ),
        },
    }


def _columns(values: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    return np.array([[row[name] for name in names] for row in values])


def _terms(found: Combination) -> dict[str, Any]:
    weights = {name: round(weight, 4) for name, weight in found.weights.items()}
    return {"bias": round(found.bias, 4), "weights": weights}


def _shares(observed: Observed) -> Floats:
    """A source counts by its trust and the logarithm of its size, not by its size."""
    counts = {name: observed.sources.count(name) for name in set(observed.sources)}
    share = {name: observed.weights.get(name, 1.0) * log(1 + n) / n for name, n in counts.items()}
    return np.array([share[name] for name in observed.sources])


def _ordinary(observed: Observed) -> dict[str, Truths]:
    names = np.array(observed.sources)
    return {
        name: rows for name in ORDINARY if (rows := (names == name) & ~observed.harmful).sum() > 0
    }
