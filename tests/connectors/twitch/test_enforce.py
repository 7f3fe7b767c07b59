import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import get_args

import pytest

from engine import actions
from engine.actions import Action, Inverse, Outcome
from tests.connectors.twitch.conftest import House
from tests.servers.twitch import (
    BOT,
    BOT_TOKEN,
    CHANNEL,
)

TEN_MINUTES = timedelta(minutes=10)
WHERE = {"broadcaster_id": CHANNEL, "moderator_id": BOT}
ADA = {"user_id": "200"}
REASON = {"reason": "case 4: insult"}
TWO_WEEKS = 1_209_600

Body = Mapping[str, object]
Expected = tuple[str, str, Body, Body]

BAN = ("POST", "moderation/bans")
UNBAN = ("DELETE", "moderation/bans")
DELETE = ("DELETE", "moderation/chat")
SETTINGS = ("PATCH", "chat/settings")
ANSWER = ("PATCH", "moderation/unban_requests")
RESOLVED = {"unban_request_id": "r1", "resolution_text": "welcome back"}
HELD = ("POST", "moderation/automod/message")
FOLLOWERS = {"follower_mode": True, "follower_mode_duration": 10}


def slow(seconds: int) -> Body:
    return {"slow_mode": True, "slow_mode_wait_time": seconds}


CALLS: tuple[tuple[Action | Inverse, Expected], ...] = (
    (
        actions.Warn(user="200", text="be kind"),
        ("POST", "moderation/warnings", WHERE, {"data": ADA | {"reason": "be kind"}}),
    ),
    (actions.Hide(user="200", message="m1"), (*DELETE, WHERE | {"message_id": "m1"}, {})),
    (actions.Blur(user="200", message="m1"), (*DELETE, WHERE | {"message_id": "m1"}, {})),
    (actions.Collapse(delay=timedelta(seconds=30)), (*SETTINGS, WHERE, slow(30))),
    (
        actions.Throttle(user="200", delay=timedelta(seconds=1)),
        (*SETTINGS, WHERE, {**slow(3), "unique_chat_mode": True}),
    ),
    (
        actions.Throttle(user="200", delay=TEN_MINUTES),
        (*SETTINGS, WHERE, {**slow(120), "unique_chat_mode": True}),
    ),
    (
        actions.Timeout(user="200", duration=TEN_MINUTES),
        (*BAN, WHERE, {"data": ADA | {"duration": 600} | REASON}),
    ),
    (
        actions.Timeout(user="200", duration=timedelta(days=60)),
        (*BAN, WHERE, {"data": ADA | {"duration": TWO_WEEKS} | REASON}),
    ),
    (
        actions.Mute(user="200"),
        (*BAN, WHERE, {"data": ADA | {"duration": TWO_WEEKS} | REASON}),
    ),
    (actions.Ban(user="200"), (*BAN, WHERE, {"data": ADA | REASON})),
    (actions.LockDown(duration=TEN_MINUTES), (*SETTINGS, WHERE, {**slow(30), **FOLLOWERS})),
    (
        actions.Release(user="200", message="m1"),
        (*HELD, {}, {"user_id": BOT, "msg_id": "m1", "action": "ALLOW"}),
    ),
    (
        actions.Withhold(user="200", message="m1"),
        (*HELD, {}, {"user_id": BOT, "msg_id": "m1", "action": "DENY"}),
    ),
    (
        actions.OfferHelp(user="200", text="you are not alone"),
        (
            "POST",
            "chat/messages",
            {},
            {"broadcaster_id": CHANNEL, "sender_id": BOT, "message": "@ada you are not alone"},
        ),
    ),
    (
        actions.AnswerRequest(user="200", granted=True, text="welcome back"),
        (*ANSWER, WHERE | RESOLVED | {"status": "approved"}, {}),
    ),
    (
        actions.AnswerRequest(user="200", granted=False, text="welcome back"),
        (*ANSWER, WHERE | RESOLVED | {"status": "denied"}, {}),
    ),
    (actions.Untimeout(user="200"), (*UNBAN, WHERE | ADA, {})),
    (actions.Unmute(user="200"), (*UNBAN, WHERE | ADA, {})),
    (actions.Unban(user="200"), (*UNBAN, WHERE | ADA, {})),
)
# Without anything that was set before, there is nothing to put back.
NOTHING_TO_RESTORE: tuple[Inverse, ...] = (
    actions.Uncollapse(),
    actions.Unthrottle(user="200"),
    actions.Reopen(),
)
NOT_OFFERED: tuple[Action | Inverse, ...] = (
    actions.Kick(user="200"),
    actions.AlertTarget(user="200", text="somebody wrote to you"),
    actions.VoidWarning(user="200"),
    actions.Restore(user="200", message="m1"),
)
ALERT = actions.AlertModerators(text="Raid: many new accounts")


def test_every_action_is_tried_here() -> None:
    tried = {type(action) for action, _ in CALLS}
    tried |= {type(action) for action in (*NOT_OFFERED, *NOTHING_TO_RESTORE)}

    assert tried | {type(ALERT)} == set(get_args(Action) + get_args(Inverse))


@pytest.mark.parametrize(("action", "expected"), CALLS)
async def test_an_action_is_the_right_call_in_the_bots_name(
    house: House, action: Action | Inverse, expected: Expected
) -> None:
    outcome = await house.apply(action)

    call = house.server.calls[-1]
    assert outcome is Outcome.APPLIED
    assert (call.method, call.path, call.query, call.body) == expected
    assert {asked.token for asked in house.server.calls} == {BOT_TOKEN}


@pytest.mark.parametrize("action", NOTHING_TO_RESTORE)
async def test_what_haven_did_not_set_it_leaves_alone(house: House, action: Inverse) -> None:
    house.server.shield = True

    assert await house.apply(action) is Outcome.APPLIED
    assert house.server.calls == []


@pytest.mark.parametrize("action", NOT_OFFERED)
async def test_what_twitch_does_not_offer_fails_without_a_call(
    house: House, action: Action | Inverse
) -> None:
    assert await house.apply(action) is Outcome.FAILED
    assert house.server.calls == []


async def test_an_alert_is_a_line_of_ids_in_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        outcome = await house.apply(ALERT)

    (line,) = (record for record in caplog.records if record.msg == "moderators alerted")
    assert outcome is Outcome.APPLIED
    assert (vars(line)["case"], vars(line)["place"]) == (4, "twitch:100/mikalive")
    assert "many new accounts" not in str(vars(line))


@pytest.mark.parametrize("message", ["", " "])
async def test_nothing_is_deleted_without_a_message_id(house: House, message: str) -> None:
    for action in (actions.Hide, actions.Blur):
        assert await house.apply(action(user="200", message=message)) is Outcome.FAILED

    assert house.server.calls == []
