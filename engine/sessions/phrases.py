"""Which phrase lists a message touches: the cheap reading of tone that all trackers share."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

Words = tuple[str, ...]
Tone = frozenset[str]

Span = tuple[int, int]  # from the first word to behind the last

SILENT: Tone = frozenset()


class PhraseBook:
    """Looks up every list in one pass; a phrase of several words matches on whole words."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._single: dict[str, Tone] = {}
        # By the first two words: "i" alone begins hundreds of phrases.
        self._longer: dict[tuple[str, str], list[tuple[Words, str]]] = {}
        for name, entries in phrases.items():
            for entry in entries:
                self._add(name, tuple(entry.split()))

    def tone(self, words: Words) -> Tone:
        """The names of the lists that `words` touch."""
        single, longer = self._single, self._longer
        found = [single[word] for word in words if word in single]
        if not longer.keys().isdisjoint(pairwise(words)):
            found += self._phrases(words)
        return SILENT.union(*found) if found else SILENT

    def knows(self, word: str) -> bool:
        """An everyday word, which is a poor sign that somebody of this name is meant."""
        return word in self._single

    def _phrases(self, words: Words) -> Iterator[Tone]:
        for place, pair in enumerate(pairwise(words)):
            for phrase, name in self._longer.get(pair, ()):
                if words[place : place + len(phrase)] == phrase:
                    yield frozenset({name})

    def _add(self, name: str, phrase: Words) -> None:
        if len(phrase) == 1:
            self._single[phrase[0]] = self._single.get(phrase[0], SILENT) | {name}
        elif phrase:
            self._longer.setdefault((phrase[0], phrase[1]), []).append((phrase, name))
