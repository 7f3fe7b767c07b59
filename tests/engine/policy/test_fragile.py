"""Who may be in danger: whatever they said, only moderators are told."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.actions import AlertModerators, Hide
from engine.policy.fragile import MAY_BE_IN_DANGER
from engine.policy.matter import Footing, Matter
from engine.policy.policy import decide
from engine.verdict import Category, Mode
from tests.builders import assessment, message, policy

PUNISHABLE = st.sampled_from(
    [each for each in Category if each not in {Category.SELF_HARM, Category.RAID}]
)


def said(harm: float, category: Category = Category.INSULT, *, distress: float) -> Matter:
    return Matter(
        message=message(),
        assessment=assessment(harm, category),
        target="mika",
        help_text="You matter.",
        distress=distress,
    )


@given(
    st.floats(0.0, 1.0),
    PUNISHABLE,
    st.floats(MAY_BE_IN_DANGER, 1.0),
    st.floats(0, 9),
    st.sampled_from(Mode),
)
def test_nothing_is_done_to_who_may_be_in_danger(
    harm: float, category: Category, distress: float, strikes: float, mode: Mode
) -> None:
    matter = said(harm, category, distress=distress)

    decided = decide(matter, Footing(strikes=strikes), policy(mode=mode))

    assert decided is None or all(isinstance(each, AlertModerators) for each in decided.actions)


def test_moderators_may_confirm_what_would_have_been_done() -> None:
    harsh = said(0.95, distress=0.5)

    decided = decide(harsh, Footing(), policy(mode=Mode.ENFORCE))
    calm = decide(replace(harsh, distress=0.0), Footing(), policy(mode=Mode.ENFORCE))

    assert decided
    assert calm
    assert any(isinstance(each, Hide) for each in calm.actions)
    assert decided.needs_human
    assert decided.proposal == calm.actions[0]
    assert "may also be in danger" in decided.reason
