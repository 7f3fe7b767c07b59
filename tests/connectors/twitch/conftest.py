import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import twitchio.client
from twitchio.eventsub import websockets
from twitchio.http import Route

from connectors.former import NotKeptError
from connectors.twitch.client import TwitchConnector
from connectors.twitch.subscriptions import wanted_in
from connectors.twitch.ties import Ties
from connectors.twitch.tokens import Tokens, TokensInMemory
from engine.actions import Action, Inverse, Order, Outcome
from engine.events import Author, Community, Event, Place, Platform
from tests.running import PATIENCE
from tests.servers.twitch import BOT, BOT_TOKEN, CHANNEL, LOGIN, REFRESH_TOKEN, TwitchServer

PLACE = Place(Community(Platform.TWITCH, CHANNEL), LOGIN)
MOMENT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
SECRET = "application-secret"
WANTED = len(wanted_in([CHANNEL], bot=BOT))
TEN_MINUTES = timedelta(minutes=10)


class Notes:
    """Former settings that outlast a connector; `full` ones cannot be written."""

    def __init__(self) -> None:
        self.kept: dict[tuple[Community, str], str] = {}
        self.full = False

    async def read(self, community: Community, name: str) -> str | None:
        return self.kept.get((community, name))

    async def keep(self, community: Community, name: str, value: str) -> None:
        if self.full:
            raise NotKeptError("no room left")
        self.kept[community, name] = value

    async def forget(self, community: Community, name: str) -> None:
        self.kept.pop((community, name), None)


class House:
    """A connector on its server, and what it delivered."""

    def __init__(self, server: TwitchServer, **changes: object) -> None:
        self.server = server
        self.store = TokensInMemory()
        self.notes = Notes()
        self.ordered: list[tuple[Place, str, str]] = []
        self.answer = "Done."
        self.heard: asyncio.Queue[Event] = asyncio.Queue()
        usual = {
            "client_id": "client",
            "client_secret": SECRET,
            "bot_id": BOT,
            "channels": [CHANNEL],
            "store": self.store,
            "first_tokens": Tokens(BOT_TOKEN, REFRESH_TOKEN),
        }
        names = {field.name for field in fields(Ties)} & changes.keys()
        tied = {name: changes.pop(name) for name in names}
        usual["ties"] = self.ties(**tied)
        self.connector = TwitchConnector(**(usual | server.addresses | changes))  # type: ignore[arg-type]

    def ties(self, **changes: object) -> Ties:
        usual = {
            "now": lambda: MOMENT,
            "echo_patience": 0.05,
            "former": self.notes,
            "rests": (0.01,),
        }
        return Ties(**(usual | {"commands": self.command} | changes))  # type: ignore[arg-type]

    async def command(self, place: Place, author: Author, words: str) -> str:
        self.ordered.append((place, author.id, words))
        return self.answer

    async def sink(self, event: Event) -> None:
        await self.heard.put(event)

    async def next_event(self) -> Event:
        async with asyncio.timeout(PATIENCE):
            return await self.heard.get()

    async def apply(self, action: Action | Inverse, *, place: Place = PLACE) -> Outcome:
        return await self.connector.enforcer.apply(order_of(action, place))

    @asynccontextmanager
    async def running(self) -> AsyncIterator["House"]:
        run = asyncio.create_task(self.connector.run(self.sink))
        try:
            yield self
        finally:
            await self.connector.close()
            await run

    async def listening(self) -> None:
        """Return once the server has heard every subscription and the client knows it."""
        async with asyncio.timeout(PATIENCE):
            await self.server.subscribed.wait()
            while not (self.connector._client and self.connector._client.listening):  # noqa: ASYNC110
                await asyncio.sleep(0)


@asynccontextmanager
async def started(server: TwitchServer, **changes: object) -> AsyncIterator[House]:
    async with House(server, **changes).running() as house:
        yield house


class Ears(logging.Handler):
    """Wakes whoever waits for a line of the log, and keeps all of them as they were written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._awaited: dict[str, asyncio.Event] = {}

    def emit(self, record: logging.LogRecord) -> None:
        line = f"{self.format(record)} {vars(record)}"
        self.lines.append(line)
        for words, heard in self._awaited.items():
            if words in line:
                heard.set()

    async def wait_for(self, words: str) -> None:
        heard = self._awaited.setdefault(words, asyncio.Event())
        if any(words in line for line in self.lines):
            return
        async with asyncio.timeout(PATIENCE):
            await heard.wait()


@pytest.fixture
async def ears() -> AsyncIterator[Ears]:
    ears = Ears()
    root = logging.getLogger()
    level = root.level
    root.addHandler(ears)
    root.setLevel(logging.DEBUG)
    yield ears
    root.setLevel(level)
    root.removeHandler(ears)


def order_of(action: Action | Inverse, place: Place = PLACE) -> Order:
    return Order(id=uuid4(), place=place, action=action, case=4, reason="case 4: insult")


@pytest.fixture(autouse=True)
def _untouched_library(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = (
        (Route, "BASE"),
        (Route, "ID_BASE"),
        (websockets, "WSS"),
        (websockets, "Websocket"),
        (twitchio.client, "Websocket"),
    )
    for owner, name in changed:
        monkeypatch.setattr(owner, name, getattr(owner, name))


@pytest.fixture
async def server() -> AsyncIterator[TwitchServer]:
    server = TwitchServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def house(server: TwitchServer) -> AsyncIterator[House]:
    """A house that listens already; what its start asked for is forgotten."""
    async with House(server).running() as house:
        await house.listening()
        server.calls.clear()
        yield house
