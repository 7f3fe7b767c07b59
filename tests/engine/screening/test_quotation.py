import pytest

from engine.screening.quotation import Quotation
from engine.verdict import Category
from tests.engine.screening.samples import PHRASES, VOCABULARY, sample

QUOTATION = Quotation(VOCABULARY, PHRASES["reporting"], PHRASES["second_person"])


def score(text: str, *targets: str, is_moderator: bool = False) -> float:
    said = sample(text, targets=targets, is_moderator=is_moderator)
    return sum(signal.score for signal in QUOTATION.detect(said))


@pytest.mark.parametrize(
    "text",
    ['someone said "kill yourself" to me', "he called me “trash”", "'subhuman' is not ok"],
)
def test_a_quoted_report_speaks_for_harmlessness(text: str) -> None:
    assert score(text) >= 0.9


def test_the_signal_speaks_for_harmlessness_by_its_category() -> None:
    (signal,) = QUOTATION.detect(sample('someone said "kill yourself" to me'))

    assert signal.category is Category.NONE


def test_counter_speech_needs_no_quotation_marks() -> None:
    assert score("calling people subhuman is not ok") > 0.5


def test_a_quoted_line_with_an_answer_is_a_quotation() -> None:
    assert score("> kill yourself\nplease stop that") > 0.5


@pytest.mark.parametrize("text", ['you are "trash"', 'ur "trash"', 'honestly you are an "idiot"'])
def test_marks_around_an_insult_do_not_hide_it(text: str) -> None:
    assert score(text) <= 0.1


def test_a_reply_of_nothing_but_a_quoted_insult_is_one() -> None:
    assert score('"kill yourself"', "lumi") <= 0.1


def test_abuse_beside_a_quotation_is_no_quotation() -> None:
    assert score('she said "trash" and you are an idiot') == 0.0


def test_a_report_spoken_into_a_face_counts_for_half() -> None:
    told = score("people like you, someone said, subhuman")
    assert 0.0 < told < score("someone said subhuman")


def test_a_moderator_may_explain_what_is_not_allowed() -> None:
    explained = 'to all of you: "idiot" breaks the rules'

    assert score(explained, is_moderator=True) > score(explained)


def test_a_moderator_may_not_insult() -> None:
    assert score("you are an idiot", is_moderator=True) == 0.0


@pytest.mark.parametrize("text", ["", '"hello"', "someone said hello", "you are an idiot", '"'])
def test_nothing_is_excused_where_nothing_is_quoted(text: str) -> None:
    assert score(text) == 0.0


def test_a_report_put_behind_abuse_excuses_nothing() -> None:
    assert score("kill yourself someone said") == 0.0


def test_a_report_in_answer_to_a_person_counts_for_half() -> None:
    assert score("someone said kill yourself", "lumi") < score("someone said kill yourself")
