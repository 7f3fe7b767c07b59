"""What one community's moderators taught: of the same words at once, of others once trusted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np

from engine.changes import LearnedPattern
from engine.memory.shelf import Near, NewIndex, Shelf, Shelves, empty_shelves
from engine.memory.trust import next_due, trusted, vector_of
from engine.packs import Pattern
from engine.ports import Vectors
from engine.verdict import Polarity, Precedent

RULED = "ruled by a moderator here"

Now = Callable[[], datetime]


class Teachings:
    def __init__(self, new_index: NewIndex, *, now: Now) -> None:
        self._new_index = new_index
        self._now = now
        self._lessons: dict[str, LearnedPattern] = {}
        self._every = empty_shelves(new_index)
        self._trusted = empty_shelves(new_index)
        self._changes = 0
        self._is_arranged = True
        self._due: datetime | None = None

    @property
    def generation(self) -> int:
        """Grows with every lesson, every withdrawal, and whenever a lesson comes to be trusted."""
        self._arrange()
        return self._changes

    @property
    def lessons(self) -> dict[str, LearnedPattern]:
        """In the order in which they were learned, by their ids."""
        return self._lessons

    def learn(self, lesson: LearnedPattern) -> None:
        self._lessons[lesson.id] = lesson
        self._every[lesson.polarity].add([precedent_of(lesson)], vector_of(lesson))
        self._changed()

    def revoke(self, lesson_id: str) -> None:
        """Forget a lesson; what it did to any score is undone exactly."""
        polarity = self._lessons.pop(lesson_id).polarity
        alike = [lesson for lesson in self._lessons.values() if lesson.polarity is polarity]
        self._every[polarity] = self._shelf(alike)
        self._changed()

    def trusted(self, polarity: Polarity, vectors: Vectors) -> list[Near]:
        """What may sway any text, one answer a row."""
        self._arrange()
        return self._trusted[polarity].nearest(vectors)

    def every(self, polarity: Polarity, vectors: Vectors) -> list[Near]:
        """What was ruled of the same words or nearly the same, one answer a row."""
        return self._every[polarity].nearest(vectors)

    def is_trusted(self, lesson_id: str) -> bool:
        self._arrange()
        return any(
            precedent.id == lesson_id
            for shelf in self._trusted.values()
            for precedent in shelf.precedents
        )

    def _changed(self) -> None:
        self._changes += 1
        self._is_arranged = False

    def _arrange(self) -> None:
        now = self._now() if self._due or not self._is_arranged else None
        if now is None or (self._is_arranged and self._due and now < self._due):
            return
        self._trusted = self._arranged(now)
        self._due = next_due(self._lessons.values(), now)
        self._changes += self._is_arranged
        self._is_arranged = True

    def _arranged(self, now: datetime) -> Shelves:
        return {
            polarity: self._shelf(
                trusted((one for one in self._lessons.values() if one.polarity is polarity), now)
            )
            for polarity in Polarity
        }

    def _shelf(self, lessons: list[LearnedPattern]) -> Shelf:
        shelf = Shelf(self._new_index())
        if lessons:
            rows = np.concatenate([vector_of(lesson) for lesson in lessons])
            shelf.add([precedent_of(lesson) for lesson in lessons], rows)
        return shelf


def precedent_of(pattern: Pattern | LearnedPattern) -> Precedent:
    precedent = Precedent(
        id=pattern.id,
        similarity=1.0,
        category=pattern.category,
        severity=pattern.severity,
        polarity=pattern.polarity,
        explanation=pattern.explanation,
    )
    return replace(precedent, ended=RULED) if isinstance(pattern, LearnedPattern) else precedent
