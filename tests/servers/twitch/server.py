"""The server: one port for id, Helix and EventSub; everything asked of Helix is kept."""

import asyncio
import json
import time
from asyncio import Event
from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qsl

from aiohttp import web

from tests.servers.twitch.conduits import Conduits
from tests.servers.twitch.exchange import SILENCE, Answer, Call, Refused, Script
from tests.servers.twitch.helix import Helix
from tests.servers.twitch.identity import Identity
from tests.servers.twitch.limits import ChatLines, Points
from tests.servers.twitch.moderation import Moderation
from tests.servers.twitch.shapes import FIRST_OF_MARCH, Json
from tests.servers.twitch.sockets import Sockets
from tests.servers.twitch.subscriptions import Subscriptions
from tests.servers.twitch.world import ChatLine, World


class TwitchServer:
    """`script` puts answers before the usual ones; `calls` holds what was asked of Helix, and
    `heard` is told of each when it comes. `seconds` is the time that brings points back.
    """

    def __init__(self, seconds: Callable[[], float] = time.time) -> None:
        self.calls: list[Call] = []
        self.heard: Callable[[Call], None] = lambda _: None
        self.statuses: Counter[int] = Counter()
        self.subscriptions: list[Json] = []
        self.subscribed = Event()
        self.port = 0
        self.slowness = 0.0
        self.world = World()
        self.identity = Identity(self.world)
        self.points = Points(seconds)
        self.sockets = Sockets()
        self.ledger = Subscriptions(self.world, is_open=self.sockets.is_open)
        self.conduits = Conduits(is_open=self.sockets.is_open)
        self.sockets.subscriptions, self.sockets.conduits = self.ledger, self.conduits
        self.ledger.created, self.conduits.assigned = self._note, self._use
        moderation = Moderation(self.world, ChatLines(seconds))
        self._helix = Helix(self.world, self.points, moderation, self.ledger, self.conduits)
        self._script = Script()
        self._runner: web.AppRunner | None = None

    @property
    def owners(self) -> dict[str, str]:
        return self.world.owners

    @property
    def settings(self) -> Json:
        return self.world.settings

    @settings.setter
    def settings(self, settings: Json) -> None:
        self.world.settings = settings

    @property
    def shield(self) -> bool:
        return self.world.shield

    @shield.setter
    def shield(self, active: bool) -> None:
        self.world.shield = active

    @property
    def addresses(self) -> dict[str, str]:
        host = f"127.0.0.1:{self.port}"
        return {
            "helix_url": f"http://{host}/helix",
            "id_url": f"http://{host}",
            "eventsub_url": f"ws://{host}/ws",
        }

    async def start(self) -> None:
        """On a port of the system's choice at first, and on the same one ever after."""
        application = web.Application()
        application.router.add_get("/ws", self.sockets.converse)
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self.hang_up(1001)
        if self._runner:
            await self._runner.cleanup()

    def script(
        self, method: str, path: str, status: int, message: str = "", **headers: str
    ) -> None:
        """Once; several wait for their turns."""
        self._script.once(method, path, _scripted(status, message, headers))

    def always(self, method: str, path: str, status: int, message: str = "") -> None:
        self._script.lasting(method, path, _scripted(status, message, {}))

    def no_longer(self, method: str, path: str) -> None:
        self._script.lasting(method, path, None)

    async def notify(
        self, kind: str, event: Json, *, notification: str = "", at: str = FIRST_OF_MARCH
    ) -> None:
        if kind == "channel.chat.message":
            line = ChatLine(event["chatter_user_id"], self.world.now())
            self.world.lines[event["message_id"]] = line
        await self.sockets.notify(kind, event, notification=notification, at=at)

    async def hang_up(self, code: int) -> None:
        await self.sockets.hang_up(code)

    async def reconnect(self) -> None:
        await self.sockets.ask_to_move(self.addresses["eventsub_url"])

    async def revoke(self, kind: str, reason: str = "authorization_revoked") -> None:
        await self.sockets.revoke(kind, reason)

    def _note(self, made: Json) -> None:
        self.subscriptions.append({key: made[key] for key in ("type", "version", "condition")})
        self._use(str(made["transport"].get("session_id", "")))
        if made["type"] == "channel.raid":
            self.subscribed.set()

    def _use(self, session: str) -> None:
        if session in self.sockets.sessions:
            self.sockets.sessions[session].used.set()

    async def _answer(self, request: web.Request) -> web.Response:
        call = await _call(request)
        if not call.path.startswith("oauth2/"):
            self.calls.append(call)
            self.heard(call)
        if self.slowness:
            await asyncio.sleep(self.slowness)
        answer = self._script.next(call) or self._usual(call)
        self.statuses[answer.status] += 1
        if answer.status == SILENCE and request.transport:
            request.transport.abort()
        if answer.status == web.HTTPNoContent.status_code:
            return web.Response(status=answer.status, headers=answer.headers)
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)

    def _usual(self, call: Call) -> Answer:
        if not call.path.startswith("oauth2/"):
            return self._helix.answer(call)
        try:
            return self.identity.answer(call)
        except Refused as refusal:
            return refusal.answer


async def _call(request: web.Request) -> Call:
    text = await request.text()
    body = json.loads(text) if request.content_type == "application/json" and text else {}
    query = dict(request.query)
    if request.content_type == "application/x-www-form-urlencoded":
        query |= dict(parse_qsl(text))
    return Call(
        method=request.method,
        path=request.path.removeprefix("/helix/").strip("/"),
        query=query,
        body=body,
        token=request.headers.get("Authorization", "").split(" ")[-1],
        client=request.headers.get("Client-Id", ""),
    )


def _scripted(status: int, message: str, headers: dict[str, str]) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"status": status, "message": message}, named)
