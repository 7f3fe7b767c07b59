"""In a flood, messages wait their turn; nobody who clicks waits behind them."""

import asyncio
from dataclasses import dataclass, field

import discord
import pytest

from connectors.discord.turns import Turns
from engine.events import Event
from tests.connectors.discord.conftest import Heard, visiting
from tests.running import PATIENCE
from tests.servers.discord import GUILD, OWNER, TEXT, LoopbackDiscord, Payload, membership, person

FLOOD = 600


@dataclass
class Jam(Heard):
    """A sink that takes nothing in until it is let go, once it is jammed."""

    free: asyncio.Event = field(default_factory=asyncio.Event)
    most: int = 0
    _inside: int = 0

    async def __call__(self, event: Event) -> None:
        self._inside += 1
        self.most = max(self.most, self._inside)
        await self.free.wait()
        self._inside -= 1
        await super().__call__(event)


def _command() -> Payload:
    return {
        "id": "7001",
        "application_id": "100",
        "type": 2,
        "token": "token",
        "version": 1,
        "guild_id": GUILD,
        "channel_id": TEXT,
        "member": {**membership(), "user": person(OWNER), "permissions": "0"},
        "data": {"id": "9000", "name": "status", "type": 1},
        "app_permissions": "0",
        "attachment_size_limit": 1,
        "entitlements": [],
        "authorizing_integration_owners": {"0": GUILD},
        "context": 0,
    }


async def test_a_command_overtakes_a_flood_that_is_not_taken_in(server: LoopbackDiscord) -> None:
    asked, jam = asyncio.Event(), Jam()
    jam.free.set()

    async def hearing(client: discord.Client) -> None:
        async def on_interaction(_: discord.Interaction) -> None:
            asked.set()

        client.event(on_interaction)

    async with visiting(server, hears=jam, furnish=hearing):
        jam.free.clear()
        for number in range(FLOOD):
            await server.say(f"word {number}")
        await server.dispatch("INTERACTION_CREATE", _command())
        async with asyncio.timeout(PATIENCE):
            await asked.wait()
        heard_before = jam.events.qsize()
        jam.free.set()
        texts = [(await jam.next()).text for _ in range(FLOOD)]

    assert heard_before == 0
    assert texts == [f"word {number}" for number in range(FLOOD)]
    assert jam.most < FLOOD


async def test_what_waits_when_a_client_ends_is_handed_on(server: LoopbackDiscord) -> None:
    jam = Jam()
    jam.free.set()
    async with visiting(server, hears=jam) as visit:
        jam.free.clear()
        for number in range(FLOOD):
            await server.say(f"word {number}")
        await server.settled()
        await visit.connector.close()
        jam.free.set()

        texts = [(await jam.next()).text for _ in range(FLOOD)]

    assert texts == [f"word {number}" for number in range(FLOOD)]


async def test_events_are_taken_in_at_once_while_there_is_room() -> None:
    taken: list[int] = []

    Turns(most=2).take(taken.append, 1)

    assert taken == [1]


async def test_events_wait_in_their_order_until_others_have_made_room() -> None:
    taken: list[int] = []
    turns = Turns(most=1)
    with turns.under_way():
        for number in range(3):
            turns.take(taken.append, number)
        await asyncio.sleep(0)
        waited = list(taken)
    async with asyncio.timeout(PATIENCE):
        while len(taken) < 3:  # noqa: ASYNC110 - one turn after another
            await asyncio.sleep(0)

    assert waited == []
    assert taken == [0, 1, 2]


async def test_messages_beyond_what_may_wait_are_lost_and_nothing_else_is(
    caplog: pytest.LogCaptureFixture,
) -> None:
    taken: list[str] = []
    turns = Turns(most=1, longest=2)
    with turns.under_way():
        for number in range(4):
            turns.hear(taken.append, f"message {number}")
        turns.take(taken.append, "channel")
        await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE):
        while "lost in a flood" not in caplog.text:  # noqa: ASYNC110 - one turn after another
            await asyncio.sleep(0)

    assert taken == ["message 0", "message 1", "channel"]
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert caplog.records[-1].__dict__["messages"] == 2


async def test_flushing_takes_in_all_that_waits() -> None:
    taken: list[int] = []
    turns = Turns(most=1)
    with turns.under_way():
        turns.take(taken.append, 1)
        turns.take(taken.append, 2)
        turns.flush()

        assert taken == [1, 2]
