from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policy.ladder import Rung
from engine.policy.policy import Footing, Matter, decide
from engine.policy.protection import Protection, Sensitivity
from engine.reasoning.advice import ASKED, BAND, HIGH, UNFOUNDED, advised, bounds
from engine.reasoning.answer import Advice, Answer
from engine.reasoning.packet import Packet, build_packet
from engine.verdict import Assessment, Category, Decision
from tests.builders import message, policy, prediction
from tests.engine.reasoning.packets import INSULT, around, packet, ruled

CITABLE = {"e-a": "session"}


def answer(harm: float, advice: Advice = Advice.FOLLOW, **changes: object) -> Answer:
    parts = {"rationale": "So.", "cited": ("e-a",), "is_founded": True, "category": Category.HATE}
    return Answer(harm=harm, advice=advice, **{**parts, **changes})  # type: ignore[arg-type]


def after(
    harm: float, told: Answer, *, known: Packet | None = None, is_marked: bool = False
) -> Assessment:
    return advised(
        ruled(harm),
        told,
        known or packet(),
        citable=CITABLE,
        is_marked=is_marked,
        model="m",
    )


def test_a_model_raises_within_the_band_only() -> None:
    assert after(0.4, answer(1.0)).harm_score == pytest.approx(0.4 + BAND)
    assert after(0.4, answer(0.45)).harm_score == pytest.approx(0.45)


def test_a_model_lowers_within_the_band_only() -> None:
    assert after(0.6, answer(0.0, Advice.LEAVE)).harm_score == pytest.approx(0.6 - BAND)


def test_a_high_score_is_not_lowered() -> None:
    assert after(HIGH, answer(0.0, Advice.LEAVE)).harm_score == HIGH


def test_where_words_speak_to_the_model_nothing_is_lowered() -> None:
    assert after(0.6, answer(0.0, Advice.LEAVE), is_marked=True).harm_score == 0.6


@pytest.mark.parametrize(
    "told",
    [
        answer(0.0, Advice.FOLLOW),
        answer(1.0, Advice.LEAVE),
        answer(0.0, Advice.LEAVE, is_founded=False),
    ],
)
def test_advice_that_contradicts_itself_or_has_no_ground_moves_nothing(told: Answer) -> None:
    assert after(0.6, told).harm_score == 0.6


def test_category_and_reason_stay_the_rules() -> None:
    assessed = after(0.6, answer(0.6))
    assert (assessed.category, assessed.rationale) == (Category.INSULT, "An insult.")
    assert assessed.reasoner == "rules, advised by m"
    assert assessed.evidence[-1].text == "The language model m said: So."


def test_evidence_that_does_not_exist_leaves_it_to_a_person() -> None:
    told = answer(0.9, is_founded=False, cited=())
    assessed = after(0.4, told)
    assert assessed.unsure == UNFOUNDED
    matter = Matter(
        message=message(), assessment=assessed, target=None, help_text="", doubt=assessed.unsure
    )
    decision = decide(matter, Footing(), policy())
    assert decision is not None
    assert decision.asks_first


def test_a_model_may_ask_for_a_person_but_not_where_the_rules_act_anyway() -> None:
    assert after(0.6, answer(0.6, Advice.ASK)).unsure == ASKED
    assert after(0.66, answer(0.66, Advice.ASK)).unsure == ""
    assert after(0.6, answer(0.6, Advice.ASK), is_marked=True).unsure == ""


def test_nobody_is_harmed_by_a_model_alone() -> None:
    limits = bounds(ruled(0.1, Category.NONE), is_marked=False)
    assert limits.floor == limits.cap == 0.1


ANSWERS = st.builds(
    Answer,
    rationale=st.text(max_size=40),
    cited=st.sampled_from([(), ("e-a",)]),
    is_founded=st.booleans(),
    category=st.sampled_from(Category),
    harm=st.floats(0, 1),
    advice=st.sampled_from(Advice),
)
SHARES = st.floats(0, 1)


def severity(decision: Decision | None) -> tuple[int, int]:
    """How much happens by itself, and how harsh the rung is."""
    if decision is None:
        return (0, -1)
    rung = decision.rung.upper()
    climbed = Rung[rung] if rung in Rung.__members__ else -1
    acts = 1 if decision.asks_first else 2
    return (acts, int(climbed))


def decided(assessed: Assessment, known: Packet, footing: Footing) -> Decision | None:
    matter = Matter(
        message=known.message,
        assessment=assessed,
        target=known.context.target,
        help_text="Help.",
        doubt=assessed.unsure,
        protection=known.protection,
    )
    return decide(matter, footing, known.policy)


@settings(max_examples=2_000, deadline=None)
@given(
    told=ANSWERS,
    harm=SHARES,
    category=st.sampled_from(Category),
    is_marked=st.booleans(),
    footing=st.builds(Footing, strikes=st.floats(0, 8)),
    act_at=SHARES,
    hide_at=SHARES,
    ladder=st.sampled_from(["graduated", "severity"]),
    protection=st.builds(
        Protection,
        sensitivity=st.sampled_from(Sensitivity),
        tell_me=st.booleans(),
        hide=st.booleans(),
    ),
)
def test_for_any_answer_the_decision_is_never_milder_than_the_floor_nor_harsher_than_the_cap(
    told: Answer,
    harm: float,
    category: Category,
    is_marked: bool,  # noqa: FBT001  hypothesis draws it
    footing: Footing,
    act_at: float,
    hide_at: float,
    ladder: str,
    protection: Protection,
) -> None:
    rules = ruled(harm, category)
    here = policy(act_at=act_at, hide_at=hide_at, ladder=ladder)
    known = build_packet(
        message("you fool"), prediction(INSULT), around(), policy=here, protection=protection
    )
    limits = bounds(rules, is_marked=is_marked)
    assessed = advised(rules, told, known, citable=CITABLE, is_marked=is_marked, model="m")
    low = decided(replace(rules, harm_score=limits.floor), known, footing)
    high = decided(replace(rules, harm_score=limits.cap), known, footing)
    found = decided(assessed, known, footing)

    assert severity(low) <= severity(found) <= severity(high)
    assert (
        low is None
        or found is None
        or set(map(type, low.actions[:1]))
        <= {type(action) for action in (*found.actions, *low.actions)}
    )
    if found is not None:
        subjects = {getattr(action, "user", "vex") for action in found.actions}
        assert subjects <= {"vex", "mika"}
