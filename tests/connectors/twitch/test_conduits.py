"""Many channels: subscriptions that belong to a conduit, whose shards come and go."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from connectors.twitch.client import MOST_ON_A_SOCKET
from connectors.twitch.connections import ConduitConnection
from engine.actions import Hide, Outcome
from engine.events import Message
from tests.connectors.twitch.conftest import WANTED, Ears, House
from tests.servers.twitch import APP_TOKEN, BOT_TOKEN, CHANNEL, TwitchServer, chat_message
from tests.servers.twitch.shapes import spoken

HIDE = Hide(user="200", message="m1")
SHARDS = 2


@pytest.fixture
async def crowd(server: TwitchServer) -> AsyncIterator[House]:
    async with House(server, conduit=True).running() as house:
        await house.listening()
        yield house


def connection(house: House) -> ConduitConnection:
    client = house.connector._present()
    assert isinstance(client, ConduitConnection)
    return client


async def said(house: House, *names: str) -> None:
    for name in names:
        message = chat_message(spoken("hi"), message_id=name)
        await house.server.notify("channel.chat.message", message)


async def heard(house: House) -> str:
    event = await house.next_event()
    assert isinstance(event, Message)
    return event.id


async def until_connected(house: House, *, other_than: set[str]) -> set[str]:
    """Return the sessions once every shard is on another than the former ones."""
    async with asyncio.timeout(5):
        while True:
            (shards,) = house.server.conduits.known.values()
            sessions = {each for each in shards if house.server.sockets.is_open(each)}
            if len(sessions) == SHARDS and not sessions & other_than:
                return sessions
            await asyncio.sleep(0)


async def test_events_of_all_shards_reach_the_same_sink(crowd: House) -> None:
    await said(crowd, "m2", "m3", "m4")

    assert {await heard(crowd) for _ in range(3)} == {"m2", "m3", "m4"}
    assert len(crowd.server.sockets.sessions) == SHARDS


async def test_the_application_subscribes_and_the_bot_moderates(crowd: House) -> None:
    subscribing = [c for c in crowd.server.calls if c.route == ("POST", "eventsub/subscriptions")]

    assert {call.token for call in subscribing} == {APP_TOKEN}
    assert await crowd.apply(HIDE) is Outcome.APPLIED
    assert crowd.server.calls[-1].token == BOT_TOKEN


async def test_lost_shards_are_connected_again(crowd: House) -> None:
    former = set(crowd.server.sockets.sessions)
    await crowd.server.hang_up(4000)

    await until_connected(crowd, other_than=former)
    await said(crowd, "m2")

    assert await heard(crowd) == "m2"
    assert len(crowd.server.subscriptions) == WANTED


async def test_a_shard_moves_without_a_gap(crowd: House) -> None:
    sockets, former = crowd.server.sockets, set(crowd.server.sockets.sessions)
    sockets.held = asyncio.Event()
    await crowd.server.reconnect()
    await asyncio.wait_for(sockets.asked_to_move.wait(), 5)

    await said(crowd, "old")
    first = await heard(crowd)
    sockets.held.set()
    sessions = await until_connected(crowd, other_than=former)
    await said(crowd, "new")

    assert (first, await heard(crowd)) == ("old", "new")
    assert crowd.heard.empty()
    async with asyncio.timeout(5):
        while connection(crowd).moving:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
    await crowd.apply(HIDE)  # time enough for a mistaken third connection
    kept = connection(crowd).conduit_info.websockets.values()
    assert {each.session_id for each in kept} == sessions
    assert set(sockets.sessions) == sessions


async def test_the_next_run_takes_the_same_conduit(server: TwitchServer) -> None:
    for _ in range(2):
        async with House(server, conduit=True).running() as house:
            await house.listening()
            await said(house, "m2")

            assert await heard(house) == "m2"

    assert len(server.conduits.known) == 1
    assert len(server.subscriptions) == WANTED


async def test_a_run_asks_only_for_what_the_conduit_does_not_hold(server: TwitchServer) -> None:
    async with House(server, conduit=True).running() as house:
        await house.listening()
    server.calls.clear()
    async with House(server, conduit=True).running() as house:
        await house.listening()

    assert ("POST", "eventsub/subscriptions") not in [call.route for call in server.calls]


async def test_a_channel_that_haven_left_is_not_heard_any_more(server: TwitchServer) -> None:
    async with House(server, conduit=True).running() as house:
        await house.listening()
    async with House(server, conduit=True, channels=["500"]).running() as house:
        await house.listening()
        channels = {
            channel
            for each in server.ledger.enabled
            for name, channel in each["condition"].items()
            if "broadcaster" in name and channel
        }

        assert channels == {"500"}


async def test_a_subscription_that_was_lost_is_made_up_for(crowd: House) -> None:
    crowd.server.ledger.known.clear()

    await connection(crowd)._watchdog.look()
    await said(crowd, "m2")

    assert await heard(crowd) == "m2"


async def test_a_channel_that_did_not_let_the_bot_in_is_told(
    server: TwitchServer, ears: Ears
) -> None:
    server.world.moderators["500"] = set()
    async with House(server, conduit=True, channels=["500", CHANNEL]).running() as house:
        await house.listening()

        refused = [line for line in ears.lines if "subscription refused" in line]
        assert any("'500'" in line for line in refused)
        assert not any("'100'" in line for line in refused)


async def test_more_channels_than_a_socket_holds_get_a_conduit(server: TwitchServer) -> None:
    fit = MOST_ON_A_SOCKET // WANTED
    many = [str(number) for number in range(1000, 1001 + fit)]
    few = many[:fit]

    assert House(server, channels=many).connector._conduit
    assert not House(server, channels=few).connector._conduit


async def test_of_several_conduits_the_one_with_havens_subscriptions_is_taken(
    server: TwitchServer,
) -> None:
    async with House(server, conduit=True).running() as house:
        await house.listening()
    (own,) = server.conduits.known
    strangers = {"stranger-1": [""], "stranger-2": [""]}
    server.conduits.known = {"stranger-1": [""], own: server.conduits.known[own], **strangers}
    async with House(server, conduit=True).running() as house:
        await house.listening()
        await said(house, "m2")

        assert await heard(house) == "m2"
        assert connection(house).conduit_info.id == own
    assert set(server.conduits.known) == {own, *strangers}


async def test_where_every_conduit_is_another_programs_haven_makes_its_own(
    server: TwitchServer,
) -> None:
    server.conduits.known = {"stranger-1": [""], "stranger-2": [""]}
    async with House(server, conduit=True).running() as house:
        await house.listening()
        await said(house, "m2")

        assert await heard(house) == "m2"
    assert len(server.conduits.known) == 3
    assert server.conduits.known["stranger-1"] == [""]


async def test_without_room_for_a_conduit_the_log_says_what_to_do(
    server: TwitchServer, ears: Ears
) -> None:
    server.conduits.known = {f"stranger-{number}": [""] for number in range(5)}
    async with House(server, conduit=True).running():
        await ears.wait_for("register an application for Haven alone")
