"""What English models say of other languages is hearsay; there the lexicon speaks for itself."""

from collections.abc import Mapping
from dataclasses import replace

from engine.language import Coverage
from engine.screening.risk import Factors, Risk
from engine.verdict import Weight

# How much of a model's suspicion is left, by coverage: words that it has not been taught look odd
# to it, and odd looks like harm. The rest is what it says of ordinary chat, in log-odds: the
# median over tests/quality/ordinary.jsonl is -1.9 for the linear model, and less for the encoder.
_ORDINARY = -2.0
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


def spoken_for(risk: Risk, lexicon: float, covered: Coverage) -> Risk:
    """Where the lexicon alone reads a language, words are as risky as it says.

    Models that do not know a grave word would outvote it.
    """
    if covered is not Coverage.LEXICON or lexicon <= risk.score:
        return risk
    weights = (Weight("lexicon", lexicon, 1.0),)
    return replace(risk, score=lexicon, weights=weights, confidence=max(lexicon, 1.0 - lexicon))


def _doubted(log_odds: float, heard: float) -> float:
    """Suspicion shrinks towards what is ordinary; that a text looks harmless is left as it is."""
    return min(log_odds, _ORDINARY + heard * (log_odds - _ORDINARY))
