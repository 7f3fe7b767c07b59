"""What was not done about a case's message, by what was known then."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from data.state import State, open_state
from engine.changes import Changes, Journaled
from engine.clock import EventClock
from engine.desk import Desk
from engine.dossier import CaseView
from engine.hindsight import Hindsight
from engine.inquiry import Inquiry, is_case_number
from engine.memory.targets import Targets
from engine.policy.rule import Effect, Rule
from engine.verdict import Category, Mode
from tests.builders import INN, NOON, assessment, case, decision, message, minutes, policy, verdict

STRUCK = Rule(name="third time", when="author.strikes > 2.0", then=Effect.MUTE)
POLICY = policy(rules=(STRUCK,))
SAID = message("get lost", id="m1")


@pytest.fixture
async def state(tmp_path: Path) -> AsyncIterator[State]:
    async with open_state(tmp_path) as opened:
        yield opened


def desk_of(state: State) -> Desk:
    looking = Hindsight(archive=state.archive, policies=lambda _: POLICY)
    return Desk(
        archive=state.archive,
        targets=Targets(),
        clock=EventClock(NOON),
        inquiry=Inquiry(judgements=state.archive.judgements, looking=looking),
    )


async def explained(state: State, **changes: object) -> CaseView:
    decided = decision(policy=POLICY.version, mode=Mode.ASSIST)
    judged = verdict(SAID, decided, assessment=assessment(0.62))
    before = case(1, message="m0", opened_at=NOON - minutes(60))
    opened = case(2, **{"message": "m1", **changes})
    await state.ledger.commit(
        Changes(events=(Journaled(SAID),), verdicts=(judged,), cases=(before, opened))
    )
    view = await desk_of(state).explained(INN, 2)
    assert view is not None
    return view


async def test_the_strikes_of_then_count_and_the_case_itself_does_not(state: State) -> None:
    view = await explained(state)
    assert view.why_not is not None
    (rule,) = view.why_not.rules
    assert rule.part == "author.strikes > 2.0"
    assert rule.was == pytest.approx(1.0, abs=0.01)


async def test_the_policy_and_the_mode_of_then_are_told(state: State) -> None:
    view = await explained(state)
    assert view.why_not is not None
    assert (view.why_not.in_force, view.why_not.mode) == (True, Mode.ASSIST)


async def test_caps_that_were_reached_are_told(state: State) -> None:
    why = "more than 5 bans in a minute."
    view = await explained(state, reason=f"It insults a person. Held back: {why}")
    assert view.why_not is not None
    assert view.why_not.notes == (f"Held back: {why}",)


async def test_what_a_moderator_ordered_was_no_rules_business(state: State) -> None:
    view = await explained(state, ordered_by="oakley")
    assert view.why_not is None


async def test_of_a_message_that_is_not_known_nothing_is_told(state: State) -> None:
    assert await desk_of(state).unanswered(INN, "m5") is None


async def test_without_an_inquiry_a_case_is_explained_all_the_same(state: State) -> None:
    await state.ledger.commit(Changes(cases=(case(1, category=Category.INSULT),)))
    desk = Desk(archive=state.archive, targets=Targets(), clock=EventClock(NOON))
    view = await desk.explained(INN, 1)
    assert view is not None
    assert view.why_not is None


@pytest.mark.parametrize(
    ("named", "number"),
    [("7", True), ("999999999", True), ("1300000000000000001", False), ("m1", False), ("", False)],
)
def test_a_cases_number_is_told_from_a_messages_id(named: str, *, number: bool) -> None:
    assert is_case_number(named) is number
