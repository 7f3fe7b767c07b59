"""Harsh words tell the language of a text that is too short to tell it."""

from dataclasses import replace

import pytest

from data.packs import load_packs
from engine.language import ENGLISH, UNKNOWN, UNTOLD, Language
from engine.screening.telltales import Telltales
from engine.text import normalise

TELLTALES = Telltales(load_packs())


def told(text: str, as_read: Language = UNTOLD) -> str:
    return TELLTALES.told(replace(normalise(text), language=as_read)).code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("te voy a matar", "es"),
        ("ojala te mueras", "es"),
        ("eres un idiota", "es"),
        ("vou te matar", "pt"),
        ("vai se foder", "pt"),
        ("tu es con", "fr"),
        ("ferme ta gueule", "fr"),
        ("du bist so dumm", "de"),
        ("du idiot", "de"),
        ("halt die fresse", "de"),
        ("hurensohn", "de"),
    ],
)
def test_a_few_harsh_words_tell_their_language(text: str, code: str) -> None:
    assert told(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "gg wp",
        "con",  # a word of French abuse, and of many languages' everyday talk
        "rat",
        "idiot",
        "shut up you idiot",
        "this puta is on my team again",
    ],
)
def test_what_english_or_nobody_in_particular_says_tells_nothing(text: str) -> None:
    assert told(text) == UNKNOWN


def test_english_stays_english_whatever_foreign_word_is_in_it() -> None:
    assert told("you are such a pendejo", Language(ENGLISH, 0.9)) == ENGLISH


def test_what_was_taken_for_english_without_an_english_word_is_told_anew() -> None:
    assert told("te voy a matar", Language(ENGLISH, 0.9)) == "es"


def test_a_language_that_was_told_stays_unless_a_phrase_of_another_stands_there() -> None:
    italian = Language("it", 0.9)

    assert told("che merda di partita", italian) == "it"
    assert told("ojala te mueras", italian) == "es"


def test_a_covered_language_keeps_its_own_harsh_words() -> None:
    assert told("te mato", Language("pt", 0.9)) == "pt"


def test_one_loan_word_among_unknown_ones_tells_nothing() -> None:
    assert told("drž hubu ty jeden debile") == UNKNOWN
