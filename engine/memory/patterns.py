"""What a message is like: the margin between remembered harm and remembered harmless talk.

The cosine to the nearest harmful text alone is hardly evidence (AUC 0.50 to 0.62, DESIGN.md):
harmless banter is close to it too. The margin to what was found harmless is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import exp
from typing import Self

import numpy as np

from engine.changes import LearnedPattern
from engine.events import Community
from engine.packs import Pattern
from engine.ports import Embedder, VectorIndex, Vectors
from engine.text import Normalise, normalise
from engine.verdict import Polarity, Precedent

NewIndex = Callable[[], VectorIndex]

_NEAREST = 5
_CITED = 2
# A text that a moderator here ruled upon, give or take a word.
_SAME = 0.92
_RULED_FINE, _RULED_HARMFUL = 0.05, 0.95
_RULED = "ruled by a moderator here"
# FAISS multiplies blocks of 20 rows and more by BLAS, whose last bits depend on the block.
_ROWS = 16


@dataclass(frozen=True, slots=True)
class Calibration:
    """similarity = 1 / (1 + e^(-slope · (margin - offset))); measured when the model was
    trained, see its risk.json.

    `usual_fine` is what ordinary chat has to its nearest fine texts: the margin's other side
    where fine precedents are switched off.
    """

    slope: float
    offset: float
    usual_fine: float

    def similarity(self, margin: float) -> float:
        return 1.0 / (1.0 + exp(-self.slope * (margin - self.offset)))


@dataclass(frozen=True, slots=True)
class Recall:
    """`margin` is a difference of mean cosines, `similarity` the same as a risk in 0..1. `ruling`
    is how a moderator here ruled upon this very text, if one did.
    """

    margin: float
    similarity: float
    precedents: tuple[Precedent, ...]
    ruling: Polarity | None = None


Near = list[tuple[float, Precedent]]


@dataclass(slots=True)
class _Shelf:
    """Precedents of one owner and one polarity with their vectors, row by row."""

    index: VectorIndex
    precedents: list[Precedent] = field(default_factory=list)

    def add(self, precedents: Sequence[Precedent], vectors: Vectors) -> None:
        if precedents:
            self.index.add(vectors)
            self.precedents.extend(precedents)

    def nearest(self, vectors: Vectors) -> list[Near]:
        if not self.precedents:
            return [[] for _ in vectors]
        cosines, places = self.index.search(vectors, nearest=_NEAREST)
        rows = zip(cosines.tolist(), places.tolist(), strict=True)
        return [self._found(*row) for row in rows]

    def _found(self, cosines: Sequence[float], places: Sequence[int]) -> Near:
        pairs = zip(cosines, places, strict=True)
        return [(cosine, self.precedents[place]) for cosine, place in pairs if place >= 0]


Shelves = dict[Polarity, _Shelf]


@dataclass(slots=True)
class _Rulings:
    """What one community's moderators taught; `generation` counts lessons and withdrawals."""

    shelves: Shelves
    lessons: dict[str, LearnedPattern] = field(default_factory=dict)
    generation: int = 0


class PatternMemory:
    """The shipped pack and each community's rulings; no community sees another's."""

    def __init__(
        self, new_index: NewIndex, *, calibration: Calibration, without_fine: bool = False
    ) -> None:
        self._new_index = new_index
        self._calibration = calibration
        self._without_fine = without_fine
        self._pack = self._empty_shelves()
        self._rulings: dict[Community, _Rulings] = {}
        self._owners: dict[str, Community] = {}

    @classmethod
    async def build(
        cls,
        patterns: Sequence[Pattern],
        learned: Sequence[LearnedPattern],
        embedder: Embedder,
        new_index: NewIndex,
        *,
        calibration: Calibration,
        without_fine: bool = False,
        normalise: Normalise = normalise,
    ) -> Self:
        """Lessons that another model embedded are embedded anew: their vectors do not compare."""
        memory = cls(new_index, calibration=calibration, without_fine=without_fine)
        texts = [normalise(pattern.text).screened for pattern in patterns]
        memory._stock(patterns, await embedder.embed(texts))
        for lesson in await _of_model(learned, embedder):
            memory.learn(lesson)
        return memory

    def generation(self, community: Community) -> int:
        """Grows with every lesson that this community's memory learns or withdraws."""
        rulings = self._rulings.get(community)
        return rulings.generation if rulings else 0

    def lesson(self, lesson_id: str) -> LearnedPattern | None:
        owner = self._owners.get(lesson_id)
        return self._rulings[owner].lessons[lesson_id] if owner else None

    def lessons(self, community: Community) -> tuple[LearnedPattern, ...]:
        """What this community's moderators taught and nobody withdrew, in that order."""
        rulings = self._rulings.get(community)
        return tuple(rulings.lessons.values()) if rulings else ()

    def recall(self, vector: Vectors, community: Community) -> Recall:
        """`vector` has shape (384,)."""
        return self.recall_many(vector.reshape(1, -1), community)[0]

    def recall_many(self, vectors: Vectors, community: Community) -> list[Recall]:
        """One answer a row; a row's answer does not depend on its neighbours."""
        return [
            recall
            for start in range(0, len(vectors), _ROWS)
            for recall in self._recall_rows(vectors[start : start + _ROWS], community)
        ]

    def learn(self, lesson: LearnedPattern) -> None:
        """Take a ruling up, in place of an earlier one with the same id."""
        self.revoke(lesson.id)
        if lesson.revoked:
            return
        if lesson.community not in self._rulings:
            self._rulings[lesson.community] = _Rulings(self._empty_shelves())
        rulings = self._rulings[lesson.community]
        rulings.lessons[lesson.id] = lesson
        rulings.generation += 1
        rulings.shelves[lesson.polarity].add([_precedent_of(lesson)], _vector_of(lesson))
        self._owners[lesson.id] = lesson.community

    def revoke(self, lesson_id: str) -> None:
        """Forget a ruling; what it did to any score is undone exactly."""
        community = self._owners.pop(lesson_id, None)
        if community is None:
            return
        rulings = self._rulings[community]
        polarity = rulings.lessons.pop(lesson_id).polarity
        rulings.generation += 1
        shelf = _Shelf(self._new_index())
        for lesson in rulings.lessons.values():
            if lesson.polarity is polarity:
                shelf.add([_precedent_of(lesson)], _vector_of(lesson))
        rulings.shelves[polarity] = shelf

    def _stock(self, patterns: Sequence[Pattern], vectors: Vectors) -> None:
        for polarity, shelf in self._pack.items():
            rows = [row for row, pattern in enumerate(patterns) if pattern.polarity is polarity]
            shelf.add([_precedent_of(patterns[row]) for row in rows], vectors[rows])

    def _empty_shelves(self) -> Shelves:
        return {polarity: _Shelf(self._new_index()) for polarity in Polarity}

    def _recall_rows(self, vectors: Vectors, community: Community) -> Iterator[Recall]:
        rulings = self._rulings.get(community)
        sources = [self._pack, rulings.shelves] if rulings else [self._pack]
        harmful = [source[Polarity.HARMFUL].nearest(vectors) for source in sources]
        fine = [source[Polarity.FINE].nearest(vectors) for source in sources]
        for row in range(len(vectors)):
            yield self._recall(
                _merged([found[row] for found in harmful]), _merged([found[row] for found in fine])
            )

    def _recall(self, harmful: Near, fine: Near) -> Recall:
        if not harmful:
            return Recall(0.0, 0.0, ())
        if self._without_fine:
            fine = []
        margin = _mean(harmful) - (_mean(fine) if fine else self._calibration.usual_fine)
        similarity = self._calibration.similarity(margin)
        ruling = _ruled_alike(harmful, fine)
        if ruling is Polarity.FINE:
            similarity = min(similarity, _RULED_FINE)
        if ruling is Polarity.HARMFUL:
            similarity = max(similarity, _RULED_HARMFUL)
        cited = (*harmful[:_CITED], *fine[:_CITED])
        return Recall(margin, similarity, tuple(_cited(*found) for found in cited), ruling)


async def _of_model(
    learned: Sequence[LearnedPattern], embedder: Embedder
) -> Sequence[LearnedPattern]:
    foreign = [lesson for lesson in learned if lesson.model != embedder.model_id]
    if not foreign:
        return learned
    vectors = await embedder.embed([lesson.text for lesson in foreign])
    anew = {
        lesson.id: replace(lesson, model=embedder.model_id, vector=vector.tobytes())
        for lesson, vector in zip(foreign, vectors, strict=True)
    }
    return [anew.get(lesson.id, lesson) for lesson in learned]


def _precedent_of(pattern: Pattern | LearnedPattern) -> Precedent:
    precedent = Precedent(
        id=pattern.id,
        similarity=1.0,
        category=pattern.category,
        severity=pattern.severity,
        polarity=pattern.polarity,
        explanation=pattern.explanation,
    )
    return replace(precedent, ended=_RULED) if isinstance(pattern, LearnedPattern) else precedent


def _vector_of(lesson: LearnedPattern) -> Vectors:
    return np.frombuffer(lesson.vector, dtype=np.float32).reshape(1, -1)


def _cited(cosine: float, known: Precedent) -> Precedent:
    """`known` as it was met here; three times as quick as `replace`, four times a message."""
    return Precedent(
        known.id,
        cosine,
        known.category,
        known.severity,
        known.polarity,
        known.explanation,
        known.ended,
    )


def _merged(sources: Sequence[Near]) -> Near:
    """The nearest of all sources, best first; equals keep the order of the sources."""
    if len(sources) == 1:
        return sources[0]
    every = [found for near in sources for found in near]
    return sorted(every, key=lambda found: -found[0])[:_NEAREST]


def _mean(near: Near) -> float:
    return sum(cosine for cosine, _ in near) / len(near)


def _ruled_alike(harmful: Near, fine: Near) -> Polarity | None:
    """How a moderator here ruled upon this very text, or one that differs by a word."""
    ruled = [
        (cosine, known.polarity)
        for cosine, known in (*fine, *harmful)
        if cosine > _SAME and known.ended == _RULED
    ]
    return max(ruled, key=lambda found: found[0])[1] if ruled else None
