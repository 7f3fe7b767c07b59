"""Connections are lost, sessions end, events are garbled: nothing more is lost, nothing doubled."""

import asyncio
from collections.abc import Sequence

import pytest

from engine.actions import Outcome, Untimeout
from engine.events import MessageDeleted, MessageEdited
from tests.connectors.discord.conftest import PATIENCE, Heard, Visit, connector_to, heard, visiting
from tests.servers.discord import GUILD, MEMBER, TEXT, LoopbackDiscord, Payload, guild

pytestmark = pytest.mark.promise("R10")


async def texts(visit: Visit, count: int) -> Sequence[str]:
    return [(await visit.heard.next()).text for _ in range(count)]


def nothing_more(visit: Visit) -> bool:
    return visit.heard.events.empty()


# ---------------------------------------------------------------- lost connections


@pytest.mark.parametrize("how", ["dropped", "asked to"])
async def test_a_session_is_resumed_and_hears_what_was_said_meanwhile_once(
    server: LoopbackDiscord, how: str
) -> None:
    server.gateway.resumable = True
    async with visiting(server) as visit, asyncio.timeout(PATIENCE):
        await heard(visit, text="before")
        await (server.gateway.drop() if how == "dropped" else server.gateway.ask_to_reconnect())
        await server.say("meanwhile")
        await server.gateway.resumed.wait()
        await server.say("after")

        assert await texts(visit, 2) == ["meanwhile", "after"]
        await server.settled()
        assert nothing_more(visit)
    assert (server.gateway.connections, server.gateway.identifies) == (2, 1)


async def test_after_a_refused_resume_edits_and_deletions_are_still_heard(
    server: LoopbackDiscord,
) -> None:
    async with visiting(server) as visit, asyncio.timeout(PATIENCE):
        said = await server.say("fine")
        await visit.heard.next()
        server.gateway.welcomed.clear()
        await server.gateway.drop()
        await server.gateway.welcomed.wait()

        edit = {**said, "content": "awful", "edited_timestamp": "2026-03-01T00:05:00+00:00"}
        await server.dispatch("MESSAGE_UPDATE", edit)
        await server.dispatch(
            "MESSAGE_DELETE", {"id": said["id"], "channel_id": TEXT, "guild_id": GUILD}
        )
        edited, deleted = await visit.heard.next(), await visit.heard.next()

    assert isinstance(edited, MessageEdited)
    assert edited.message.text == "awful"
    assert isinstance(deleted, MessageDeleted)
    assert server.gateway.identifies == 2


async def test_after_a_refused_resume_haven_waits_before_it_identifies_itself_anew(
    server: LoopbackDiscord,
) -> None:
    rests: list[float] = []

    async def sleep(seconds: float) -> None:
        rests.append(seconds)
        await asyncio.sleep(0)

    async with visiting(server, sleep=sleep) as visit, asyncio.timeout(PATIENCE):
        server.gateway.welcomed.clear()
        await server.gateway.drop()
        await server.gateway.welcomed.wait()
        await heard(visit, text="back")

    assert 5.0 in rests


async def test_a_connection_that_answers_no_heartbeat_is_made_anew(
    server: LoopbackDiscord,
) -> None:
    server.gateway.resumable = True
    server.gateway.heartbeat_every = 100
    async with visiting(server) as visit, asyncio.timeout(PATIENCE):
        client = visit.connector.enforcer._client()
        client.ws._keep_alive.heartbeat_timeout = 0.2  # type: ignore[union-attr]
        server.gateway.acknowledges = False
        await server.gateway.resumed.wait()
        server.gateway.acknowledges = True
        await server.say("alive")

        assert await texts(visit, 1) == ["alive"]
    assert server.gateway.identifies == 1


# ---------------------------------------------------------------- garbled events

GARBLED: Sequence[tuple[str, object]] = (
    ("MESSAGE_CREATE", {}),
    ("MESSAGE_CREATE", []),
    ("MESSAGE_CREATE", None),
    ("MESSAGE_CREATE", {"id": "x", "channel_id": TEXT}),
    ("MESSAGE_CREATE", {"id": str(2**70), "channel_id": str(2**70), "guild_id": GUILD}),
    ("MESSAGE_UPDATE", {"id": "1"}),
    ("MESSAGE_UPDATE", {"id": "1", "channel_id": TEXT, "guild_id": GUILD, "author": 7}),
    ("MESSAGE_DELETE", {"id": None, "channel_id": TEXT}),
    ("MESSAGE_DELETE_BULK", {"ids": 5, "channel_id": TEXT}),
    ("GUILD_MEMBER_ADD", {"guild_id": GUILD, "user": None}),
    ("GUILD_MEMBER_UPDATE", {"guild_id": GUILD, "user": {"id": MEMBER}, "roles": None}),
    ("GUILD_CREATE", {"id": "77"}),
    ("THREAD_CREATE", {"id": "1", "guild_id": GUILD}),
    ("THREAD_UPDATE", {"guild_id": GUILD, "parent_id": None}),
    ("CHANNEL_CREATE", {"guild_id": GUILD, "type": "text"}),
    ("USER_UPDATE", {"id": "1"}),
    ("AUTO_MODERATION_ACTION_EXECUTION", {"guild_id": GUILD}),
    ("INTERACTION_CREATE", {"id": "1", "type": 3}),
    ("INTERACTION_CREATE", {"id": "1", "type": 99, "data": "none", "token": 5}),
    ("NOT_KNOWN_TO_ANYBODY", {"id": 1}),
)


async def test_no_garbled_event_ends_the_client(visit: Visit) -> None:
    for event, payload in GARBLED:
        await visit.server.dispatch(event, payload)
    await visit.server.say("broken", thread=None, mentions=None)
    await visit.server.settled()

    message = await heard(visit, text="whole")

    assert message.text == "whole"
    assert visit.server.gateway.connections == 1


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param("{", id="no JSON"),
        pytest.param("[]", id="no object"),
        pytest.param({"op": 10, "d": None}, id="a HELLO without content"),
        pytest.param({"op": 0, "t": "RESUMED", "s": 9, "d": None}, id="a RESUMED without content"),
        pytest.param({"op": 0, "t": "READY", "s": 9, "d": {}}, id="a READY without content"),
    ],
)
async def test_a_garbled_frame_costs_a_connection_and_no_more(
    server: LoopbackDiscord, frame: object
) -> None:
    async with visiting(server) as visit, asyncio.timeout(PATIENCE):
        server.gateway.welcomed.clear()
        await server.gateway.send(frame)
        await server.gateway.welcomed.wait()

        await heard(visit, text="whole")
    assert server.gateway.connections == 2


async def test_an_unknown_operation_is_passed_over(visit: Visit) -> None:
    await visit.server.gateway.send({"op": 77, "d": {"what": None}})

    await heard(visit, text="whole")
    assert visit.server.gateway.connections == 1


async def test_servers_that_are_away_at_the_start_are_served_when_they_come(
    server: LoopbackDiscord,
) -> None:
    away: Payload = {**guild(), "id": "1999", "unavailable": True}
    server.world.others.append({"id": "1999", "unavailable": True})
    async with visiting(server) as visit, asyncio.timeout(PATIENCE):
        await heard(visit, text="here")
        rooms = [{**room, "id": f"9{room['id']}", "guild_id": "1999"} for room in away["channels"]]
        back = {**away, "unavailable": False, "channels": rooms, "threads": []}
        await server.dispatch("GUILD_CREATE", back)
        await server.say("there", at=f"9{TEXT}", guild_id="1999")

        (text,) = await texts(visit, 1)
    assert text == "there"


# ---------------------------------------------------------------- compression


async def test_words_come_through_a_compressed_stream(server: LoopbackDiscord) -> None:
    server.gateway.compresses = True
    async with visiting(server) as visit:
        for text in ("x" * 2_000, "naïve 🙂"):
            assert (await heard(visit, text=text)).text == text


async def test_a_stream_that_is_no_stream_costs_a_connection_and_no_more(
    server: LoopbackDiscord,
) -> None:
    async with visiting(server) as visit, asyncio.timeout(PATIENCE):
        server.gateway.welcomed.clear()
        await server.gateway.send(b"\xff" * 8 + b"\x00\x00\xff\xff")
        await server.gateway.welcomed.wait()

        await heard(visit, text="whole")


# ---------------------------------------------------------------- heat


@pytest.mark.parametrize("code", [1000, 4000])
async def test_a_gateway_that_drops_everyone_at_once_is_called_a_handful_of_times(
    server: LoopbackDiscord, code: int
) -> None:
    """The bare library called 900 times a second; here a real second goes by."""
    server.gateway.faults.extend([f"close {code}"] * 500)
    connector = connector_to(server, sleep=asyncio.sleep)
    running = asyncio.create_task(connector.run(Heard()))
    await asyncio.sleep(1.2)
    await connector.close()
    await running

    assert 2 <= server.gateway.connections <= 3


# ---------------------------------------------------------------- calls that come too early


async def test_what_is_to_be_done_at_the_start_is_done_as_soon_as_discord_is_there(
    server: LoopbackDiscord,
) -> None:
    server.gateway.faults.append("close 1000")
    connector, sink = connector_to(server), Heard()
    running = asyncio.create_task(connector.run(sink))
    await asyncio.sleep(0)

    async with asyncio.timeout(PATIENCE):
        calls = [Visit(server, connector, sink).apply(Untimeout(user=MEMBER)) for _ in range(6)]
        outcomes = await asyncio.gather(*calls)
    await connector.close()
    await running

    assert set(outcomes) == {Outcome.APPLIED}
