"""Letters: in every language all is said, with what belongs into it and nothing else."""

from dataclasses import fields
from string import Formatter

import pytest

from engine.notices.phrasebook import Phrasebook
from engine.notices.shelf import LANGUAGES, PHRASEBOOKS, phrasebook
from engine.verdict import Category

ENGLISH = PHRASEBOOKS["en"]
SENTENCES = [field.name for field in fields(Phrasebook) if field.name != "reasons"]
# Nobody is punished for these.
UNPUNISHED = {Category.SELF_HARM, Category.NONE}


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("name", SENTENCES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_leave_the_same_gaps(language: str, name: str) -> None:
    said = getattr(PHRASEBOOKS[language], name)
    assert said.strip()
    assert gaps(said) == gaps(getattr(ENGLISH, name))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deed_that_is_punished_has_a_reason(language: str) -> None:
    reasons = PHRASEBOOKS[language].reasons
    assert set(reasons) == set(Category) - UNPUNISHED
    assert all(said.endswith(".") and not gaps(said) for said in reasons.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_form_and_a_button_say_fits_on_discord(language: str) -> None:
    book = PHRASEBOOKS[language]
    assert len(book.form_title.format(case=999_999_999)) <= 45
    assert len(book.form_question) <= 45
    assert len(book.appeal) <= 80


def test_a_language_that_nobody_has_written_letters_in_is_english() -> None:
    assert phrasebook("xx") is ENGLISH
