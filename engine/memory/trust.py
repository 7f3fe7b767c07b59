"""Which lessons may sway texts other than their own: those that one moderator cannot plant alone.

A lesson counts at once for the words it is about. For all others it counts once a day has passed in
which anybody could take it back, or once a second moderator has ruled alike. However many say the
same, they count once; and of one moderator, as of one community, only so many count.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from engine.changes import LearnedPattern
from engine.ports import Vectors

QUARANTINE = timedelta(days=1)
MOST_OF_ONE, MOST = 50, 2_000
# Cosine from which on two texts are the same, give or take a word.
SAME = 0.92
# From here on they are so much alike that another one tells nothing new: of 1,000 variations of one
# insult 18 are left.
_ALIKE = 0.8


def trusted(lessons: Iterable[LearnedPattern], now: datetime) -> list[LearnedPattern]:
    """Of lessons of one polarity, in the order in which they were learned; depends on nothing but
    what is given, so that a withdrawn lesson leaves no trace.
    """
    latest = _latest(lessons)
    if not latest:
        return []
    cosines = _cosines(latest)
    alike, same = cosines > _ALIKE, cosines > SAME
    chosen: list[int] = []
    for place, lesson in enumerate(latest):
        is_due = lesson.learned_at + QUARANTINE <= now
        if (is_due or _is_seconded(latest, place, same)) and not alike[place, chosen].any():
            chosen.append(place)
    return [latest[place] for place in chosen]


def next_due(lessons: Iterable[LearnedPattern], now: datetime) -> datetime | None:
    """When the next quarantine ends; None where none is under way."""
    ends = (lesson.learned_at + QUARANTINE for lesson in lessons)
    return min((end for end in ends if end > now), default=None)


def vector_of(lesson: LearnedPattern) -> Vectors:
    """Its embedding, a row of its own: (1, dimensions)."""
    return np.frombuffer(lesson.vector, dtype=np.float32).reshape(1, -1)


def _latest(lessons: Iterable[LearnedPattern]) -> list[LearnedPattern]:
    """The newest of each moderator, and of those the newest of all, oldest first."""
    newest = sorted(lessons, key=lambda lesson: (lesson.learned_at, lesson.id), reverse=True)
    taught: Counter[str] = Counter()
    latest = []
    for lesson in newest:
        taught[lesson.ruled_by] += 1
        if taught[lesson.ruled_by] <= MOST_OF_ONE:
            latest.append(lesson)
    return latest[:MOST][::-1]


def _cosines(lessons: Sequence[LearnedPattern]) -> Vectors:
    """Of each to each, by their places: (lessons, lessons)."""
    rows = np.concatenate([vector_of(lesson) for lesson in lessons])
    cosines: Vectors = rows @ rows.T
    return cosines


def _is_seconded(lessons: Sequence[LearnedPattern], place: int, same: NDArray[np.bool_]) -> bool:
    """Whether another moderator ruled upon the same words, and alike."""
    first = lessons[place].ruled_by
    return any(lessons[other].ruled_by != first for other in np.flatnonzero(same[place]).tolist())
