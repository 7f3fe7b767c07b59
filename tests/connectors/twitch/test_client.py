"""The connection: what is listened to, lost, taken up again, and left behind."""

import asyncio

from connectors.twitch.listener import Listener
from engine.actions import Hide, Outcome
from engine.events import Message, Platform
from tests.connectors.twitch.conftest import WANTED, Ears, House, started
from tests.running import PATIENCE
from tests.servers.twitch import (
    BOT,
    BOT_TOKEN,
    CHANNEL,
    EVERY_SCOPE,
    TwitchServer,
    chat_message,
    spoken,
)

HIDE = Hide(user="200", message="m1")


async def test_it_listens_to_chat_and_raids_as_the_bot_and_to_more_as_a_moderator(
    house: House,
) -> None:
    asked = [(each["type"], each["condition"]) for each in house.server.subscriptions]

    whose = {"broadcaster_user_id": CHANNEL, "user_id": BOT}
    as_moderator = {"broadcaster_user_id": CHANNEL, "moderator_user_id": BOT}
    assert house.connector.platform is Platform.TWITCH
    assert asked[:2] == [("channel.chat.message", whose), ("channel.chat.message_delete", whose)]
    assert ("channel.moderate", as_moderator) in asked
    assert asked[-1][0] == "channel.raid"
    assert asked[-1][1]["to_broadcaster_user_id"] == CHANNEL


async def test_being_connected_is_told_once_it_is_so_with_the_number_of_channels(
    server: TwitchServer, ears: Ears
) -> None:
    async with started(server) as house:
        await house.listening()

    assert any("connected to Twitch: 1 channel" in line for line in ears.lines)


async def test_a_missing_scope_is_told_once_and_stops_nothing_else(
    server: TwitchServer, ears: Ears
) -> None:
    lacking = "moderator:read:suspicious_users"
    server.world.scopes[BOT_TOKEN] = tuple(each for each in EVERY_SCOPE if each != lacking)
    async with started(server) as house:
        await house.listening()

        for _ in range(2):
            client = house.connector._present()
            assert isinstance(client, Listener)
            await client._watchdog.look()

    refused = [line for line in ears.lines if "subscription refused" in line]
    assert len(refused) == 2
    assert all("suspicious_user" in line for line in refused)
    assert len(server.subscriptions) == WANTED - 2


async def test_a_server_that_is_down_at_the_start_is_tried_again(
    server: TwitchServer, ears: Ears
) -> None:
    await server.stop()
    async with started(server) as house:
        await ears.wait_for("connection failed")

        await server.start()
        await house.listening()

        assert await house.apply(HIDE) is Outcome.APPLIED


async def test_a_failing_subscription_starts_everything_afresh(
    server: TwitchServer, ears: Ears
) -> None:
    server.script("POST", "eventsub/subscriptions", 500)
    async with started(server) as house:
        await ears.wait_for("connection failed")

        await house.listening()

        assert len(server.subscriptions) == WANTED


async def test_a_channel_that_refuses_does_not_silence_the_others(
    server: TwitchServer, ears: Ears
) -> None:
    server.script("POST", "eventsub/subscriptions", 403, "subscription missing authorization")
    async with started(server, channels=["099", CHANNEL]) as house:
        await house.listening()
        await server.notify("channel.chat.message", chat_message(spoken("hi")))

        assert isinstance(await house.next_event(), Message)
        assert any("subscription refused" in line and "'099'" in line for line in ears.lines)


async def test_a_socket_closed_for_good_is_opened_again(house: House) -> None:
    house.server.subscribed.clear()

    await house.server.hang_up(4003)  # connection unused: the library gives up here
    await house.listening()
    await house.server.notify("channel.chat.message", chat_message(spoken("hi")))

    assert isinstance(await house.next_event(), Message)


async def test_a_channel_where_the_bot_is_no_moderator_is_named(
    server: TwitchServer, ears: Ears
) -> None:
    server.world.moderators[CHANNEL] = set()
    async with started(server) as house:
        await house.listening()

        assert any("no moderator there" in line and "'100'" in line for line in ears.lines)


async def test_a_sink_that_breaks_loses_one_event_only(server: TwitchServer, ears: Ears) -> None:
    house = House(server)
    keep = house.sink
    broken = iter([True])

    async def fragile(event: object) -> None:
        if next(broken, False):
            raise OSError("the words of somebody")
        await keep(event)  # type: ignore[arg-type]

    house.sink = fragile  # type: ignore[method-assign]
    async with house.running():
        await house.listening()
        for number in ("m1", "m2"):
            said = chat_message(spoken("hi"), message_id=number)
            await server.notify("channel.chat.message", said)

        assert (await house.next_event()).id == "m2"  # type: ignore[union-attr]
        assert not any("words of somebody" in line for line in ears.lines)


async def test_a_closed_connector_leaves_nothing_reconnecting(server: TwitchServer) -> None:
    async with started(server) as house:
        await house.listening()
        (socket,) = house.connector._present()._websockets[BOT].values()
        await server.stop()
        async with asyncio.timeout(PATIENCE):
            while not socket._connection_tasks:  # noqa: ASYNC110  The library tells nobody.
                await asyncio.sleep(0)
        (reconnecting,) = socket._connection_tasks

    assert reconnecting.cancelling()


async def test_a_closed_connector_does_not_start_again(server: TwitchServer) -> None:
    house = House(server)
    await house.connector.close()

    await house.connector.run(house.sink)

    assert server.subscriptions == []
