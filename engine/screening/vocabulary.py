"""Words and phrases found in a message: one pass over a trie, the longest match first."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from engine.packs import LexiconGroup
from engine.text import Normalised, Trick

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Match(Generic[Value]):
    """`words[start:end]` is what was found."""

    start: int
    end: int
    value: Value


@dataclass(slots=True)
class _Node(Generic[Value]):
    value: Value | None = None
    branches: dict[str, "_Node[Value]"] = field(default_factory=dict)


_HEAD = 3  # letters by which a stem ("faggot*") is looked up; no stem is shorter


class Trie(Generic[Value]):
    """Terms of one word, of several, or a stem with a trailing `*`."""

    def __init__(self, terms: Iterable[tuple[str, Value]]) -> None:
        self._root: dict[str, _Node[Value]] = {}
        self._stems: dict[str, list[tuple[str, Value]]] = {}
        for term, value in terms:
            self._add(term, value)

    def find(self, words: Sequence[str]) -> list[Match[Value]]:
        """Matches from left to right; a longer one swallows the shorter ones inside it."""
        found: list[Match[Value]] = []
        if not self._stems and self._root.keys().isdisjoint(words):
            return found
        past = 0
        for start, word in enumerate(words):
            if start < past or (word not in self._root and word[:_HEAD] not in self._stems):
                continue
            match = self._at(words, start)
            if match:
                found.append(match)
                past = match.end
        return found

    def _at(self, words: Sequence[str], start: int) -> Match[Value] | None:
        longest = self._stem_at(words[start], start)
        branches = self._root
        for end, word in enumerate(words[start:], start=start + 1):
            node = branches.get(word)
            if node is None:
                break
            if node.value is not None:
                longest = Match(start, end, node.value)
            branches = node.branches
        return longest

    def _stem_at(self, word: str, start: int) -> Match[Value] | None:
        for stem, value in self._stems.get(word[:_HEAD], ()):
            if word.startswith(stem):
                return Match(start, start + 1, value)
        return None

    def _add(self, term: str, value: Value) -> None:
        if term.endswith("*"):
            self._stems.setdefault(term[:_HEAD], []).append((term[:-1], value))
            return
        branches = self._root
        node: _Node[Value] | None = None
        for word in term.split():
            node = branches.setdefault(word, _Node())
            branches = node.branches
        if node:
            node.value = value


Hit = Match[LexiconGroup]


class Vocabulary:
    """The lexicon's terms, found also where letters were drawn out ("iiidiooot").

    Those of the vocabulary `beside` it are found too, but never over terms of its own.
    """

    def __init__(
        self, groups: Collection[LexiconGroup], *, beside: "Vocabulary | None" = None
    ) -> None:
        self._beside = beside
        terms = [(term, group) for group in groups for term in group.terms]
        self._trie = Trie(terms)
        self._known = {word.rstrip("*") for term, _ in terms for word in term.split()}
        self._squeezed = {_squeezed(word): word for word in sorted(self._known)}
        self._latest: tuple[Normalised, Sequence[Hit]] | None = None

    def hits(self, normalised: Normalised) -> Sequence[Hit]:
        """Several detectors ask about the same message in turn, so the latest answer is kept."""
        if self._latest is None or self._latest[0] is not normalised:
            self._latest = normalised, self.found(normalised)
        return self._latest[1]

    def found(self, normalised: Normalised) -> Sequence[Hit]:
        words: Sequence[str] = normalised.words
        if Trick.REPEATS in normalised.undone:
            words = [self._restored(word) for word in words]
        own = self._trie.find(words)
        return _joined(own, self._beside.hits(normalised)) if self._beside else own

    def hits_in(self, words: Sequence[str]) -> Sequence[Hit]:
        own = self._trie.find(words)
        return _joined(own, self._beside.hits_in(words)) if self._beside else own

    def told(self, normalised: Normalised, hit: Hit) -> str:
        """A hit's words as moderators read them: as they were, but slurs are not spelled out."""
        words = normalised.words[hit.start : hit.end]
        whole = _is_slur(hit)
        return " ".join(_masked(each) if whole or self._is_slur(each) else each for each in words)

    def _is_slur(self, word: str) -> bool:
        return any(map(_is_slur, self.hits_in((word,))))

    def _restored(self, word: str) -> str:
        if word in self._known:
            return word
        return self._squeezed.get(_squeezed(word), word)


def _joined(own: Sequence[Hit], others: Sequence[Hit]) -> Sequence[Hit]:
    if not others:
        return own
    taken = {place for hit in own for place in range(hit.start, hit.end)}
    free = [hit for hit in others if taken.isdisjoint(range(hit.start, hit.end))]
    return sorted([*own, *free], key=lambda hit: hit.start)


_DOUBLED = re.compile(r"(.)\1")


def _squeezed(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def _is_slur(hit: Hit) -> bool:
    return "slur" in hit.value.id


def _masked(word: str) -> str:
    """Readable for whoever must judge, not spelled out for whoever reads along: `i***t`."""
    return f"{word[0]}***{word[-1]}" if len(word) > 2 else word
