"""Precedents with their vectors, row by row, and which of them lie nearest to a text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from engine.ports import VectorIndex, Vectors
from engine.verdict import Polarity, Precedent

NEAREST = 5

NewIndex = Callable[[], VectorIndex]
# Cosines and what they are to, best first.
Near = list[tuple[float, Precedent]]


@dataclass(slots=True)
class Shelf:
    """Precedents of one owner and one polarity."""

    index: VectorIndex
    precedents: list[Precedent] = field(default_factory=list)

    def add(self, precedents: Sequence[Precedent], vectors: Vectors) -> None:
        if precedents:
            self.index.add(vectors)
            self.precedents.extend(precedents)

    def nearest(self, vectors: Vectors) -> list[Near]:
        if not self.precedents:
            return [[] for _ in vectors]
        cosines, places = self.index.search(vectors, nearest=NEAREST)
        rows = zip(cosines.tolist(), places.tolist(), strict=True)
        return [self._found(*row) for row in rows]

    def _found(self, cosines: Sequence[float], places: Sequence[int]) -> Near:
        pairs = zip(cosines, places, strict=True)
        return [(cosine, self.precedents[place]) for cosine, place in pairs if place >= 0]


Shelves = dict[Polarity, Shelf]


def empty_shelves(new_index: NewIndex) -> Shelves:
    return {polarity: Shelf(new_index()) for polarity in Polarity}


def merged(sources: Sequence[Near]) -> Near:
    """The nearest of all sources, best first; equals keep the order of the sources."""
    if len(sources) == 1:
        return sources[0]
    every = [found for near in sources for found in near]
    return sorted(every, key=lambda found: -found[0])[:NEAREST]


def mean(near: Near) -> float:
    return sum(cosine for cosine, _ in near) / len(near)
