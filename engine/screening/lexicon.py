"""Harsh words and phrases: how severe they are, and how much of that hits a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.screening.signals import Sample
from engine.screening.targeting import Aim, Aiming
from engine.screening.vocabulary import Hit, Vocabulary
from engine.verdict import Category, Signal

# Found by the spam detector, which weighs them with links and repeats.
_COMMERCE = frozenset({Category.SPAM, Category.SCAM})
_FURTHER = 0.35  # what each further insult adds of the room that is left


@dataclass(frozen=True, slots=True)
class _Blow:
    hit: Hit
    aim: Aim

    @property
    def score(self) -> float:
        return self.hit.value.severity * self.aim.value


class Lexicon:
    """One signal for all harsh words of a message, in the category that most of them share."""

    name = "lexicon"

    def __init__(self, vocabulary: Vocabulary, targeting: Aiming) -> None:
        self._vocabulary = vocabulary
        self._targeting = targeting

    def detect(self, sample: Sample) -> Sequence[Signal]:
        blows = [
            _Blow(hit, self._targeting.aim(sample, hit))
            for hit in self._vocabulary.hits(sample.normalised)
            if hit.value.severity and hit.value.category not in _COMMERCE
        ]
        if not blows:
            return ()
        worst = max(blows, key=lambda blow: blow.score)
        if worst.score == 0:
            return ()
        score = _together(blows)
        return (Signal(self.name, _category(blows), score, self._evidence(sample, worst)),)

    def _evidence(self, sample: Sample, blow: _Blow) -> str:
        term = self._vocabulary.told(sample.normalised, blow.hit)
        why = f", {blow.aim.evidence}" if blow.aim.evidence else ""
        return f'{blow.hit.value.explanation} ("{term}"{why})'


def _together(blows: Sequence[_Blow]) -> float:
    """The worst counts in full, each further one adds to it."""
    scores = sorted((blow.score for blow in blows), reverse=True)
    together = scores[0]
    for further in scores[1:]:
        together += (1.0 - together) * _FURTHER * further
    return together


def _category(blows: Sequence[_Blow]) -> Category:
    """Several blows of one kind may outweigh a single harder one of another."""
    missed: dict[Category, float] = {}
    for blow in blows:
        category = blow.hit.value.category
        missed[category] = missed.get(category, 1.0) * (1.0 - blow.score)
    return min(missed, key=lambda category: missed[category])
