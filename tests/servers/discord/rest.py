"""The loopback Discord's REST interface: it does what it is asked, refuses it, or fails."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import cast
from urllib.parse import unquote

from aiohttp import web

from tests.servers.discord.bodies import Files
from tests.servers.discord.changes import changed, member_of
from tests.servers.discord.definitions import complaints_about_commands
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.interactions import INVALID, Interactions, RefusedError
from tests.servers.discord.postings import Postings
from tests.servers.discord.rules import refusal
from tests.servers.discord.shapes import (
    BOT,
    Payload,
    application,
    commands_known,
    direct_channel,
    person,
)
from tests.servers.discord.world import World

UNKNOWN_MEMBER = 10_007
_NO_HEADERS: Mapping[str, str | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Call:
    """One REST call; `path` is what follows /api/v10."""

    method: str
    path: str
    body: Payload | None
    reason: str | None
    query: dict[str, str] = field(default_factory=dict)
    files: Files = field(default_factory=dict, compare=False)
    token: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """`after` the effect, or instead of it; without a status the connection is cut. Nothing comes
    before `until`.
    """

    status: int | None
    answer: Payload | bytes = field(default_factory=dict)
    headers: Mapping[str, str | None] = field(default_factory=dict)
    after: bool = False
    until: asyncio.Event | None = None


@dataclass(slots=True)
class Rest:
    """`faults` maps "METHOD path" to the answers it gives first; of all others `luck` decides.
    `answers` maps the path of a GET to what it finds, beyond what the server knows by itself.
    """

    world: World
    gateway: Gateway
    interactions: Interactions
    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    answers: Payload = field(default_factory=dict)
    luck: Callable[[Call], Fault | None] = lambda _: None
    calls: list[Call] = field(default_factory=list)
    refused: list[Call] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    commands: list[Payload] = field(default_factory=list)
    recommended_shards: int = 1

    async def serve(self, request: web.Request) -> web.Response:
        call = await _call(request)
        self.calls.append(call)
        faults = self.faults.get(f"{call.method} {call.path}")
        fault = faults.popleft() if faults else self.luck(call)
        if fault is None:
            return await self._carry_out(call)
        if fault.after:
            await self._carry_out(call)
        if fault.until:
            await fault.until.wait()
        return _failed(request, fault)

    async def _carry_out(self, call: Call) -> web.Response:
        if call.token is None and not call.path.startswith(("/interactions", "/webhooks")):
            return _json({"code": 0, "message": "401: Unauthorized"}, status=401)
        guild = self.world.guild
        code = refusal(guild, BOT, call.method, call.path, call.body or {})
        if code is not None:
            self.refused.append(call)
            return _json({"code": code, "message": "Missing Permissions"}, status=403)
        change = changed(guild, call.method, call.path, call.body or {})
        if change is None:
            return await self._answered(call)
        await self.gateway.dispatch(change.event, change.told)
        return _done() if change.answer is None else _json(change.answer)

    async def file(self, request: web.Request) -> web.Response:
        """Files are given out to everybody who knows their address."""
        content = self.world.files.get(request.match_info["path"])
        return _gone() if content is None else web.Response(body=content)

    async def _answered(self, call: Call) -> web.Response:
        postings = Postings(self.world, self.interactions)
        try:
            reply = postings.reply(call.method, call.path, call.body or {}, call.files)
            if reply is None:
                return self._answer(call)
        except RefusedError as refused:
            return self._refuse(call, refused)
        for event, told in reply.events:
            await self.gateway.dispatch(event, told)
        return _done() if reply.answer is None else _json(reply.answer)

    def _refuse(self, call: Call, why: RefusedError) -> web.Response:
        self.refused.append(call)
        self.complaints.append(f"{call.method} {call.path}: {why}")
        return _json({"code": why.code, "message": str(why)}, status=why.status)

    def _answer(self, call: Call) -> web.Response:
        world = self.world
        match (call.method, *call.path.strip("/").split("/")):
            case ("POST", "users", "@me", "channels"):
                return _json(direct_channel((call.body or {})["recipient_id"]))
            case ("PUT", "applications", _, "commands"):
                return self._told_of(cast("list[Payload]", call.body or []))
            case ("GET", "channels", at, "messages"):
                latest = world.latest(at, int(call.query.get("limit", 50)))
                return _json([world.bare(message) for message in latest])
            case (_, "guilds", _, "bans" | "bulk-ban", *_):
                return self._banned(call)
            case ("GET", "guilds", _, "roles", role):
                found = [one for one in world.guild["roles"] if one["id"] == role]
                return _json(found[0]) if found else _gone()
            case ("GET", *_):
                return self._found(call.path)
            case (_, "guilds", _, "members", user, *_) if member_of(world.guild, user) is None:
                return _gone(UNKNOWN_MEMBER)
            case _:
                return _done()

    def _banned(self, call: Call) -> web.Response:
        user = call.path.rsplit("/", 1)[1]
        match call.method:
            case "POST":
                done = self.world.banned_at_once(list(map(str, (call.body or {})["user_ids"])))
                return _json(done) if done else _json({"code": 500_000}, status=400)
            case "PUT":
                self.world.banned.add(user)
            case "DELETE":
                self.world.banned.discard(user)
        return _done()

    def _told_of(self, commands: list[Payload]) -> web.Response:
        if complaints := complaints_about_commands(commands):
            raise RefusedError(400, INVALID, "; ".join(complaints))
        self.commands = commands_known(commands)
        return _json(self.commands)

    def _found(self, path: str) -> web.Response:
        own = {
            "/users/@me": person(BOT, is_bot=True),
            "/oauth2/applications/@me": application(self.world.refused_intents),
            "/gateway/bot": self._recommendation(),
        }
        *_, kind, last = path.split("/")
        member = member_of(self.world.guild, last) if kind == "members" else None
        answer = self.answers.get(path) or own.get(path) or member
        return _json(answer) if answer else _gone()

    def _recommendation(self) -> Payload:
        limits = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return {
            "url": self.world.gateway_url,
            "shards": self.recommended_shards,
            "session_start_limit": limits,
        }


async def _call(request: web.Request) -> Call:
    body, files = await _body(request)
    reason = request.headers.get("X-Audit-Log-Reason")
    token = request.headers.get("Authorization", "")
    return Call(
        request.method,
        request.path.removeprefix("/api/v10"),
        body,
        unquote(reason) if reason else None,
        dict(request.query),
        files,
        token.removeprefix("Bot ") if token.startswith("Bot ") else None,
    )


async def _body(request: web.Request) -> tuple[Payload | None, Files]:
    """Files come along with the body in a form."""
    if request.content_type != "multipart/form-data":
        read = await request.read()
        return json.loads(read) if read else None, {}
    form = await request.post()
    parts = {key: part for key, part in form.items() if isinstance(part, web.FileField)}
    files = {key: (part.filename, part.file.read()) for key, part in parts.items()}
    return json.loads(str(form["payload_json"])), files


def _failed(request: web.Request, fault: Fault) -> web.Response:
    if fault.status is None:
        assert request.transport
        request.transport.abort()
        return web.Response()
    return _json(fault.answer, status=fault.status, headers=fault.headers)


def _json(
    payload: object, *, status: int = 200, headers: Mapping[str, str | None] = _NO_HEADERS
) -> web.Response:
    """discord.py wants this content type without a charset, and a 429 with a Via header."""
    usual = {"Content-Type": "application/json", "Via": "1.1 loopback"}
    given = {name: value for name, value in {**usual, **headers}.items() if value is not None}
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return web.Response(body=body, status=status, headers=given)


def _done() -> web.Response:
    return web.Response(status=204)


def _gone(code: int = 10_000) -> web.Response:
    return _json({"code": code, "message": "unknown"}, status=404)
