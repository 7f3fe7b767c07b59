"""What a message is like: the margin between remembered harm and remembered harmless talk.

The cosine to the nearest harmful text alone is hardly evidence (AUC 0.50 to 0.62, DESIGN.md):
harmless banter is close to it too. The margin to what was found harmless is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import Self

from engine.changes import LearnedPattern
from engine.events import Community
from engine.memory.shelf import Near, NewIndex, empty_shelves, mean, merged
from engine.memory.teachings import Now, Teachings, precedent_of
from engine.memory.trust import SAME
from engine.packs import Pattern
from engine.ports import Embedder, Vectors
from engine.text import Normalise, normalise
from engine.verdict import Polarity, Precedent

_CITED = 2
# From this cosine on a text says nearly what another does: of the paraphrases in
# tests/quality/rulings.jsonl most lie above it, and most of the abusive near misses below; the
# others are given away by what they add (engine/screening/pardon.py).
_NEARLY = 0.66
_RULED_HARMFUL = 0.95
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
class Excuse:
    """Nearly these words a moderator here found fine; `text` is a screened one, redacted."""

    precedent: Precedent
    text: str


@dataclass(frozen=True, slots=True)
class Recall:
    """`margin` is a difference of mean cosines, `similarity` the same as a risk in 0..1.

    `is_condemned` where a moderator here ruled that this very text, give or take a word, is
    harmful; `excuse` where nothing that was ruled upon is nearer than what was found fine.
    """

    margin: float
    similarity: float
    precedents: tuple[Precedent, ...]
    is_condemned: bool = False
    excuse: Excuse | None = None

    def citing(self, found: tuple[float, Precedent]) -> "Recall":
        """This, with a precedent at its head that may be too new to be among the others."""
        first = _cited(*found)
        others = (one for one in self.precedents if one.id != first.id)
        return replace(self, precedents=(first, *others))


class PatternMemory:
    """The shipped pack and each community's rulings; no community sees another's. `now` tells when
    a ruling is old enough to sway texts other than its own.
    """

    def __init__(
        self,
        new_index: NewIndex,
        *,
        calibration: Calibration,
        now: Now,
        without_fine: bool = False,
    ) -> None:
        self._new_index = new_index
        self._calibration = calibration
        self._now = now
        self._without_fine = without_fine
        self._pack = empty_shelves(new_index)
        self._taught: dict[Community, Teachings] = {}
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
        now: Now,
        without_fine: bool = False,
        normalise: Normalise = normalise,
    ) -> Self:
        """Lessons that another model embedded are embedded anew: their vectors do not compare."""
        memory = cls(new_index, calibration=calibration, now=now, without_fine=without_fine)
        texts = [normalise(pattern.text).screened for pattern in patterns]
        memory._stock(patterns, await embedder.embed(texts))
        for lesson in await _of_model(learned, embedder):
            memory.learn(lesson)
        return memory

    def generation(self, community: Community) -> int:
        """Grows whenever what this community's memory says may have changed."""
        taught = self._taught.get(community)
        return taught.generation if taught else 0

    def lesson(self, lesson_id: str) -> LearnedPattern | None:
        owner = self._owners.get(lesson_id)
        return self._taught[owner].lessons[lesson_id] if owner else None

    def lessons(self, community: Community) -> tuple[LearnedPattern, ...]:
        """What this community's moderators taught and nobody withdrew, in that order."""
        taught = self._taught.get(community)
        return tuple(taught.lessons.values()) if taught else ()

    def is_trusted(self, lesson: LearnedPattern) -> bool:
        """Whether it sways other texts than its own."""
        taught = self._taught.get(lesson.community)
        return taught is not None and taught.is_trusted(lesson.id)

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
        if lesson.community not in self._taught:
            self._taught[lesson.community] = Teachings(self._new_index, now=self._now)
        self._taught[lesson.community].learn(lesson)
        self._owners[lesson.id] = lesson.community

    def revoke(self, lesson_id: str) -> None:
        """Forget a ruling; what it did to any score is undone exactly."""
        community = self._owners.pop(lesson_id, None)
        if community is not None:
            self._taught[community].revoke(lesson_id)

    def _stock(self, patterns: Sequence[Pattern], vectors: Vectors) -> None:
        for polarity, shelf in self._pack.items():
            rows = [row for row, pattern in enumerate(patterns) if pattern.polarity is polarity]
            shelf.add([precedent_of(patterns[row]) for row in rows], vectors[rows])

    def _recall_rows(self, vectors: Vectors, community: Community) -> Iterator[Recall]:
        taught = self._taught.get(community)
        harmful = self._nearest(Polarity.HARMFUL, vectors, taught)
        fine = self._nearest(Polarity.FINE, vectors, taught)
        recalls = map(self._recall, harmful, fine)
        if taught is None:
            yield from recalls
            return
        condemned = taught.every(Polarity.HARMFUL, vectors)
        excused = taught.every(Polarity.FINE, vectors)
        for recall, against, in_favour in zip(recalls, condemned, excused, strict=True):
            yield self._ruled(recall, against[:1], in_favour[:1], taught)

    def _nearest(
        self, polarity: Polarity, vectors: Vectors, taught: Teachings | None
    ) -> Sequence[Near]:
        if polarity is Polarity.FINE and self._without_fine:
            return [[] for _ in vectors]
        shipped = self._pack[polarity].nearest(vectors)
        if taught is None:
            return shipped
        return list(map(merged, zip(shipped, taught.trusted(polarity, vectors), strict=True)))

    def _recall(self, harmful: Near, fine: Near) -> Recall:
        if not harmful:
            return Recall(0.0, 0.0, ())
        margin = mean(harmful) - (mean(fine) if fine else self._calibration.usual_fine)
        cited = (*harmful[:_CITED], *fine[:_CITED])
        similarity = self._calibration.similarity(margin)
        return Recall(margin, similarity, tuple(_cited(*found) for found in cited))

    def _ruled(self, recall: Recall, against: Near, in_favour: Near, taught: Teachings) -> Recall:
        """With what was ruled upon these words, or nearly these: the nearest ruling holds."""
        if self._without_fine:
            in_favour = []
        nearest = max((*in_favour, *against), key=lambda found: found[0], default=None)
        if nearest is None:
            return recall
        cosine, known = nearest
        if known.polarity is Polarity.HARMFUL and cosine > SAME:
            similarity = max(recall.similarity, _RULED_HARMFUL)
            return replace(recall, similarity=similarity, is_condemned=True).citing(nearest)
        if known.polarity is Polarity.FINE and cosine > _NEARLY:
            excuse = Excuse(_cited(*nearest), taught.lessons[known.id].text)
            return replace(recall, excuse=excuse).citing(nearest)
        return recall


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
