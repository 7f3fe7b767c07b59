import pytest

from engine.screening.heuristics import Heuristics
from tests.engine.screening.samples import PHRASES, VOCABULARY, sample

HEURISTICS = Heuristics(VOCABULARY, PHRASES["second_person"])


def sources(text: str) -> dict[str, float]:
    return {signal.source: signal.score for signal in HEURISTICS.detect(sample(text))}


@pytest.mark.parametrize(
    "hidden",
    ["1d10t", "i d i o t", "ｉｄｉｏｔ", "іdіоt", "i\u200bdiot", "iiidiooot", "idi\u0336ot"],
)
def test_spelling_that_hides_a_harsh_word_is_evasion(hidden: str) -> None:
    assert "evasion" in sources(hidden)


@pytest.mark.parametrize("play", ["nooooo waaay", "l33t h4x0r", "S L O W", "n i c e", "sh!t"])
def test_spelling_that_hides_nothing_harsh_is_play(play: str) -> None:
    assert "evasion" not in sources(play)


def test_a_harsh_word_in_the_open_is_no_evasion() -> None:
    assert "evasion" not in sources("youuuu idiot")


def test_shouting_at_a_person_weighs_more_than_shouting() -> None:
    assert sources("WHY DO YOU DO THAT")["heuristics"] > sources("WHAT A LOVELY DAY")["heuristics"]


@pytest.mark.parametrize("signs", ["stop this!!!!", "<@1> <@2> <@3> <@4> hi", "you always do this"])
def test_weak_signs_are_noted_weakly(signs: str) -> None:
    assert 0 < sources(signs)["heuristics"] < 0.5


@pytest.mark.parametrize("calm", ["", "GG EZ", "good game everyone", "🎉🎉🎉", "\ud800"])
def test_calm_writing_says_nothing(calm: str) -> None:
    assert not sources(calm)
