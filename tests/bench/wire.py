"""A loopback Discord that is no bottleneck: many servers, frames made once, every call timed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter

import orjson
from aiohttp import web

from tests.bench import scenery
from tests.servers.discord import Payload, guild, membership, person
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.interactions import Interactions
from tests.servers.discord.rest import Rest
from tests.servers.discord.world import World

Heard = Callable[[str, str, float], None]


def _nobody(method: str, path: str, moment: float) -> None:
    """For whoever does not look on."""


@dataclass(slots=True)
class BenchGateway(Gateway):
    """Tells of `servers` servers; `introduced` is when the last of them was told of."""

    servers: int = 0
    introduced: dict[int, float] = field(default_factory=dict)
    shards: dict[int, web.WebSocketResponse] = field(default_factory=dict)

    async def tell(self, event: str, payload: Payload) -> float:
        """Says when the frame was handed to the connection that it belongs on."""
        where = int(payload.get("guild_id") or 0) >> 22
        socket = self.shards[where % len(self.shards)]
        frame = self._frame(event, payload)
        began = perf_counter()
        await socket.send_str(frame)
        return began

    def _frame(self, event: str, payload: Payload) -> str:
        told = orjson.dumps(payload).decode()
        return f'{{"op":0,"t":"{event}","s":{next(self._numbers)},"d":{told}}}'

    async def _welcome(self, socket: web.WebSocketResponse, identity: Payload) -> None:
        shard, of = identity.get("shard", (0, 1))
        mine = [each for each in range(self.servers) if _shard_of(each, of) == shard]
        known = [{"id": scenery.server_id(each)} for each in mine]
        ready = self._ready(known) | {"shard": [shard, of]}
        await socket.send_str(self._frame("READY", ready))
        for number in mine:
            await socket.send_str(self._frame("GUILD_CREATE", scenery.server(number)))
        self.introduced[shard] = perf_counter()
        self.shards[shard] = socket
        if len(self.shards) == of:
            self.welcomed.set()

    def _chunk(self, asked: Payload) -> Payload:
        where = asked["guild_id"]
        people = map(str, asked.get("user_ids", ()))
        return {
            "guild_id": where,
            "members": [_member(each) for each in people],
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": asked.get("nonce"),
        }


@dataclass(slots=True)
class BenchRest(Rest):
    """Does what it is asked. `heard` is told of each call when it comes; `cards` are by server."""

    heard: Heard = field(default=_nobody)
    cards: dict[str, Payload] = field(default_factory=dict)
    count: int = 0

    async def serve(self, request: web.Request) -> web.StreamResponse:  # type: ignore[override]
        path = request.path.removeprefix("/api/v10")
        self.heard(request.method, path, perf_counter())
        self.count += 1
        match (request.method, *path.strip("/").split("/")):
            case ("GET", "guilds", _, "members", user):
                return _json(_member(user))
            case ("PATCH", "guilds", where, "members", user):
                return _json(await self._changed(where, user, orjson.loads(await request.read())))
            case ("POST", "users", "@me", "channels"):
                return _json(_direct_channel(orjson.loads(await request.read())["recipient_id"]))
            case ("POST", "channels", room, "messages"):
                return _json(self._posted(room, await _body(request)))
            case ("POST", "interactions", number, _, "callback"):
                return _json({"interaction": {"id": number, "type": 3}})
            case ("PATCH" | "POST" | "DELETE", "channels" | "webhooks", room, *_):
                return _json(self._posted(room, {}))
            case _:
                # Login and the like, as in every test.
                return await Rest.serve(self, request)

    async def _changed(self, where: str, user: str, body: Payload) -> Payload:
        """As on Discord, the gateway tells what a call has changed."""
        member = _member(user) | body
        await self.gateway.tell(  # type: ignore[attr-defined]
            "GUILD_MEMBER_UPDATE", member | {"guild_id": where}
        )
        return member

    def _posted(self, room: str, body: Payload) -> Payload:
        where = str(int(room) >> 22 << 22)
        message = scenery.posted(where, room, body, number=self.count)
        if body.get("components") and room == scenery.mod_log_id(where):
            self.cards.setdefault(where, message)
        return message


@dataclass(frozen=True, slots=True)
class Wire:
    world: World
    gateway: BenchGateway
    rest: BenchRest


@asynccontextmanager
async def wire(*, servers: int) -> AsyncIterator[Wire]:
    world = World(guild())
    gateway = BenchGateway(world, servers=servers)
    rest = BenchRest(world, gateway, Interactions(world))
    site = web.Application()
    for path in ("/gateway", "/gateway/"):
        site.router.add_get(path, gateway.serve)
    site.router.add_route("*", "/api/v10/{path:.*}", rest.serve)
    runner = web.AppRunner(site, shutdown_timeout=1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.address = f"127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield Wire(world, gateway, rest)
    finally:
        await asyncio.wait_for(runner.cleanup(), 10)


def _shard_of(number: int, shards: int) -> int:
    return (int(scenery.server_id(number)) >> 22) % shards


def _member(user: str) -> Payload:
    return {"user": person(user), **membership()}


def _direct_channel(user: str) -> Payload:
    return {"id": user, "type": 1, "recipients": [person(user)], "last_message_id": None}


async def _body(request: web.Request) -> Payload:
    """Cards bring their picture along in a form."""
    if request.content_type == "multipart/form-data":
        form = await request.post()
        return dict(orjson.loads(str(form["payload_json"])))
    return dict(orjson.loads(await request.read()))


def _json(payload: Payload) -> web.Response:
    return web.Response(body=orjson.dumps(payload), headers={"Content-Type": "application/json"})
