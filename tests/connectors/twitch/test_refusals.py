from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from engine import actions
from engine.actions import Outcome
from engine.events import Community, Place, Platform
from tests.connectors.twitch.conftest import MOMENT, House, order_of
from tests.servers.twitch import BOT, CHANNEL, NOBODY, SILENCE, TwitchServer, chat_message, spoken

BAN = ("POST", "moderation/bans")
UNBAN = ("DELETE", "moderation/bans")
TIMEOUT = actions.Timeout(user="200", duration=timedelta(minutes=10))


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
