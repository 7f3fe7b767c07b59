"""A whole Discord on the loopback, on a port of its own."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from tests.servers.discord.gateway import Gateway
from tests.servers.discord.rest import Call, Rest
from tests.servers.discord.shapes import MOD_LOG, Payload, guild
from tests.servers.discord.world import World

_SHOW_FORM = 9


@dataclass(frozen=True, slots=True)
class LoopbackDiscord:
    world: World
    gateway: Gateway
    rest: Rest

    @property
    def guild(self) -> Payload:
        return self.world.guild

    def written(self, text: str, **changes: object) -> Payload:
        return self.world.written(text, **changes)  # type: ignore[arg-type]

    async def dispatch(self, event: str, payload: object) -> None:
        await self.gateway.dispatch(event, payload)

    async def settled(self) -> None:
        await self.gateway.settled()

    async def say(self, text: str, **changes: object) -> Payload:
        message = self.written(text, **changes)
        await self.dispatch("MESSAGE_CREATE", message)
        return message

    async def click(self, label: str, message: Payload, *, by: str) -> None:
        await self.dispatch("INTERACTION_CREATE", self.world.clicked(label, message, by=by))

    async def submit(self, words: str, message: Payload, *, by: str) -> None:
        """Fill in the form that was shown last, after a click on this message."""
        callbacks = [call.body for call in self.rest.calls if call.path.endswith("/callback")]
        form = [body["data"] for body in callbacks if body and body["type"] == _SHOW_FORM][-1]
        filled = self.world.submitted(form, message, by=by, words=words)
        await self.dispatch("INTERACTION_CREATE", filled)

    def cards(self, at: str = MOD_LOG) -> list[Payload]:
        """Messages with buttons that there are in a channel, as they are by now."""
        posted = [one for one in self.world.messages.values() if one["channel_id"] == at]
        return [one for one in posted if one.get("components")]

    def fail(self, call: str, status: int, *, code: int = 0) -> None:
        answer = {"code": code, "message": "scripted", "retry_after": 0.01, "global": False}
        self.rest.faults.setdefault(call, deque()).append((status, answer))

    def asked(self, method: str) -> list[Call]:
        """Calls that change something, but for the opening of direct channels."""
        return [
            call
            for call in self.rest.calls
            if call.method == method and call.path != "/users/@me/channels"
        ]


@asynccontextmanager
async def loopback_discord(**changes: object) -> AsyncIterator[LoopbackDiscord]:
    world = World(guild(**changes))  # type: ignore[arg-type]
    gateway = Gateway(world)
    server = LoopbackDiscord(world, gateway, Rest(world, gateway))
    site = web.Application()
    for path in ("/gateway", "/gateway/"):
        site.router.add_get(path, gateway.serve)
    site.router.add_route("*", "/api/v10/{path:.*}", server.rest.serve)
    runner = web.AppRunner(site, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.address = f"127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
