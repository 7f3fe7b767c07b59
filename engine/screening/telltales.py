"""Harsh words that tell their language, where a text is too short or too mixed to tell it."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from engine.language import ENGLISH, UNKNOWN, Coverage, Language, coverage
from engine.packs import LexiconGroup, Packs
from engine.screening.vocabulary import Hit, Trie, Vocabulary
from engine.text import Normalised, normalise

# Lists whose words are as common in other languages, or the same in all of them.
_TELLING_NOTHING = frozenset({"things", "international", "crisis_fillers"})
# A text that was told to be in another language has to say more than a swear word.
_GRAVE = 0.3
# One foreign word among more unknown ones than this is a loan word, or chance.
_SHARE = 1 / 3


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a language reads a text: which of its words it knows, which of them are harsh, and
    whether it is said to somebody.
    """

    words: Set[int]
    harsh: tuple[Hit, ...]
    addressed: bool

    @property
    def is_telling(self) -> bool:
        """A homonym needs another word of the language beside it: "die" is also an article."""
        if any(not hit.value.homonym for hit in self.harsh):
            return True
        covered = {place for hit in self.harsh for place in range(hit.start, hit.end)}
        return bool(self.harsh) and bool(self.words - covered)

    @property
    def is_plain(self) -> bool:
        """Several harsh words in a row, as no other language has them."""
        return any(
            hit.end - hit.start > 1 and not hit.value.homonym and hit.value.severity >= _GRAVE
            for hit in self.harsh
        )


class Telltales:
    """Which covered language a text is in by its harsh words and what stands beside them."""

    def __init__(self, packs: Packs) -> None:
        english = frozenset(term for group in packs.lexicon for term in group.terms)
        phrases = {code: pack.phrases for code, pack in packs.languages.items()}
        self._everyday = {
            code: _everyday(lists) for code, lists in {ENGLISH: packs.phrases, **phrases}.items()
        }
        self._spoken_to = {
            code: Trie((term, True) for term in lists.get("second_person", ()))
            for code, lists in phrases.items()
        }
        self._harsh = {
            code: Vocabulary([_without(group, english) for group in pack.lexicon])
            for code, pack in packs.languages.items()
        }

    def told(self, normalised: Normalised) -> Language:
        """The language that its harsh words are of, or else the one that it was told to be."""
        language = normalised.language
        readings = {code: self._reading(code, normalised) for code in self._harsh}
        if not any(reading.harsh for reading in readings.values()):
            return language
        english = len(self._known(ENGLISH, normalised.words))
        if language.code == ENGLISH and english:
            return language
        best = max(readings, key=lambda code: _weight(readings[code]))
        known = len(readings[best].words)
        share = known / len(normalised.words)
        if known <= english or share < _SHARE or not _outweighs(readings, best, language):
            return language
        return Language(best, share)

    def _reading(self, code: str, normalised: Normalised) -> _Reading:
        hits = self._harsh[code].found(normalised)
        covered = {place for hit in hits for place in range(hit.start, hit.end)}
        harsh = tuple(hit for hit in hits if hit.value.severity)
        words = normalised.words
        addressed = bool(self._spoken_to[code].find(words))
        return _Reading(covered | self._known(code, words), harsh, addressed)

    def _known(self, code: str, words: tuple[str, ...]) -> set[int]:
        found = self._everyday[code].find(words)
        return {place for match in found for place in range(match.start, match.end)}


def _weight(reading: _Reading) -> tuple[int, bool, bool]:
    return len(reading.words), bool(reading.harsh), reading.addressed


def _outweighs(readings: Mapping[str, _Reading], best: str, language: Language) -> bool:
    reading = readings[best]
    if language.code in {UNKNOWN, ENGLISH}:
        return reading.is_telling
    if coverage(language.code) is Coverage.LEXICON and readings[language.code].harsh:
        return False
    return reading.is_plain


def _everyday(phrases: Mapping[str, frozenset[str]]) -> Trie[bool]:
    lists = (terms for name, terms in phrases.items() if name not in _TELLING_NOTHING)
    return Trie((" ".join(normalise(term).words), True) for terms in lists for term in terms)


def _without(group: LexiconGroup, english: frozenset[str]) -> LexiconGroup:
    """What is harsh in English too tells nothing, unless more stands with it."""
    if group.homonym or english.isdisjoint(group.terms):
        return group
    return replace(group, terms=tuple(term for term in group.terms if term not in english))
