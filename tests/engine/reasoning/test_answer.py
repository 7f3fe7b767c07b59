import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.answer import Advice, AnswerError, read_answer, schema_for

IDS = ("e-a", "e-b")
GOOD = {
    "rationale": "It insults.",
    "evidence_ids": ["e-a"],
    "category": "insult",
    "severity": "mild",
    "harm_percent": 60,
    "recommended_action": "ask_a_moderator",
}


def test_a_good_answer_is_read() -> None:
    answer = read_answer(json.dumps(GOOD), IDS)
    assert (answer.harm, answer.advice, answer.cited) == (0.6, Advice.ASK, ("e-a",))
    assert answer.is_founded


@pytest.mark.parametrize(("told", "harm"), [(4250, 1.0), (-3, 0.0)])
def test_a_figure_out_of_range_is_clamped(told: int, harm: float) -> None:
    assert read_answer(json.dumps(GOOD | {"harm_percent": told}), IDS).harm == harm


@pytest.mark.parametrize("named", [[], ["e-z"], ["e-a", "e-z"]])
def test_evidence_that_does_not_exist_founds_nothing(named: list[str]) -> None:
    answer = read_answer(json.dumps(GOOD | {"evidence_ids": named}), IDS)
    assert not answer.is_founded
    assert set(answer.cited) <= set(IDS)


@pytest.mark.parametrize(
    "changes",
    [
        {"harm_percent": 0.4},
        {"harm_percent": True},
        {"harm_percent": "60"},
        {"category": "fun"},
        {"category": ["insult"]},
        {"recommended_action": "ban"},
        {"evidence_ids": "e-a"},
        {"evidence_ids": [1]},
        {"rationale": None},
    ],
)
def test_an_answer_that_leaves_the_schema_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(AnswerError):
        read_answer(json.dumps(GOOD | changes), IDS)


@pytest.mark.parametrize("written", ["", "{", "[]", "null", "[" * 100_000, '{"harm": 1}'])
def test_what_is_no_such_object_is_refused(written: str) -> None:
    with pytest.raises(AnswerError):
        read_answer(written, IDS)


@given(st.text())
def test_no_words_of_a_model_make_reading_fail_otherwise(written: str) -> None:
    with pytest.raises(AnswerError):
        read_answer(written, IDS)


def test_the_schema_asks_for_thought_before_figures_and_for_whole_numbers() -> None:
    schema = schema_for(IDS)
    assert schema["required"] == list(GOOD)
    assert schema["properties"]["harm_percent"]["type"] == "integer"  # type: ignore[index]
