"""When a lesson may sway other texts than its own."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import numpy as np

from engine.changes import LearnedPattern
from engine.memory.trust import MOST, MOST_OF_ONE, QUARANTINE, next_due, trusted
from engine.verdict import Polarity
from tests.engine.memory.test_patterns import TAUGHT, lesson

LATER = TAUGHT + QUARANTINE


def taught(number: int, degrees: float, *, by: str = "oakley", minute: int = 0) -> LearnedPattern:
    fine = lesson(number, degrees, Polarity.FINE)
    return replace(fine, ruled_by=by, learned_at=TAUGHT + timedelta(minutes=minute))


def ids(lessons: Iterable[LearnedPattern]) -> list[int]:
    return [each.case for each in lessons]


def test_a_lesson_is_trusted_after_a_day_in_which_nobody_took_it_back() -> None:
    assert ids(trusted([taught(1, 0)], LATER - timedelta(seconds=1))) == []
    assert ids(trusted([taught(1, 0)], LATER)) == [1]


def test_a_second_moderator_who_rules_alike_makes_it_trusted_at_once() -> None:
    lessons = [taught(1, 0), taught(2, 3, by="hob")]

    assert ids(trusted(lessons, TAUGHT)) == [1]


def test_the_same_moderator_cannot_second_himself() -> None:
    assert ids(trusted([taught(1, 0), taught(2, 3)], TAUGHT)) == []


def test_a_second_moderator_on_other_words_seconds_nothing() -> None:
    assert ids(trusted([taught(1, 0), taught(2, 60, by="hob")], TAUGHT)) == []


def test_however_many_say_the_same_they_count_once() -> None:
    lessons = [taught(number, number / 10) for number in range(30)]

    assert ids(trusted(lessons, LATER)) == [0]


def test_of_one_moderator_only_the_newest_count() -> None:
    lessons = [_apart(number) for number in range(MOST_OF_ONE + 3)]

    assert ids(trusted(lessons, LATER + timedelta(days=1))) == list(range(3, MOST_OF_ONE + 3))


def test_of_a_community_only_the_newest_count() -> None:
    lessons = [_apart(number, by=f"m{number}") for number in range(MOST + 2)]

    assert ids(trusted(lessons, LATER + timedelta(days=30))) == list(range(2, MOST + 2))


def test_the_order_in_which_they_are_given_does_not_matter() -> None:
    lessons = [taught(number, 40 * number, minute=number) for number in range(5)]

    an_hour_on = LATER + timedelta(hours=1)
    assert trusted(lessons, an_hour_on) == trusted(reversed(lessons), an_hour_on)


def test_the_next_quarantine_to_end_is_the_one_begun_first() -> None:
    lessons = [taught(1, 0, minute=5), taught(2, 40, minute=2)]

    assert next_due(lessons, TAUGHT) == LATER + timedelta(minutes=2)
    assert next_due(lessons, LATER + timedelta(minutes=5)) is None


def _apart(number: int, *, by: str = "oakley") -> LearnedPattern:
    """A lesson like no other: a direction of its own in a space of many."""
    row = np.zeros(MOST + 2, dtype=np.float32)
    row[number] = 1.0
    return replace(taught(number, 0, by=by, minute=number), vector=row.tobytes())
