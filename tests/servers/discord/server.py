"""A whole Discord on the loopback, on a port of its own."""

from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from tests.servers.discord.asking import choice, click, command, form, interaction, menu
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.interactions import Asked, Interactions
from tests.servers.discord.rest import Call, Fault, Rest
from tests.servers.discord.shapes import MOD_LOG, TEXT, Payload, guild
from tests.servers.discord.world import World


@dataclass(frozen=True, slots=True)
class LoopbackDiscord:
    world: World
    gateway: Gateway
    rest: Rest
    interactions: Interactions

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

    async def command(self, words: str, *, by: str, at: str = TEXT, **values: object) -> Asked:
        """One of those that the bot told of, with the values of its options."""
        data = command(self.world, self.rest.commands, words, values)
        return await self.tell(self._heard(2, data, by, at))

    async def menu(self, name: str, target: str | Payload, *, by: str, at: str = TEXT) -> Asked:
        """On a message, or on the person with that id."""
        data = menu(self.world, self.rest.commands, name, target)
        return await self.tell(self._heard(2, data, by, at))

    async def click(self, label: str, message: Payload, *, by: str) -> Asked:
        return await self.tell(self.clicked(label, message, by=by))

    def clicked(self, label: str, message: Payload, *, by: str) -> Asked:
        """A click of which the bot is still to be told."""
        return self._heard(3, click(message, label), by, message["channel_id"], message)

    async def tell(self, asked: Asked) -> Asked:
        await self.dispatch("INTERACTION_CREATE", asked.told)
        return asked

    async def choose(self, name: str, message: Payload, *values: str, by: str) -> Asked:
        data = choice(self.world, message, name, values)
        return await self.tell(self._heard(3, data, by, message["channel_id"], message))

    async def submit(self, modal: Payload, *, by: str, at: str = TEXT, **values: str) -> Asked:
        return await self.tell(self._heard(5, form(modal, values), by, at))

    def _heard(
        self, kind: int, data: Payload, by: str, at: str, message: Payload | None = None
    ) -> Asked:
        told = interaction(self.world, kind, data, by=by, at=at)
        if message:
            told["message"] = self.world.bare(message)
        return self.interactions.heard(told)

    def cards(self, at: str = MOD_LOG) -> list[Payload]:
        """Messages with buttons that there are in a channel, as they are by now."""
        posted = [one for one in self.world.messages.values() if one["channel_id"] == at]
        return [one for one in posted if one.get("components")]

    def fail(
        self,
        call: str,
        status: int,
        *,
        code: int = 0,
        wait: float = 0.01,
        headers: Mapping[str, str | None] | None = None,
    ) -> None:
        """`wait` is for how long a 429 asks; a header that is None is left out."""
        given = {"Retry-After": f"{wait:.0f}", **(headers or {})}
        is_global = "X-RateLimit-Global" in given
        answer = {"code": code, "message": "scripted", "retry_after": wait, "global": is_global}
        self.fault(call, Fault(status, answer, given))

    def fault(self, call: str, fault: Fault) -> None:
        self.rest.faults.setdefault(call, deque()).append(fault)

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
    interactions = Interactions(world)
    rest = Rest(world, gateway, interactions)
    server = LoopbackDiscord(world, gateway, rest, interactions)
    site = web.Application()
    for path in ("/gateway", "/gateway/"):
        site.router.add_get(path, gateway.serve)
    site.router.add_get("/files/{path:.*}", rest.file)
    site.router.add_route("*", "/api/v10/{path:.*}", server.rest.serve)
    runner = web.AppRunner(site, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.address = f"127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
