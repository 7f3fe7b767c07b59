from dataclasses import replace
from datetime import timedelta

from engine.events import Place
from engine.language import UNKNOWN, Language
from engine.screening.usual import UsualLanguages
from engine.text import Normalised, normalise
from tests.builders import NOON
from tests.engine.screening.samples import HERE

GENERAL, OTHER = Place(HERE, "general"), Place(HERE, "other")


def said(code: str) -> Normalised:
    return replace(normalise("a few words"), language=Language(code, 0.9))


def after(*codes: str) -> UsualLanguages:
    usual = UsualLanguages()
    for code in codes:
        usual.settle(GENERAL, said(code), NOON)
    return usual


def test_a_short_message_is_taken_for_what_its_place_speaks() -> None:
    settled = after(*["es"] * 5).settle(GENERAL, normalise("callate"), NOON)

    assert settled.language == Language("es", 1.0)


def test_a_told_language_is_kept_whatever_the_place_speaks() -> None:
    assert after(*["es"] * 9).settle(GENERAL, said("de"), NOON).language.code == "de"


def test_too_few_messages_make_no_habit() -> None:
    assert after(*["es"] * 4).settle(GENERAL, normalise("callate"), NOON).language.code == UNKNOWN


def test_a_place_of_many_languages_has_no_usual_one() -> None:
    mixed = after("es", "de", "es", "de", "fr", "de")

    assert mixed.settle(GENERAL, normalise("callate"), NOON).language.code == UNKNOWN


def test_every_place_has_habits_of_its_own() -> None:
    assert after(*["es"] * 9).settle(OTHER, normalise("callate"), NOON).language.code == UNKNOWN


def test_a_message_without_words_speaks_no_language() -> None:
    assert after(*["es"] * 9).settle(GENERAL, normalise("?!"), NOON).language.code == UNKNOWN


def test_a_habit_changes_with_the_talk() -> None:
    usual = after(*["es"] * 30, *["de"] * 20)

    assert usual.settle(GENERAL, normalise("callate"), NOON).language.code == "de"


def test_a_habit_is_forgotten_after_two_silent_hours() -> None:
    later = NOON + timedelta(hours=2, seconds=1)
    assert after(*["es"] * 9).settle(GENERAL, normalise("callate"), later).language.code == UNKNOWN
