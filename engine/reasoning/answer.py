"""What a language model may answer: a schema, and a reading that trusts nothing."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from engine.reasoning.harmless import LONGEST_RATIONALE, for_people
from engine.verdict import Category


class AnswerError(Exception):
    """The answer is not what the schema asks for; the text says what is wrong, for a repair."""


class Advice(StrEnum):
    """What a model may recommend. Who, whom, what exactly and how long come from the policy."""

    LEAVE = "leave_it"
    ASK = "ask_a_moderator"
    FOLLOW = "follow_the_rules"


@dataclass(frozen=True, slots=True)
class Answer:
    """`harm` is 0..1. `cited` were all in the prompt; `is_founded` says so of every one named."""

    rationale: str
    cited: tuple[str, ...]
    is_founded: bool
    category: Category
    harm: float
    advice: Advice


def schema_for(ids: Collection[str]) -> dict[str, object]:
    """In the order in which a model should think. Ollama enforces no bounds on `number`, but does
    on `integer`.
    """
    properties: dict[str, object] = {
        "rationale": {"type": "string", "maxLength": LONGEST_RATIONALE},
        "evidence_ids": {
            "type": "array",
            "items": {"type": "string", "enum": list(ids)},
            "minItems": 1,
            "maxItems": 4,
        },
        "category": {"type": "string", "enum": [each.value for each in Category]},
        "severity": {"type": "string", "enum": ["none", "mild", "serious", "grave"]},
        "harm_percent": {"type": "integer", "minimum": 0, "maximum": 100},
        "recommended_action": {"type": "string", "enum": [each.value for each in Advice]},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read_answer(written: str, ids: Collection[str]) -> Answer:
    """Raises AnswerError."""
    try:
        told = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise AnswerError("the answer is not JSON") from error
    if not isinstance(told, dict):
        raise AnswerError("the answer is not a JSON object")
    named = _texts(told.get("evidence_ids"))
    cited = tuple(dict.fromkeys(name for name in named if name in ids))
    try:
        category = Category(_text(told.get("category")))
        advice = Advice(_text(told.get("recommended_action")))
    except ValueError as error:
        raise AnswerError("category or recommended_action is not one of those allowed") from error
    return Answer(
        rationale=for_people(_text(told.get("rationale"))),
        cited=cited,
        is_founded=bool(cited) and set(named) <= set(ids),
        category=category,
        harm=_harm(told.get("harm_percent")),
        advice=advice,
    )


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise AnswerError("rationale, category and recommended_action must be texts")
    return told


def _texts(told: object) -> list[str]:
    if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
        raise AnswerError("evidence_ids must be a list of texts")
    return told


def _harm(told: object) -> float:
    """Clamped: a figure out of range still says on which side it lies."""
    if isinstance(told, bool) or not isinstance(told, int):
        raise AnswerError("harm_percent must be a whole number from 0 to 100")
    return max(0, min(100, told)) / 100
