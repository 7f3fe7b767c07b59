"""Thoughts in two halves, and the spellings of chat."""

import pytest

from engine.sessions.crisis_halves import HINT, Halves
from engine.sessions.crisis_spelling import alike

LISTS = {
    "first_person": {"i", "my"},
    "second_person": {"you"},
    "crisis_wishing": {"wish"},
    "crisis_never": {"never born"},
    "crisis_brink": {"bridge"},
    "crisis_letting_go": {"let go"},
}


def signs(text: str) -> set[str]:
    return set(Halves(LISTS).signs(tuple(text.split())))


@pytest.mark.parametrize("text", ["i wish i was never born", "never born i wish"])
def test_two_halves_near_each_other_are_a_hint_in_either_order(text: str) -> None:
    assert signs(text) == {HINT}


def test_one_half_alone_and_halves_far_apart_are_none() -> None:
    assert signs("i wish") == set()
    assert signs("i wish it was summer again and that the old band had never born fruit") == set()


def test_what_is_said_to_another_is_none() -> None:
    assert signs("wish you were never born") == set()


def test_a_place_and_a_fall_take_a_word_for_the_speaker() -> None:
    assert signs("i let go at the bridge") == {HINT}
    assert signs("let go at the bridge") == set()


def test_spellings_of_chat_are_one_and_other_words_stay() -> None:
    assert alike(["i", "wanna", "sleep"]) == ("i", "want", "to", "sleep")
