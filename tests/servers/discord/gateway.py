"""The loopback Discord's websocket: it welcomes clients and tells them what happens."""

import asyncio
import json
import zlib
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

from aiohttp import WSMsgType, web

from tests.servers.discord.shapes import BOT, CONTENT_INTENT, Payload, person
from tests.servers.discord.world import World

_WITH_CONTENT = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})


@dataclass(slots=True)
class Gateway:
    """A fault is "refuse" (no websocket at all) or, for instance, "close 1000" after HELLO; each
    hits one connection. Sessions whose connection was lost can be resumed while `resumable`, and
    hear then what was told meanwhile. `acknowledges` heartbeats unless told not to.
    """

    world: World
    faults: deque[str] = field(default_factory=deque)
    connections: int = 0
    close_codes: list[int | None] = field(default_factory=list)
    welcomed: asyncio.Event = field(default_factory=asyncio.Event)
    resumable: bool = False
    acknowledges: bool = True
    compresses: bool = False
    heartbeat_every: int = 45_000
    identifies: int = 0
    resumed: asyncio.Event = field(default_factory=asyncio.Event)
    _missed: list[tuple[str, object]] = field(default_factory=list)
    _left: Payload = field(default_factory=dict)
    _streams: "dict[web.WebSocketResponse, zlib._Compress]" = field(default_factory=dict)
    _heartbeat: asyncio.Event = field(default_factory=asyncio.Event)
    _sockets: dict[web.WebSocketResponse, Payload] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def drop(self, *, code: int = 4_000) -> None:
        """Lose all connections, as a restart on Discord's side does."""
        for socket in self._let_go():
            await socket.close(code=code)

    async def send(self, frame: object) -> None:
        """To every client, whatever it is; text and bytes go out as they are."""
        for socket in list(self._sockets):
            await self._write(socket, frame)

    async def ask_to_reconnect(self) -> None:
        for socket in self._let_go():
            await self._write(socket, {"op": 7, "d": None})

    def _let_go(self) -> Sequence[web.WebSocketResponse]:
        """From now on clients hear nothing until they resume."""
        sockets = list(self._sockets)
        for socket in sockets:
            self._left = self._sockets.pop(socket)
        return sockets

    async def dispatch(self, event: str, payload: object) -> None:
        if self._left:
            self._missed.append((event, payload))
        for socket, identity in list(self._sockets.items()):
            if isinstance(payload, dict) and not _is_for(payload.get("guild_id", "0"), identity):
                continue
            shown = payload
            if event in _WITH_CONTENT and isinstance(payload, dict):
                shown = _as_intended(payload, identity["intents"])
            await self._send(socket, event, shown)

    async def settled(self) -> None:
        """Return once every client has taken in all that was dispatched."""
        self._heartbeat.clear()
        for socket in self._sockets:
            await self._write(socket, {"op": 1})
        await self._heartbeat.wait()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.connections += 1
        fault = self.faults.popleft() if self.faults else ""
        if fault == "refuse":
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.compresses and request.query.get("compress") == "zlib-stream":
            self._streams[socket] = zlib.compressobj()
        await self._write(socket, {"op": 10, "d": {"heartbeat_interval": self.heartbeat_every}})
        if fault.startswith("close"):
            await socket.close(code=int(fault.split()[1]))
            return socket
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._hear(socket, json.loads(frame.data))
        self.close_codes.append(socket.close_code)
        self._left = self._sockets.pop(socket, self._left) if self.resumable else {}
        return socket

    async def _hear(self, socket: web.WebSocketResponse, frame: Payload) -> None:
        match frame["op"]:
            case 1:
                self._heartbeat.set()
                if self.acknowledges:
                    await self._write(socket, {"op": 11})
            case 2 if frame["d"]["intents"] & self.world.refused_intents:
                await socket.close(code=4014)
            case 2:
                self.identifies += 1
                await self._welcome(socket, frame["d"])
            case 6 if self.resumable and self._left:
                await self._resume(socket)
            case 6:
                await self._write(socket, {"op": 9, "d": False})
            case 8:
                await self.dispatch("GUILD_MEMBERS_CHUNK", self._chunk(frame["d"]))

    async def _write(self, socket: web.WebSocketResponse, frame: object) -> None:
        """Clients may be leaving just now."""
        text = frame if isinstance(frame, str | bytes) else json.dumps(frame)
        stream = self._streams.get(socket)
        with suppress(ConnectionResetError):
            if stream and isinstance(text, str):
                text = stream.compress(text.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)
            if isinstance(text, bytes):
                return await socket.send_bytes(text)
            return await socket.send_str(text)

    async def _send(self, socket: web.WebSocketResponse, event: str, payload: object) -> None:
        await self._write(socket, {"op": 0, "t": event, "s": next(self._numbers), "d": payload})

    async def _resume(self, socket: web.WebSocketResponse) -> None:
        missed, self._missed = self._missed, []
        identity, self._left = self._left, {}
        self._sockets[socket] = identity
        for event, payload in missed:
            await self._send(socket, event, payload)
        await self._send(socket, "RESUMED", {})
        self.resumed.set()

    async def _welcome(self, socket: web.WebSocketResponse, identity: Payload) -> None:
        everywhere = (self.world.guild, *self.world.others)
        guilds = [guild for guild in everywhere if _is_for(guild["id"], identity)]
        shard = list(_shard(identity))
        await self._send(socket, "READY", self._ready(guilds) | {"shard": shard})
        for guild in guilds:
            await self._send(socket, "GUILD_CREATE", self._introduced(guild))
        self._sockets[socket] = identity
        if len(self._sockets) >= _shard(identity)[1]:
            self.welcomed.set()

    def _ready(self, guilds: list[Payload]) -> Payload:
        return {
            "v": 10,
            "user": person(BOT, is_bot=True),
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
            "session_id": "session",
            "resume_gateway_url": self.world.gateway_url,
            "application": {"id": BOT, "flags": 0},
        }

    def _introduced(self, guild: Payload) -> Payload:
        """Discord itself tells a bot without presences of nobody but the bot, and of speakers."""
        if self.world.is_silent_on_members:
            return guild | {
                "members": [one for one in guild["members"] if one["user"]["id"] == BOT]
            }
        return guild

    def _chunk(self, asked: Payload) -> Payload:
        """All who are there, or those of whom the bot asks by number."""
        there = {member["user"]["id"]: member for member in self.world.guild["members"]}
        wanted = list(map(str, asked.get("user_ids", there)))
        return {
            "guild_id": asked["guild_id"],
            "members": [there[user] for user in wanted if user in there],
            "not_found": [user for user in wanted if user not in there],
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": asked.get("nonce"),
        }


def _shard(identity: Payload) -> tuple[int, int]:
    """Which of how many connections this is."""
    number, count = identity.get("shard", (0, 1))
    return number, count


def _is_for(guild: str | None, identity: Payload) -> bool:
    """Direct messages, which name no guild, go to the first shard."""
    number, count = _shard(identity)
    return (int(guild or 0) >> 22) % count == number


def _as_intended(message: Payload, intents: int) -> Payload:
    """Without the content intent bots read only their own words and those that mention them."""
    if intents & CONTENT_INTENT:
        return message
    mentioned = any(person["id"] == BOT for person in message["mentions"])
    if mentioned or message["author"]["id"] == BOT:
        return message
    return message | {"content": "", "embeds": [], "attachments": []}
