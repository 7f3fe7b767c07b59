"""Risk from its factors: the blueprint's fixed weights, and what else a prediction says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.verdict import Category, Polarity, Precedent, Signal, Weight


@dataclass(frozen=True, slots=True)
class Factors:
    """Each 0..1: likeness to remembered harm, the author's behaviour, negative sentiment, and the
    harsh words that nothing excuses. `linear` and `heads` are log-odds; `heads` is None where the
    encoder did not read the text, or has no heads. `spam` is how surely the text is an advert or a
    trap, 0..1; `ruling` is how a moderator here ruled upon the
    same words.
    """

    semantic: float
    behaviour: float
    negative_sentiment: float
    lexicon: float = 0.0
    linear: float = 0.0
    heads: Mapping[str, float] | None = None
    ruling: Polarity | None = None
    spam: float = 0.0


@dataclass(frozen=True, slots=True)
class Risk:
    """`words` is the chance that the words by themselves harm, whoever wrote them; None from a
    model that cannot tell. `confidence` is the chance that `score` is on the right side.
    """

    score: float
    weights: tuple[Weight, ...]
    confidence: float
    words: float | None = None


class RiskModel(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def flag_at(self) -> float:
        """The operating point "flag": from this risk on a text counts as harmful in figures."""
        ...

    def assess(self, factors: Factors) -> Risk: ...


class Blueprint:
    """risk = 0.45 · semantic + 0.35 · behaviour + 0.20 · negative sentiment, as DESIGN.md fixes."""

    name = "blueprint"
    flag_at = 0.2

    def assess(self, factors: Factors) -> Risk:
        weights = (
            Weight("semantic", factors.semantic, 0.45),
            Weight("behaviour", factors.behaviour, 0.35),
            Weight("negative_sentiment", factors.negative_sentiment, 0.20),
        )
        score = sum(weight.weight * weight.value for weight in weights)
        voices = [weight.value for weight in weights]
        voices += [factors.lexicon] if factors.lexicon else []
        return Risk(score, weights, _agreement(score, voices))


# Signals that name what is wrong; the others only say that something may be.
_NAMING = frozenset({"lexicon", "spam", "classifier"})
_TELLING = 0.3  # below this a signal's category is a guess
_REMEMBERED = 0.5


def category_of(
    signals: Sequence[Signal], precedents: Sequence[Precedent], semantic: float
) -> Category:
    """The kind of harm that the strongest evidence speaks of; NONE where nothing is said."""
    named = [signal for signal in signals if signal.source in _NAMING and signal.score >= _TELLING]
    if named:
        return max(named, key=lambda signal: signal.score).category
    harmful = [precedent for precedent in precedents if precedent.polarity is Polarity.HARMFUL]
    if semantic > _REMEMBERED and harmful:
        return max(harmful, key=lambda precedent: precedent.similarity).category
    return Category.NONE


def _agreement(score: float, voices: Sequence[float]) -> float:
    """How far the voices, each 0..1, are on the side that the score is on."""
    agreed = voices if score >= _REMEMBERED else [1.0 - voice for voice in voices]
    return sum(agreed) / len(agreed)
