"""Cases without a person: names and words go, what concerns others stays."""

from dataclasses import replace

import pytest

from engine.actions import AlertTarget, Ban, Hide, Kick, LockDown, Mute, Timeout, Unban, Warn
from engine.anonymity import anonymous, anonymous_call, must_stay
from engine.cases import Case, Intent, IntentState, Status
from engine.intents import intents_for
from tests.builders import HALL, NOON, case, minutes

HOUR = Timeout(user="vex", duration=minutes(60))


def calls(opened: Case, state: IntentState = IntentState.DONE) -> tuple[Intent, ...]:
    made = intents_for(opened, opened.actions, place=HALL, event="m1", at=NOON)
    return tuple(replace(intent, state=state) for intent in made)


@pytest.mark.parametrize(
    ("opened", "stays"),
    [
        (case(status=Status.APPLIED, actions=(HOUR,)), True),
        (case(status=Status.APPLIED, actions=(Hide(user="vex", message="m1"), HOUR)), True),
        (case(status=Status.UNKNOWN, actions=(Ban(user="vex"),)), True),
        (case(status=Status.PENDING), True),
        (case(status=Status.EXPIRED, needs_human=True), True),
        (case(status=Status.EXPIRED, actions=(HOUR,)), False),
        (case(status=Status.UNDONE, actions=(Mute(user="vex"),)), False),
        (case(status=Status.APPLIED, actions=(Kick(user="vex"),)), False),
        (case(status=Status.APPLIED, actions=(Unban(user="vex"),)), False),
        (case(status=Status.APPLIED, actions=(Warn(user="vex", text="x"),)), False),
        (case(status=Status.APPLIED, actions=(LockDown(duration=minutes(9)),)), False),
    ],
)
def test_what_keeps_a_person_from_writing_stays(opened: Case, stays: bool) -> None:  # noqa: FBT001
    assert must_stay(opened, calls(opened), "vex") is stays


def test_what_is_under_way_stays_whoever_asks() -> None:
    opened = case(status=Status.EXPIRED)
    assert must_stay(opened, calls(opened, IntentState.RETRY), "mika")
    assert not must_stay(case(status=Status.APPLIED), calls(opened), "mika")


def test_a_protected_person_goes_and_the_words_about_the_other_stay() -> None:
    told = AlertTarget(user="mika", text="Something aimed at you was hidden.")
    opened = case(actions=(HOUR, told))
    left = anonymous(opened, "mika")
    assert (left.target, left.author, left.reason) == (None, "vex", opened.reason)
    assert left.actions == (HOUR, AlertTarget(user="erased", text=told.text))


def test_a_call_loses_its_person_its_lane_and_its_reason() -> None:
    (call,) = calls(case(actions=(Warn(user="vex", text="stop"),)))
    left = anonymous_call(call, "vex", wordless=True)
    assert (left.action, left.key) == (Warn(user="erased", text=""), "discord:inn/erased")
    assert (left.id, left.reason) == (call.id, "")
