import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language import Coverage
from engine.screening.risk import Factors, Risk
from engine.screening.understanding import discounted, most_confidence, spoken_for

SUSPECT = Factors(
    semantic=0.8,
    behaviour=0.4,
    negative_sentiment=0.6,
    lexicon=0.9,
    linear=2.0,
    heads={"harmful": 3.0, "threat": -4.0},
)
odds = st.floats(-20, 20)


def test_what_is_covered_in_full_counts_in_full() -> None:
    assert discounted(SUSPECT, Coverage.FULL) == SUSPECT


@pytest.mark.parametrize("covered", [Coverage.LEXICON, Coverage.NONE])
def test_words_and_behaviour_need_no_english(covered: Coverage) -> None:
    heard = discounted(SUSPECT, covered)

    assert (heard.lexicon, heard.behaviour) == (SUSPECT.lexicon, SUSPECT.behaviour)


def test_the_less_is_covered_the_less_a_model_is_heard() -> None:
    heard = [discounted(SUSPECT, covered).semantic for covered in Coverage]

    assert heard == sorted(heard, reverse=True)
    assert heard[-1] < 0.1


def test_where_the_encoder_did_not_read_there_is_nothing_to_discount() -> None:
    unread = Factors(semantic=0.1, behaviour=0.1, negative_sentiment=0.1)

    assert discounted(unread, Coverage.NONE).heads is None


@given(odds, odds)
def test_a_discount_never_makes_a_text_look_worse(linear: float, head: float) -> None:
    factors = Factors(0.5, 0.5, 0.5, linear=linear, heads={"harmful": head})

    heard = discounted(factors, Coverage.NONE)

    assert heard.linear <= linear
    assert heard.heads is not None
    assert heard.heads["harmful"] <= head


def test_a_language_read_by_its_lexicon_alone_is_as_risky_as_that_says() -> None:
    unsuspecting = Risk(0.2, (), confidence=0.8, words=0.1)

    assert spoken_for(unsuspecting, 0.9, Coverage.LEXICON).score == 0.9
    assert spoken_for(unsuspecting, 0.1, Coverage.LEXICON) == unsuspecting


@pytest.mark.parametrize("covered", [Coverage.FULL, Coverage.NONE])
def test_elsewhere_the_risk_model_has_the_last_word(covered: Coverage) -> None:
    unsuspecting = Risk(0.2, (), confidence=0.8, words=0.1)

    assert spoken_for(unsuspecting, 0.9, covered) == unsuspecting


def test_confidence_falls_with_coverage() -> None:
    ceilings = [most_confidence(covered) for covered in Coverage]

    assert ceilings == sorted(set(ceilings), reverse=True)
