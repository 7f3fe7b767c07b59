"""Whose side words take."""

import pytest

from engine.sessions.phrases import PhraseBook
from engine.sessions.siding import (
    is_plain,
    pleads_for,
    quotes,
    speaks_of,
    speaks_of_others,
    speaks_to_many,
)
from engine.sessions.utterance import Utterance
from engine.text import normalise
from engine.verdict import Category
from tests.builders import HALL, INN, NOON, message
from tests.engine.sessions.chat import PHRASES

BOOK = PhraseBook(PHRASES)


def said(text: str, *, explicit: bool = True, called: str = "", malice: float = 0.6) -> Utterance:
    words = normalise(text).words
    return Utterance(
        message=message(text),
        author="vex",
        community=str(INN),
        place=str(HALL),
        words=words,
        tone=BOOK.tone(words),
        risk=malice,
        malice=malice,
        category=Category.INSULT,
        commerce=0.0,
        target="mika",
        explicit=explicit,
        moment=NOON,
        at=NOON.timestamp(),
        called=called,
    )


@pytest.mark.parametrize("text", ["you are a fool", "Your play is pathetic", "ur so bad"])
def test_rough_words_to_ones_face_are_plain(text: str) -> None:
    assert is_plain(said(text))


@pytest.mark.parametrize(
    "text",
    [
        "you are not stupid",
        "dont let these idiots get to you",
        "you two are a disgrace",
        'you wrote "fool" to a friend',
        "you fool lol",
        "you fool, leave mika alone",
        "what a fool",
    ],
)
def test_what_may_be_said_for_the_person_is_not_plain(text: str) -> None:
    assert not is_plain(said(text))


def test_nothing_is_plain_that_names_nobody_or_is_hardly_rough() -> None:
    assert not is_plain(said("you are a fool", explicit=False))
    assert not is_plain(said("you are a fool", malice=0.2))


@pytest.mark.parametrize("text", ["leave my friend mika alone", "let her play", "let mika be"])
def test_a_plea_lets_somebody_be(text: str) -> None:
    assert pleads_for(said(text))


def test_to_stop_bothering_somebody_is_a_plea_for_the_one_who_is_named() -> None:
    assert pleads_for(said("stop bothering mika", called="mika"))
    assert not pleads_for(said("stop bothering mika"))


@pytest.mark.parametrize("text", ["you two", "none of you", "you cowards", "all of u", "you guys"])
def test_a_plural_speaks_to_many(text: str) -> None:
    assert speaks_to_many(normalise(text).words)


@pytest.mark.parametrize("text", ["you are late", "you always win", "of all things"])
def test_one_person_is_not_many(text: str) -> None:
    assert not speaks_to_many(normalise(text).words)


def test_a_name_within_a_sentence_to_another_is_spoken_of() -> None:
    assert speaks_of(("you", "owe", "it", "to", "mika"), "mika")
    assert not speaks_of(("you", "fool", "mika"), "mika")
    assert not speaks_of(("you", "fool"), "mika")


def test_they_and_you_speak_of_others() -> None:
    assert speaks_of_others(("you", "did", "well", "they", "lost"))
    assert not speaks_of_others(("they", "lost"))


def test_two_marks_make_a_quotation() -> None:
    assert quotes(said('"fool" is no way to talk'))
    assert quotes(said("“fool” is no way to talk"))
    assert not quotes(said('a 27" screen'))
