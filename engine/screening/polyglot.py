"""The detectors of words, each language's own: which of them looks is settled by the message."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from engine.language import UNKNOWN
from engine.packs import LexiconGroup, Packs
from engine.screening.endearment import Endearment
from engine.screening.heuristics import Heuristics
from engine.screening.lexicon import Lexicon
from engine.screening.quotation import Quotation
from engine.screening.signals import Detector, Sample
from engine.screening.targeting import Targeting, Unaimed
from engine.screening.vocabulary import Vocabulary
from engine.verdict import Signal

Phrases = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Polyglot:
    """One detector in several languages; what has none of its own is read as English."""

    name: str
    english: Detector
    others: Mapping[str, Detector]

    def detect(self, sample: Sample) -> Sequence[Signal]:
        code = sample.normalised.language.code
        return self.others.get(code, self.english).detect(sample)


def word_detectors(packs: Packs, english: Vocabulary, *, aimed: bool) -> tuple[Polyglot, ...]:
    """The detectors whose word lists depend on the language, in the order they are asked.

    Among other people English words are said too, so each language reads them beside its own.
    `aimed` is False where every harsh word shall count in full.
    """
    others = {
        code: _detectors(Vocabulary(pack.lexicon, beside=english), pack.phrases, aimed=aimed)
        for code, pack in packs.languages.items()
    }
    plain = Vocabulary(packs.lexicon, beside=Vocabulary(_unmistakable(packs)))
    others[UNKNOWN] = _detectors(plain, packs.phrases, aimed=aimed)
    own = _detectors(english, packs.phrases, aimed=aimed)
    return tuple(
        Polyglot(detector.name, detector, {code: kinds[place] for code, kinds in others.items()})
        for place, detector in enumerate(own)
    )


def _detectors(vocabulary: Vocabulary, phrases: Phrases, *, aimed: bool) -> tuple[Detector, ...]:
    second_person = phrases.get("second_person", frozenset())
    return (
        Heuristics(vocabulary, second_person),
        Lexicon(vocabulary, Targeting(phrases) if aimed else Unaimed()),
        Quotation(vocabulary, phrases.get("reporting", frozenset()), second_person),
        Endearment(vocabulary, phrases.get("affection", frozenset())),
    )


def _unmistakable(packs: Packs) -> Collection[LexiconGroup]:
    """What is harsh in whatever language a few words may be."""
    every = (group for pack in packs.languages.values() for group in pack.lexicon)
    return [group for group in every if not group.homonym]
