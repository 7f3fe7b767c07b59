import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from twitchio.eventsub import websockets
from twitchio.http import Route

from connectors.twitch.client import TwitchConnector
from engine.actions import Action, Inverse, Order, Outcome
from engine.events import Community, Event, Place, Platform
from tests.servers.twitch import BOT, BOT_TOKEN, CHANNEL, LOGIN, REFRESH_TOKEN, TwitchServer

PLACE = Place(Community(Platform.TWITCH, CHANNEL), LOGIN)
SECRET = "application-secret"


class House:
    """A connector on its server, and what it delivered."""

    def __init__(self, server: TwitchServer, **changes: object) -> None:
        self.server = server
        self.heard: asyncio.Queue[Event] = asyncio.Queue()
        usual = {
            "client_id": "client",
            "client_secret": SECRET,
            "bot_id": BOT,
            "channels": [CHANNEL],
            "access_token": BOT_TOKEN,
            "refresh_token": REFRESH_TOKEN,
            "rests": (0.01,),
        }
        self.connector = TwitchConnector(**(usual | server.addresses | changes))  # type: ignore[arg-type]

    async def sink(self, event: Event) -> None:
        await self.heard.put(event)

    async def next_event(self) -> Event:
        async with asyncio.timeout(5):
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
        async with asyncio.timeout(5):
            await self.server.subscribed.wait()
            client = self.connector._client
            assert client
            await client.wait_until_ready()


def order_of(action: Action | Inverse, place: Place = PLACE) -> Order:
    return Order(id=uuid4(), place=place, action=action, case=4, reason="case 4: insult")


@pytest.fixture(autouse=True)
def _untouched_library(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in ((Route, "BASE"), (Route, "ID_BASE"), (websockets, "WSS")):
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
