"""The real client, connected to a Discord on the loopback."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from connectors.discord.client import DiscordConnector
from connectors.discord.ties import Ties
from connectors.former import NotKeptError
from engine.actions import Action, Inverse, Order, Outcome
from engine.events import Community, Event, Message, Place, Platform
from tests.running import PATIENCE
from tests.servers.discord import (
    BOT,
    GUILD,
    MOD_LOG,
    TEXT,
    LoopbackDiscord,
    loopback_discord,
    person,
)

INN = Community(Platform.DISCORD, GUILD)
HALL = Place(INN, TEXT)
# Shortly after the messages and edits of the tests.
NOW = datetime(2026, 3, 1, 0, 6, tzinfo=UTC)


@dataclass
class Heard:
    """A sink that keeps events; told to, it fails at each of them."""

    fails: bool = False
    events: asyncio.Queue[Event] = field(default_factory=asyncio.Queue)

    async def __call__(self, event: Event) -> None:
        self.events.put_nowait(event)
        if self.fails:
            raise RuntimeError("the sink is broken")

    async def next(self) -> Any:  # noqa: ANN401  each test knows which event it waits for
        async with asyncio.timeout(PATIENCE):
            return await self.events.get()


@dataclass
class Visit:
    server: LoopbackDiscord
    connector: DiscordConnector
    heard: Heard

    async def apply(
        self,
        action: Action | Inverse,
        *,
        at: Place = HALL,
        number: int = 7,
        reason: str = "why",
        renewal: bool = False,
    ) -> Outcome:
        order = Order(
            id=UUID(int=number),
            place=at,
            action=action,
            case=number,
            reason=reason,
            renewal=renewal,
        )
        return await self.connector.enforcer.apply(order)


async def heard(visit: Visit, **said: object) -> Message:
    await visit.server.say(**{"text": "words", **said})  # type: ignore[arg-type]
    message = await visit.heard.next()
    assert isinstance(message, Message)
    return message


@dataclass
class Kept:
    """Former settings that outlast a connector; full, they keep nothing more."""

    notes: dict[tuple[Community, str], str] = field(default_factory=dict)
    full: bool = False

    async def read(self, community: Community, name: str) -> str | None:
        return self.notes.get((community, name))

    async def noted(self, prefix: str) -> Mapping[Community, Sequence[str]]:
        found: dict[Community, list[str]] = defaultdict(list)
        for community, name in self.notes:
            if name.startswith(prefix):
                found[community].append(name)
        return found

    async def keep(self, community: Community, name: str, value: str) -> None:
        if self.full:
            raise NotKeptError
        self.notes[community, name] = value

    async def forget(self, community: Community, name: str) -> None:
        self.notes.pop((community, name), None)


async def at_once(_: float) -> None:
    await asyncio.sleep(0)


def connector_to(server: LoopbackDiscord, **changes: object) -> DiscordConnector:
    """`changes` are of the connector's options or of its ties."""
    tied: dict[str, Any] = {
        "mod_log": {GUILD: MOD_LOG}.get,
        "now": lambda: NOW,
        "mute_roles": {},
        "former": Kept(),
        "sleep": at_once,
    }
    names = {field.name for field in fields(Ties)}
    tied |= {name: each for name, each in changes.items() if name in names}
    options: dict[str, Any] = {
        "token": "t0ken",
        "ties": Ties(**tied),
        "rest_base": server.world.rest_base,
        "gateway_url": server.world.gateway_url,
    }
    own = {name: each for name, each in changes.items() if name not in names}
    return DiscordConnector(**(options | own))


async def has_come_in(visit: Visit) -> None:
    """Words can only be heard where the server is known, so hear some."""
    async with asyncio.timeout(PATIENCE):
        await visit.server.gateway.welcomed.wait()
    await visit.server.say("hello", mentions=[person(BOT)])
    await visit.heard.next()


@asynccontextmanager
async def visiting(
    server: LoopbackDiscord, *, hears: Heard | None = None, **changes: object
) -> AsyncIterator[Visit]:
    connector, heard = connector_to(server, **changes), hears or Heard()
    visit = Visit(server, connector, heard)
    server.gateway.welcomed.clear()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(connector.run(heard))
        try:
            await has_come_in(visit)
            yield visit
        finally:
            await connector.close()


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with loopback_discord() as started:
        yield started


@pytest.fixture
async def visit(server: LoopbackDiscord) -> AsyncIterator[Visit]:
    async with visiting(server) as begun:
        yield begun
