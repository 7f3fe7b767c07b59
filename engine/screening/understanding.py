"""What the English models say of other languages is hearsay: how much less it counts there."""

from collections.abc import Mapping
from dataclasses import replace

from engine.language import Coverage
from engine.screening.risk import Factors

# How much of a model's suspicion is left, by coverage: words that it has not been taught look odd
# to it, and odd looks like harm.
_HEARD: Mapping[Coverage, float] = {
    Coverage.FULL: 1.0,
    Coverage.LEXICON: 0.25,
    Coverage.NONE: 0.1,
}
# The most confidence that a prediction can have.
_CONFIDENCE: Mapping[Coverage, float] = {
    Coverage.FULL: 1.0,
    Coverage.LEXICON: 0.7,
    Coverage.NONE: 0.3,
}


def most_confidence(covered: Coverage) -> float:
    return _CONFIDENCE[covered]


def discounted(factors: Factors, covered: Coverage) -> Factors:
    """The lexicon, which reads the language, and the behaviour, which needs none, stay whole."""
    if covered is Coverage.FULL:
        return factors
    heard = _HEARD[covered]
    heads = factors.heads
    return replace(
        factors,
        semantic=heard * factors.semantic,
        negative_sentiment=heard * factors.negative_sentiment,
        linear=_doubted(factors.linear, heard),
        heads=heads and {name: _doubted(odds, heard) for name, odds in heads.items()},
    )


def _doubted(log_odds: float, heard: float) -> float:
    """Suspicion shrinks towards even odds; that a text looks harmless is left as it is."""
    return heard * log_odds if log_odds > 0 else log_odds
