from engine.screening.classifier import read_as
from engine.verdict import Category

HEADS = {"harmful": 2.0, "insult": 1.0, "threat": 3.0, "spam": 9.0}


def test_words_that_likely_harm_are_evidence_of_the_likeliest_kind() -> None:
    (signal,) = read_as(HEADS, 0.9)
    assert (signal.source, signal.category) == ("classifier", Category.THREAT)
    assert 0.85 < signal.score < 0.9


def test_harm_of_no_kind_is_weak_evidence() -> None:
    (signal,) = read_as({**HEADS, "insult": -2.0, "threat": -2.0}, 0.9)
    assert signal.score < 0.3


def test_the_evidence_can_be_read() -> None:
    (signal,) = read_as(HEADS, 0.9)
    assert signal.evidence == "The model reads the words as a threat (90% sure of harm)."


def test_words_that_likely_do_not_harm_are_no_evidence() -> None:
    assert read_as(HEADS, 0.49) == ()


def test_nothing_is_said_of_a_text_that_was_not_read() -> None:
    assert read_as(None, 0.9) == ()


def test_nothing_is_said_where_the_risk_knows_no_words() -> None:
    assert read_as(HEADS, None) == ()
