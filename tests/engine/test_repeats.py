"""What may be sent again, and until when it may be sent at all."""

from datetime import timedelta
from uuid import UUID

import pytest

from engine.actions import (
    Action,
    AlertModerators,
    AlertTarget,
    Ban,
    Hide,
    Inverse,
    LockDown,
    OfferHelp,
    Restore,
    Timeout,
    Unban,
    Warn,
)
from engine.cases import Intent
from engine.events import Community, Place, Platform
from engine.repeats import NONCE_WINDOW, deadline, repeatable
from tests.builders import HALL, NOON, minutes

CHANNEL = Place(Community(Platform.TWITCH, "mossy"), "mossy")
STATES: tuple[Action | Inverse, ...] = (
    Ban(user="vex"),
    Hide(user="vex", message="m1"),
    LockDown(duration=minutes(30)),
    Unban(user="vex"),
)
WORDS: tuple[Action | Inverse, ...] = (
    Warn(user="vex", text="stop"),
    AlertModerators(text="look"),
    AlertTarget(user="mika", text="look"),
    OfferHelp(user="mika", text="help"),
    Restore(user="vex", message="m1"),
)


def call(action: Action | Inverse, place: Place = HALL) -> Intent:
    return Intent(
        id=UUID(int=7),
        case=1,
        place=place,
        key="about vex",
        action=action,
        reason="",
        created_at=NOON,
        not_before=NOON,
    )


@pytest.mark.parametrize("action", STATES, ids=lambda action: action.type)
def test_what_sets_a_state_may_always_be_repeated(action: Action | Inverse) -> None:
    assert repeatable(call(action, CHANNEL), NOON + timedelta(days=1))


@pytest.mark.parametrize("action", WORDS, ids=lambda action: action.type)
def test_words_may_be_repeated_on_discord_while_it_knows_their_nonce(
    action: Action | Inverse,
) -> None:
    asked = [NOON + NONCE_WINDOW - timedelta(seconds=1), NOON + NONCE_WINDOW]
    assert [repeatable(call(action), moment) for moment in asked] == [True, False]


@pytest.mark.parametrize("action", WORDS, ids=lambda action: action.type)
def test_words_are_never_repeated_on_twitch(action: Action | Inverse) -> None:
    assert not repeatable(call(action, CHANNEL), NOON)


@pytest.mark.parametrize(
    ("action", "lasts"),
    [
        (Timeout(user="vex", duration=minutes(10)), minutes(10)),
        (OfferHelp(user="mika", text="help"), minutes(60)),
    ],
    ids=lambda value: getattr(value, "type", ""),
)
def test_an_action_has_a_deadline_where_it_would_do_harm_late(
    action: Action | Inverse, lasts: timedelta
) -> None:
    assert deadline(action, NOON) == NOON + lasts
