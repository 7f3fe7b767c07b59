"""The nine defects of twitchio 3.3.2, each met by the real client; without its guard, each fails.

The rates are met in test_points, tokens in a plain file in test_tokens.
"""

import asyncio
import logging

import pytest
import twitchio

from connectors.twitch.guards.redaction import muffle_library
from connectors.twitch.listener import Listener
from engine.actions import Hide, Outcome, Timeout
from engine.events import Message, PlatformRaid
from tests.connectors.twitch.conftest import SECRET, TEN_MINUTES, WANTED, Ears, House
from tests.servers.twitch import (
    BOT,
    BOT_TOKEN,
    CHANNEL,
    LOGIN,
    REFRESH_TOKEN,
    TwitchServer,
    chat_message,
    person,
    spoken,
)

SUBSCRIBE = ("POST", "eventsub/subscriptions")
BAN = ("POST", "moderation/bans")
HIDE = Hide(user="200", message="m1")
RAID = {
    **person("from_broadcaster_user", "700", "friend", "Friend"),
    **person("to_broadcaster_user", CHANNEL, LOGIN, "MikaLive"),
    "viewers": 250,
}


def listener(house: House) -> Listener:
    client = house.connector._present()
    assert isinstance(client, Listener)
    return client


async def said(house: House, name: str) -> None:
    message = chat_message(spoken("hi"), message_id=name)
    await house.server.notify("channel.chat.message", message)


async def heard(house: House) -> str:
    event = await house.next_event()
    assert isinstance(event, Message | PlatformRaid)
    return event.id


async def moved(house: House, former: str) -> None:
    """Return once the client is on another session than the former one."""
    async with asyncio.timeout(5):
        while former in listener(house)._websockets[BOT]:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)


def session_of(house: House) -> str:
    (session,) = listener(house)._websockets[BOT]
    return session


async def test_a_bot_left_deaf_by_a_failed_resubscription_hears_again(
    house: House, ears: Ears
) -> None:
    house.server.script(*SUBSCRIBE, 500)
    await house.server.hang_up(4000)
    await ears.wait_for("Unable to resubscribe")

    await listener(house)._watchdog.look()
    await said(house, "m2")

    assert await heard(house) == "m2"


async def test_somebody_looks_after_the_subscriptions_as_long_as_the_bot_listens(
    server: TwitchServer,
) -> None:
    async with House(server).running() as house:
        await house.listening()
        (watch,) = [task for task in asyncio.all_tasks() if task.get_name() == "twitch watchdog"]
        await said(house, "m2")
        await heard(house)
        assert not watch.done()

    assert watch.cancelled()


async def test_a_revoked_subscription_is_asked_for_again(house: House, ears: Ears) -> None:
    await house.server.revoke("channel.chat.message")
    await ears.wait_for("subscription revoked")

    await listener(house)._watchdog.look()
    await said(house, "m2")

    assert await heard(house) == "m2"


async def test_what_comes_before_the_new_sockets_welcome_is_heard_once(house: House) -> None:
    sockets, former = house.server.sockets, session_of(house)
    sockets.held = asyncio.Event()
    await house.server.reconnect()
    await asyncio.wait_for(sockets.asked_to_move.wait(), 5)

    await said(house, "old")
    first = await heard(house)
    sockets.held.set()
    await moved(house, former)
    await said(house, "new")

    assert (first, await heard(house)) == ("old", "new")
    assert house.heard.empty()
    assert len(house.server.subscriptions) == WANTED


async def test_a_move_that_fails_is_a_loss_like_any(house: House) -> None:
    former = session_of(house)
    house.server.sockets.patience_to_move = 0.01
    house.server.subscribed.clear()
    await house.server.sockets.ask_to_move("ws://127.0.0.1:1/nowhere")

    await asyncio.wait_for(house.server.subscribed.wait(), 5)
    await said(house, "m2")

    assert await heard(house) == "m2"
    assert house.server.ledger.of_socket(former) == []


async def test_a_notification_that_comes_twice_counts_once(house: House) -> None:
    for notification in ("n1", "n1", "n2"):
        await house.server.notify("channel.raid", RAID, notification=notification)

    assert [await heard(house), await heard(house)] == ["n1", "n2"]


async def test_a_chat_message_under_two_notifications_counts_once(house: House) -> None:
    for message in ("m2", "m2", "m3"):
        await said(house, message)

    assert [await heard(house), await heard(house)] == ["m2", "m3"]


async def test_a_lasting_401_costs_one_renewal_and_then_no_calls(house: House) -> None:
    house.server.always(*BAN, 401, "Invalid OAuth token")
    house.server.identity.grants.clear()

    outcomes = {await house.apply(Timeout(user="200", duration=TEN_MINUTES)) for _ in range(5)}

    assert outcomes == {Outcome.FORBIDDEN}
    assert [call.route for call in house.server.calls] == [BAN, BAN]
    assert house.server.identity.grants == ["refresh_token"]


async def test_a_missing_scope_renews_nothing(house: House) -> None:
    house.server.world.scopes[BOT_TOKEN] = ("user:read:chat",)
    house.server.identity.grants.clear()

    assert await house.apply(HIDE) is Outcome.FORBIDDEN
    assert house.server.identity.grants == []


async def test_a_failed_renewal_raises_without_its_secrets(house: House) -> None:
    house.server.script("GET", "users", 401, "Invalid OAuth token")
    house.server.script("POST", "oauth2/token", 400, "Invalid refresh token")

    with pytest.raises(twitchio.HTTPException) as raised:
        await house.connector._present().fetch_user(id="200", token_for=BOT)

    shown = f"{raised.value} {raised.value!r} {raised.value.__cause__}"
    assert [secret for secret in (SECRET, BOT_TOKEN, REFRESH_TOKEN) if secret in shown] == []


async def test_what_the_library_logs_of_an_error_is_its_kind_alone(ears: Ears) -> None:
    muffle_library()
    library = logging.getLogger("twitchio.client")
    error = ValueError(f"client_secret={SECRET}")
    library.error("a task failed", exc_info=error)
    library.warning("a task failed: %s", error)

    assert sum("ValueError" in line for line in ears.lines) == 2
    assert not any(SECRET in line for line in ears.lines)


async def test_the_applications_token_never_stands_in_for_the_bots(house: House) -> None:
    client = house.connector._present()
    await client.remove_token(BOT)

    with pytest.raises(twitchio.HTTPException):
        await client.fetch_user(id="200", token_for=BOT)

    assert house.server.calls == []


async def test_the_librarys_own_page_for_tokens_is_never_opened(house: House) -> None:
    assert not house.connector._present().adapter._running  # type: ignore[attr-defined]


async def test_a_lost_token_ends_the_connection_and_is_told(house: House, ears: Ears) -> None:
    house.server.identity.refreshers.clear()
    house.server.owners.clear()
    await house.apply(HIDE)

    await listener(house)._watchdog.look()

    await ears.wait_for("run `haven twitch authorise`")


@pytest.mark.parametrize("code", [1006, 4000, 4003, 4004])
async def test_a_closed_socket_is_replaced(house: House, code: int) -> None:
    house.server.subscribed.clear()
    await house.server.hang_up(code)

    await house.listening()
    await said(house, "m2")

    assert await heard(house) == "m2"


async def test_a_socket_that_was_replaced_once_can_be_lost_for_good(house: House) -> None:
    for code in (4000, 4003):
        house.server.subscribed.clear()
        await house.server.hang_up(code)
        await house.listening()
    await said(house, "m2")

    assert await heard(house) == "m2"


async def test_a_silent_socket_is_replaced(house: House) -> None:
    former = session_of(house)
    house.server.sockets.silent = True
    house.server.subscribed.clear()
    socket = listener(house)._websockets[BOT][former]
    socket._keep_alive_timeout = -6  # as if nothing had come for so long

    await socket._process_keepalive()
    await house.listening()
    await said(house, "m2")

    assert await heard(house) == "m2"
