"""A good cause excuses insults, and nothing worse."""

import pytest

from engine.reasoning.rules import GROUNDS, RELIEFS, Ground, Kind, relieved
from engine.sessions.utterance import is_grave
from engine.verdict import Category, Signal
from tests.builders import prediction

DEFENCE = Signal("defence", Category.NONE, 1.0, "It speaks up for somebody.")


def ground(category: Category) -> Ground:
    return Ground(Kind.WORDS, category, 0.9, "signal:lexicon", "Harsh words.")


def test_a_defenders_insult_is_excused() -> None:
    assert relieved(ground(Category.INSULT), [DEFENCE]) < 0.2


@pytest.mark.parametrize("category", [Category.THREAT, Category.HATE, Category.SEXUAL_HARASSMENT])
def test_a_defenders_threat_or_slur_is_met_as_anybodys(category: Category) -> None:
    assert relieved(ground(category), [DEFENCE]) == 0.9
    assert is_grave(prediction(Signal("lexicon", category, 0.7, "Grave words.")))


def test_wishing_somebody_dead_is_grave_and_a_rough_word_is_not() -> None:
    assert is_grave(prediction(Signal("lexicon", Category.HARASSMENT, 0.9, "A death wish.")))
    assert not is_grave(prediction(Signal("lexicon", Category.INSULT, 0.9, "An insult.")))


def test_the_defence_is_a_relief_and_no_ground() -> None:
    assert "defence" in RELIEFS
    assert "defence" not in GROUNDS
