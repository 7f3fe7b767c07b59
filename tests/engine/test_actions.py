"""Every action has its inverse, or says that it has none."""

from datetime import timedelta
from typing import get_args

import pytest

from engine.actions import (
    Action,
    AlertModerators,
    AlertTarget,
    AnswerRequest,
    Ban,
    Blur,
    Collapse,
    Hide,
    Kick,
    LockDown,
    Mute,
    OfferHelp,
    Release,
    Throttle,
    Timeout,
    Warn,
    Withhold,
    end_of,
    inverse,
    is_destructive,
    silences,
    subject,
)
from tests.builders import NOON

SPAN = timedelta(minutes=10)
# Each action with its inverse's name, whether it is destructive, and whether it silences.
FACTS: dict[Action, tuple[str | None, bool, bool]] = {
    Warn(user="vex", text="stop"): ("void_warning", False, False),
    Hide(user="vex", message="m1"): ("restore", True, False),
    Blur(user="vex", message="m1"): ("restore", True, False),
    Collapse(delay=SPAN): ("uncollapse", False, False),
    Throttle(user="vex", delay=SPAN): ("unthrottle", False, False),
    Timeout(user="vex", duration=SPAN): ("untimeout", True, True),
    Mute(user="vex"): ("unmute", True, True),
    Kick(user="vex"): (None, True, True),
    Ban(user="vex"): ("unban", True, True),
    LockDown(duration=SPAN): ("reopen", False, False),
    AlertModerators(text="look"): (None, False, False),
    AlertTarget(user="mika", text="look"): (None, False, False),
    OfferHelp(user="mika", text="help"): (None, False, False),
    Release(user="vex", message="m1"): (None, False, False),
    Withhold(user="vex", message="m1"): (None, False, False),
    AnswerRequest(user="vex", granted=True, text="welcome"): (None, False, False),
}
each = pytest.mark.parametrize("action", FACTS, ids=lambda action: action.type)


def test_these_are_all_actions() -> None:
    assert {type(action) for action in FACTS} == {
        member for union in get_args(Action) for member in (get_args(union) or (union,))
    }


@each
def test_an_action_knows_what_takes_it_back(action: Action) -> None:
    back = inverse(action)
    assert (back.type if back else None) == FACTS[action][0]


@each
def test_what_takes_an_action_back_is_about_the_same_person(action: Action) -> None:
    back = inverse(action)
    assert back is None or subject(back) == subject(action)


@each
def test_the_caps_count_what_takes_something_from_a_person(action: Action) -> None:
    assert is_destructive(action) is FACTS[action][1]


@each
def test_only_some_keep_a_person_from_writing(action: Action) -> None:
    assert silences(action) is FACTS[action][2]


@each
def test_only_timeouts_and_lock_downs_end_by_themselves(action: Action) -> None:
    ends = NOON + SPAN if action.type in {"timeout", "lock_down"} else None
    assert end_of(action, NOON) == ends
