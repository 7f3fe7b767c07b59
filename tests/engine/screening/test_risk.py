import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.screening.risk import Blueprint, Factors, category_of
from engine.verdict import Category, Polarity, Precedent, Signal

SHARE = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("factors", "risk"),
    [(Factors(1, 0, 0), 0.45), (Factors(0, 1, 0), 0.35), (Factors(0, 0, 1), 0.20)],
)
def test_the_blueprint_has_exactly_its_weights(factors: Factors, risk: float) -> None:
    assert Blueprint().assess(factors).score == risk


@given(SHARE, SHARE, SHARE)
def test_the_weights_explain_the_score_and_it_stays_in_bounds(a: float, b: float, c: float) -> None:
    risk = Blueprint().assess(Factors(a, b, c))

    assert risk.score == pytest.approx(sum(weight.weight * weight.value for weight in risk.weights))
    assert 0.0 <= risk.score <= 1.0


def precedent(category: Category, similarity: float) -> Precedent:
    fine = category is Category.NONE
    polarity = Polarity.FINE if fine else Polarity.HARMFUL
    return Precedent("p", similarity, category, 0.5, polarity, "")


def test_the_strongest_naming_signal_gives_the_category() -> None:
    signals = [
        Signal("lexicon", Category.INSULT, 0.4, ""),
        Signal("spam", Category.SCAM, 0.8, ""),
        Signal("heuristics", Category.HARASSMENT, 0.9, ""),
    ]

    assert category_of(signals, (), 0.0) is Category.SCAM


def test_memory_gives_the_category_where_no_words_do() -> None:
    precedents = (precedent(Category.THREAT, 0.7), precedent(Category.NONE, 0.9))

    assert category_of((), precedents, 0.8) is Category.THREAT


def test_a_faint_likeness_gives_no_category() -> None:
    assert category_of((), (precedent(Category.THREAT, 0.7),), 0.5) is Category.NONE


def test_agreement_is_confidence() -> None:
    agreed = Blueprint().assess(Factors(0.9, 0.9, 0.9))
    torn = Blueprint().assess(Factors(1.0, 0.4, 0.0))

    assert agreed.confidence > 0.85 > 0.6 > torn.confidence
