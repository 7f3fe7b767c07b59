"""The calibrated risk: a logistic combination learned with the model and kept beside it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any, Self

from engine.memory.patterns import Calibration
from engine.screening.cascade import Band
from engine.screening.manifest import ModelError
from engine.screening.risk import Factors, Risk
from engine.screening.spam import FLAG_AT
from engine.verdict import Polarity, Weight

RISK = "risk.json"
BIAS = "bias"


@dataclass(frozen=True, slots=True)
class Terms:
    """log-odds of harm in the words = bias + sum of weight × factor."""

    bias: float
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fused:
    """`read` weighs texts that the encoder has read, `spared` those that it was spared.

    `band` and `memory` were measured with it, for the cascade and for likeness to remembered harm.
    A moderator's `ruling` upon the same words adds or takes that much of their log-odds. Who writes
    counts too: `behaviour` × what is unusual in it is added, so that a bad record makes doubtful
    words worse and leaves plain talk what it is.
    """

    read: Terms
    spared: Terms
    ruling: float
    behaviour: float
    flag_at: float
    band: Band
    memory: Calibration
    name: str = "fused"

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises ModelError where it is missing or not what `haven train screening` writes."""
        try:
            kept = json.loads(path.read_bytes())
            return cls(
                read=_terms(kept["read"]),
                spared=_terms(kept["spared"]),
                ruling=float(kept["ruling"]),
                behaviour=float(kept["behaviour"]),
                flag_at=float(kept["flag_at"]),
                band=Band(**kept["cascade"]),
                memory=Calibration(**kept["memory"]),
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ModelError(f"{path}: no calibrated risk ({error!r}); reinstall haven") from error

    def assess(self, factors: Factors) -> Risk:
        terms = self.read if factors.heads is not None else self.spared
        values = factor_values(factors)
        weights = [
            Weight(BIAS, 1.0, terms.bias),
            *(Weight(name, values[name], weight) for name, weight in terms.weights.items()),
            Weight("ruling", _RULED[factors.ruling], self.ruling),
        ]
        words = sum(weight.value * weight.weight for weight in weights)
        weights.append(Weight("behaviour", factors.behaviour, self.behaviour))
        score = _chance(words + self.behaviour * factors.behaviour)
        advert = self._advert_risk(factors.spam)
        if advert > score:
            return _advert(advert, words=_chance(words))
        return Risk(score, tuple(weights), words=_chance(words), confidence=max(score, 1.0 - score))

    def _advert_risk(self, spam: float) -> float:
        """The detector has a bar of its own: what it flags is flagged."""
        return max(spam, self.flag_at) if spam >= FLAG_AT else spam


def factor_values(factors: Factors) -> dict[str, float]:
    """What the words say, by name: log-odds of the models, and scores from 0 to 1."""
    return {
        "encoder": factors.heads["harmful"] if factors.heads else 0.0,
        "linear": factors.linear,
        "lexicon": factors.lexicon,
        "semantic": factors.semantic,
        "negative_sentiment": factors.negative_sentiment,
    }


def _advert(score: float, *, words: float) -> Risk:
    """What is plainly an advert or a trap is risky however friendly its words are."""
    return Risk(score, (Weight("spam", score, 1.0),), words=words, confidence=max(score, 1 - score))


_RULED = {Polarity.HARMFUL: 1.0, Polarity.FINE: -1.0, None: 0.0}


def _terms(kept: Mapping[str, Any]) -> Terms:
    return Terms(float(kept["bias"]), {name: float(v) for name, v in kept["weights"].items()})


def _chance(log_odds: float) -> float:
    return 1.0 / (1.0 + exp(-max(-50.0, min(50.0, log_odds))))
