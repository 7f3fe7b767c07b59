"""A Discord on the loopback: gateway and REST, as much of them as Haven's connector uses.

It records every call, can be told to fail one, and refuses the bot what Discord would.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import unquote

from aiohttp import WSMsgType, web

from tests.servers.discord_changes import changed, member_of
from tests.servers.discord_rules import refusal

Payload = dict[str, Any]

BOT, OWNER, ADMIN, MODERATOR, MEMBER, OTHER, NEWCOMER = (
    *("100", "200", "201", "202", "300", "301", "302"),
)
GUILD, TEXT, MOD_LOG, LOUNGE, THREAD = "1000", "2000", "2001", "2002", "2003"
ADMIN_ROLE, BOT_ROLE, MODERATOR_ROLE, HIGH_ROLE = "1001", "1002", "1003", "1004"

_ADMINISTRATOR, _VIEW, _SEND = 1 << 3, 1 << 10, 1 << 11
# What Haven asks for: kick, ban, channels, server, reactions, view, send, delete, read, speak,
# roles, threads, time-outs.
ALL_RIGHTS = sum(1 << bit for bit in (1, 2, 4, 5, 6, 10, 11, 13, 16, 20, 21, 28, 34, 38, 40))
_MODERATE = 1 << 40
MEMBERS_INTENT, CONTENT_INTENT = 1 << 1, 1 << 15
_WITH_CONTENT = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})
DISCORD_EPOCH = 1_420_070_400_000


def person(user: str, *, is_bot: bool = False) -> Payload:
    name = f"user{user}"
    return {
        "id": user,
        "username": name,
        "global_name": name.title(),
        "discriminator": "0",
        "avatar": None,
        "bot": is_bot,
    }


def membership(*roles: str) -> Payload:
    return {
        "roles": list(roles),
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def role(number: str, *, position: int, permissions: int) -> Payload:
    return {
        "id": number,
        "name": f"role{number}",
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": position,
        "permissions": str(permissions),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def channel(number: str, *, kind: int = 0, hidden: bool = False, **changes: object) -> Payload:
    """A text channel; a hidden one can be seen by the bot's role only."""
    rights = str(_VIEW | _SEND)
    overwrites = [
        {"id": GUILD, "type": 0, "allow": "0", "deny": rights},
        {"id": BOT_ROLE, "type": 0, "allow": rights, "deny": "0"},
    ]
    return {
        "id": number,
        "type": kind,
        "guild_id": GUILD,
        "name": f"channel{number}",
        "position": 0,
        "permission_overwrites": overwrites if hidden else [],
        "rate_limit_per_user": 0,
        **changes,
    }


def thread(number: str, *, parent: str) -> Payload:
    return channel(
        number,
        kind=11,
        parent_id=parent,
        owner_id=MEMBER,
        message_count=0,
        member_count=1,
        thread_metadata={
            "archived": False,
            "locked": False,
            "auto_archive_duration": 60,
            "archive_timestamp": "2026-01-01T00:00:00+00:00",
        },
    )


def guild(*, bot_rights: int = ALL_RIGHTS, **changes: object) -> Payload:
    members = {
        BOT: [BOT_ROLE],
        OWNER: [],
        ADMIN: [ADMIN_ROLE],
        MODERATOR: [MODERATOR_ROLE],
        MEMBER: [],
        OTHER: [HIGH_ROLE],
    }
    return {
        "id": GUILD,
        "name": "inn",
        "owner_id": OWNER,
        "unavailable": False,
        "large": False,
        "member_count": len(members),
        "features": [],
        "emojis": [],
        "stickers": [],
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "system_channel_flags": 0,
        "system_channel_id": TEXT,
        "roles": [
            role(GUILD, position=0, permissions=_VIEW | _SEND),
            role(ADMIN_ROLE, position=1, permissions=_ADMINISTRATOR),
            role(MODERATOR_ROLE, position=2, permissions=_MODERATE),
            role(BOT_ROLE, position=3, permissions=bot_rights),
            role(HIGH_ROLE, position=4, permissions=0),
        ],
        "channels": [channel(TEXT), channel(MOD_LOG, hidden=True), channel(LOUNGE)],
        "threads": [thread(THREAD, parent=TEXT)],
        "members": [
            {"user": person(user, is_bot=user == BOT), **membership(*roles)}
            for user, roles in members.items()
        ],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        **changes,
    }


@dataclass(frozen=True, slots=True)
class Call:
    """One REST call; `path` is what follows /api/v10."""

    method: str
    path: str
    body: Payload | None
    reason: str | None
    query: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class LoopbackDiscord:
    """`faults` maps "METHOD path" to the answers it gives first; `gateway_faults` likewise.

    `answers` maps the path of a GET to what it finds, beyond what the server knows by itself.
    `others` are further guilds; shards are told of their own ones only.
    `refused_intents` are those not switched on in the developer portal.
    A gateway fault is "refuse" (no websocket at all) or, for instance, "close 1000" after HELLO.
    """

    guild: Payload = field(default_factory=guild)
    faults: dict[str, deque[tuple[int, Payload]]] = field(default_factory=dict)
    answers: Payload = field(default_factory=dict)
    gateway_faults: deque[str] = field(default_factory=deque)
    messages: dict[str, Payload] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    refused: list[Call] = field(default_factory=list)
    connections: int = 0
    refused_intents: int = 0
    others: list[Payload] = field(default_factory=list)
    recommended_shards: int = 1
    close_codes: list[int | None] = field(default_factory=list)
    welcomed: asyncio.Event = field(default_factory=asyncio.Event)
    address: str = ""
    _heartbeat: asyncio.Event = field(default_factory=asyncio.Event)
    _sockets: dict[web.WebSocketResponse, Payload] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _posted: dict[str, Payload] = field(default_factory=dict)

    @property
    def rest_base(self) -> str:
        return f"http://{self.address}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://{self.address}/gateway"

    def fail(self, call: str, status: int, *, code: int = 0) -> None:
        answer = {"code": code, "message": "scripted", "retry_after": 0.01, "global": False}
        self.faults.setdefault(call, deque()).append((status, answer))

    def asked(self, method: str) -> list[Call]:
        """Calls that change something, but for the opening of direct channels."""
        return [
            call
            for call in self.calls
            if call.method == method and call.path != "/users/@me/channels"
        ]

    def number(self) -> str:
        """A new id, as of 1 March 2026."""
        milliseconds = 1_772_323_200_000 - DISCORD_EPOCH
        return str((milliseconds << 22) + next(self._numbers))

    def written(self, text: str, *, by: str = MEMBER, at: str = TEXT, **changes: object) -> Payload:
        """A message as the gateway and REST show it."""
        message = {
            "id": self.number(),
            "channel_id": at,
            "guild_id": GUILD,
            "type": 0,
            "content": text,
            "author": person(by),
            "member": self._membership(by),
            "timestamp": "2026-03-01T00:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "flags": 0,
            **changes,
        }
        if message["guild_id"] is None:
            # A direct message does not name any guild.
            del message["guild_id"], message["member"]
        self.messages[message["id"]] = message
        return message

    def _membership(self, user: str) -> Payload:
        """Clients believe what comes with a message over what they knew."""
        member = member_of(self.guild, user) or membership()
        return {name: value for name, value in member.items() if name != "user"}

    async def dispatch(self, event: str, payload: object) -> None:
        for socket, identity in list(self._sockets.items()):
            if isinstance(payload, dict) and not _is_for(payload.get("guild_id", "0"), identity):
                continue
            shown = payload
            if event in _WITH_CONTENT and isinstance(payload, dict):
                shown = _as_intended(payload, identity["intents"])
            await self._send(socket, event, shown)

    async def say(self, text: str, **changes: object) -> Payload:
        message = self.written(text, **changes)
        await self.dispatch("MESSAGE_CREATE", message)
        return message

    async def settled(self) -> None:
        """Return once every client has taken in all that was dispatched."""
        self._heartbeat.clear()
        for socket in self._sockets:
            await socket.send_json({"op": 1})
        await self._heartbeat.wait()

    async def gateway(self, request: web.Request) -> web.StreamResponse:
        self.connections += 1
        fault = self.gateway_faults.popleft() if self.gateway_faults else ""
        if fault == "refuse":
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 45_000}})
        if fault.startswith("close"):
            await socket.close(code=int(fault.split()[1]))
            return socket
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._hear(socket, json.loads(frame.data))
        self.close_codes.append(socket.close_code)
        self._sockets.pop(socket, None)
        return socket

    async def _hear(self, socket: web.WebSocketResponse, frame: Payload) -> None:
        match frame["op"]:
            case 1:
                self._heartbeat.set()
                await socket.send_json({"op": 11})
            case 2 if frame["d"]["intents"] & self.refused_intents:
                await socket.close(code=4014)
            case 2:
                await self._welcome(socket, frame["d"])
            case 6:
                await socket.send_json({"op": 9, "d": False})
            case 8:
                await self.dispatch("GUILD_MEMBERS_CHUNK", self._chunk(frame["d"]))

    async def _send(self, socket: web.WebSocketResponse, event: str, payload: object) -> None:
        await socket.send_json({"op": 0, "t": event, "s": next(self._numbers), "d": payload})

    async def _welcome(self, socket: web.WebSocketResponse, identity: Payload) -> None:
        guilds = [guild for guild in (self.guild, *self.others) if _is_for(guild["id"], identity)]
        shard = list(_shard(identity))
        await self._send(socket, "READY", self._ready(guilds) | {"shard": shard})
        for guild in guilds:
            await self._send(socket, "GUILD_CREATE", guild)
        self._sockets[socket] = identity
        if len(self._sockets) >= _shard(identity)[1]:
            self.welcomed.set()

    def _ready(self, guilds: list[Payload]) -> Payload:
        return {
            "v": 10,
            "user": person(BOT, is_bot=True),
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
            "session_id": "session",
            "resume_gateway_url": self.gateway_url,
            "application": {"id": BOT, "flags": 0},
        }

    def _chunk(self, asked: Payload) -> Payload:
        return {
            "guild_id": GUILD,
            "members": self.guild["members"],
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": asked.get("nonce"),
        }

    async def rest(self, request: web.Request) -> web.Response:
        call = await _call(request)
        self.calls.append(call)
        faults = self.faults.get(f"{call.method} {call.path}")
        if faults:
            status, answer = faults.popleft()
            return _json(answer, status=status)
        code = refusal(self.guild, BOT, call.method, call.path, call.body or {})
        if code is not None:
            self.refused.append(call)
            return _json({"code": code, "message": "Missing Permissions"}, status=403)
        change = changed(self.guild, call.method, call.path, call.body or {})
        if change is None:
            return self._answer(call)
        await self.dispatch(change.event, change.told)
        return _done() if change.answer is None else _json(change.answer)

    def _answer(self, call: Call) -> web.Response:
        match (call.method, *call.path.strip("/").split("/")):
            case ("POST", "users", "@me", "channels"):
                return _json(_direct_channel((call.body or {})["recipient_id"]))
            case ("POST", "channels", at, "messages"):
                return _json(self._post(at, call.body or {}))
            case ("GET", "channels", _, "messages", message) if message in self.messages:
                return _json(self.messages[message])
            case ("DELETE", "channels", _, "messages", message):
                return _gone() if self.messages.pop(message, None) is None else _done()
            case ("GET", "guilds", _, "roles", role):
                found = [one for one in self.guild["roles"] if one["id"] == role]
                return _json(found[0]) if found else _gone()
            case ("GET", *_):
                return self._found(call.path)
            case _:
                return _done()

    def _found(self, path: str) -> web.Response:
        own = {
            "/users/@me": person(BOT, is_bot=True),
            "/oauth2/applications/@me": _application(self.refused_intents),
            "/gateway/bot": self._recommendation(),
        }
        answer = self.answers.get(path) or own.get(path)
        return _json(answer) if answer else _gone()

    def _recommendation(self) -> Payload:
        limits = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return {
            "url": self.gateway_url,
            "shards": self.recommended_shards,
            "session_start_limit": limits,
        }

    def _post(self, at: str, body: Payload) -> Payload:
        """Discord answers a repeated nonce with the message that it already has."""
        key = f"{at} {body.get('nonce')}"
        if key not in self._posted:
            self._posted[key] = self.written(body["content"], by=BOT, at=at)
        return self._posted[key]


@asynccontextmanager
async def loopback_discord(**changes: object) -> AsyncIterator[LoopbackDiscord]:
    server = LoopbackDiscord(guild=guild(**changes))
    site = web.Application()
    site.router.add_get("/gateway", server.gateway)
    site.router.add_get("/gateway/", server.gateway)
    site.router.add_route("*", "/api/v10/{path:.*}", server.rest)
    runner = web.AppRunner(site, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.address = f"127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


async def _call(request: web.Request) -> Call:
    body = await request.read()
    reason = request.headers.get("X-Audit-Log-Reason")
    return Call(
        request.method,
        request.path.removeprefix("/api/v10"),
        json.loads(body) if body else None,
        unquote(reason) if reason else None,
        dict(request.query),
    )


def _json(payload: object, *, status: int = 200) -> web.Response:
    """discord.py wants this content type without a charset, and a 429 with a Via header."""
    return web.Response(
        body=json.dumps(payload).encode(),
        status=status,
        headers={"Content-Type": "application/json", "Via": "1.1 loopback"},
    )


def _done() -> web.Response:
    return web.Response(status=204)


def _gone() -> web.Response:
    return _json({"code": 10_000, "message": "unknown"}, status=404)


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
    mentioned = any(person["id"] == BOT for person in message["mentions"])
    if intents & CONTENT_INTENT or mentioned or message["author"]["id"] == BOT:
        return message
    return message | {"content": "", "embeds": [], "attachments": []}


def _application(refused_intents: int) -> Payload:
    allowed = {MEMBERS_INTENT: 1 << 15, CONTENT_INTENT: 1 << 19}
    return {
        "id": BOT,
        "name": "haven",
        "description": "",
        "icon": None,
        "flags": sum(flag for intent, flag in allowed.items() if not intent & refused_intents),
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "",
        "owner": person(OWNER),
    }


def _direct_channel(user: str) -> Payload:
    return {"id": f"9{user}", "type": 1, "recipients": [person(user)], "last_message_id": None}
