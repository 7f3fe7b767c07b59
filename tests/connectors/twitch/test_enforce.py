import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from engine import actions
from engine.actions import Action, Inverse, Outcome
from engine.events import Community, Place, Platform
from tests.connectors.twitch.conftest import MOMENT, House, order_of
from tests.servers.twitch import (
    BOT,
    BOT_TOKEN,
    CHANNEL,
    NOBODY,
    SILENCE,
    TwitchServer,
    chat_message,
    spoken,
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
TIMEOUT = actions.Timeout(user="200", duration=TEN_MINUTES)


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


@pytest.mark.parametrize(
    ("status", "message", "outcome"),
    [
        (400, "The user specified in the user_id field is already banned.", Outcome.APPLIED),
        (400, "The user specified in the user_id field may not be timed out.", Outcome.FORBIDDEN),
        (400, "The length of the string in the reason field is too long.", Outcome.FAILED),
        (400, "The message was already processed.", Outcome.GONE),
        (401, "Missing scope: moderator:manage:banned_users", Outcome.FORBIDDEN),
        (403, "The user in moderator_id is not a moderator.", Outcome.FORBIDDEN),
        (404, "not found", Outcome.GONE),
    ],
)
async def test_a_refusal_is_an_outcome(
    house: House, status: int, message: str, outcome: Outcome
) -> None:
    house.server.script(*BAN, status, message)

    assert await house.apply(TIMEOUT) is outcome


async def test_lifting_a_ban_that_is_none_is_done(house: House) -> None:
    house.server.script(*UNBAN, 400, "The user specified in user_id is not banned.")

    assert await house.apply(actions.Unban(user="200")) is Outcome.APPLIED


@pytest.mark.parametrize("status", [409, 429])
async def test_a_call_that_was_put_off_counts_as_not_sent(house: House, status: int) -> None:
    house.server.script(*BAN, status)

    with pytest.raises(ConnectionError):
        await house.apply(TIMEOUT)


async def test_after_a_servers_fault_nobody_knows(house: House) -> None:
    house.server.script(*BAN, 500)

    with pytest.raises(TimeoutError):
        await house.apply(TIMEOUT)


async def test_after_a_cut_line_nobody_knows(house: House) -> None:
    house.server.script(*BAN, SILENCE)

    with pytest.raises(TimeoutError):
        await house.apply(TIMEOUT)


async def test_an_unreachable_server_counts_as_not_sent(house: House) -> None:
    await house.server.stop()
    with suppress(OSError):  # The line that was kept open may be found dead only by using it.
        await house.apply(TIMEOUT)

    with pytest.raises(ConnectionError):
        await house.apply(TIMEOUT)


async def test_before_the_start_nothing_is_sent(server: TwitchServer) -> None:
    with pytest.raises(ConnectionError):
        await House(server).apply(TIMEOUT)

    assert server.calls == []


async def test_without_its_own_token_the_bot_does_nothing(house: House) -> None:
    await house.connector._present().remove_token(BOT)

    assert await house.apply(TIMEOUT) is Outcome.FORBIDDEN
    assert house.server.calls == []


async def test_the_bot_never_acts_as_the_broadcaster(house: House) -> None:
    own = Place(Community(Platform.TWITCH, BOT), "haven")

    assert await house.apply(TIMEOUT, place=own) is Outcome.FORBIDDEN
    assert house.server.calls == []


async def test_help_for_somebody_unknown_is_gone(house: House) -> None:
    help_for_nobody = actions.OfferHelp(user=NOBODY, text="you are not alone")

    assert await house.apply(help_for_nobody) is Outcome.GONE


async def test_a_held_message_that_is_gone_is_gone(house: House) -> None:
    unknown = actions.Release(user="200", message="h9")

    assert await house.apply(unknown) is Outcome.GONE


async def test_a_message_of_more_than_six_hours_ago_is_gone(house: House) -> None:
    line = house.server.world.lines["m1"]
    line.sent_at -= timedelta(hours=6, minutes=1)

    assert await house.apply(actions.Hide(user="200", message="m1")) is Outcome.GONE


async def test_a_time_out_that_is_tried_again_ends_when_it_was_to_end(house: House) -> None:
    order = replace(order_of(TIMEOUT), begun_at=MOMENT - timedelta(minutes=4))

    assert await house.connector.enforcer.apply(order) is Outcome.APPLIED
    assert house.server.calls[-1].body["data"]["duration"] == 360


@pytest.mark.parametrize("user", [CHANNEL, "200"])
async def test_nothing_is_asked_of_twitch_against_those_who_moderate(
    house: House, user: str
) -> None:
    said = chat_message(spoken("hi"), badges=("moderator",))
    await house.server.notify("channel.chat.message", said)
    await house.next_event()

    for action in (actions.Warn(user=user, text="be kind"), actions.Ban(user=user)):
        assert await house.apply(action) is Outcome.FORBIDDEN
    assert house.server.calls == []


async def test_whoever_moderates_no_more_is_immune_no_more(house: House) -> None:
    for number, badges in enumerate((("moderator",), ())):
        said = chat_message(spoken("hi"), badges=badges, message_id=f"n{number}")
        await house.server.notify("channel.chat.message", said)
        await house.next_event()

    assert await house.apply(actions.Ban(user="200")) is Outcome.APPLIED
