"""Quantities in words: one of a thing, many of it, and lengths of time."""

from datetime import timedelta

import pytest

from engine.quantities import counted, lasting, people


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 cases"), (1, "1 case"), (2, "2 cases"), (1_200, "1,200 cases")]
)
def test_one_thing_is_told_without_an_s(count: int, words: str) -> None:
    assert counted(count, "case") == words


def test_a_noun_may_have_a_plural_of_its_own() -> None:
    assert (people(1), people(4)) == ("1 person", "4 people")


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=10), "10 minutes"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=28), "28 days"),
        (timedelta(hours=1, minutes=30), "1 hour 30 minutes"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(minutes=9, seconds=59.7), "10 minutes"),
        (timedelta(), "0 seconds"),
    ],
)
def test_a_length_of_time_is_told_in_whole_words(length: timedelta, words: str) -> None:
    assert lasting(length) == words
