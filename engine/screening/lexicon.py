"""Harsh words and phrases: how severe they are, and how much of that hits a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.screening.signals import Sample
from engine.screening.targeting import Aim, Aiming
from engine.screening.vocabulary import Hit, Vocabulary, masked
from engine.verdict import Category, Signal

# Found by the spam detector, which weighs them with links and repeats.
_COMMERCE = frozenset({Category.SPAM, Category.SCAM})
_FURTHER = 0.2  # what each further insult adds of the room that is left


@dataclass(frozen=True, slots=True)
class _Blow:
    hit: Hit
    aim: Aim

    @property
    def score(self) -> float:
        return self.hit.value.severity * self.aim.value


class Lexicon:
    """One signal for all harsh words of a message, in the category of the worst."""

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
        blows.sort(key=lambda blow: -blow.score)
        worst = blows[0]
        if worst.score == 0:
            return ()
        score = worst.score
        for further in blows[1:]:
            score += (1.0 - score) * _FURTHER * further.score
        return (Signal(self.name, worst.hit.value.category, score, _evidence(sample, worst)),)


def _evidence(sample: Sample, blow: _Blow) -> str:
    term = masked(sample.normalised.words[blow.hit.start : blow.hit.end])
    why = f", {blow.aim.evidence}" if blow.aim.evidence else ""
    return f'{blow.hit.value.explanation} ("{term}"{why})'
