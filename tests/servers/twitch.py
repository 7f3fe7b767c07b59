"""A small Twitch on this machine: tokens, Helix and the EventSub websocket, all recorded."""

import json
from asyncio import Event
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

BOT = "900"
CHANNEL = "100"
LOGIN = "mikalive"
NOBODY = "404"
BOT_TOKEN = "bot-access"
REFRESH_TOKEN = "bot-refresh"
APP_TOKEN = "app-access"
FIRST_OF_MARCH = "2026-03-01T12:00:00.123456789Z"
SILENCE = 999  # a scripted status: the line is cut before an answer

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    body: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str
    query: dict[str, str]
    body: Json
    token: str


class TwitchServer:
    """`script` puts answers before the usual ones; `calls` holds what was asked of Helix."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.subscriptions: list[Json] = []
        self.subscribed = Event()
        self.owners = {BOT_TOKEN: BOT, "renewed-access": BOT, "streamer-access": CHANNEL}
        self.settings: Json = {"slow_mode": False, "slow_mode_wait_time": None}
        self.shield = False
        self.port = 0
        self._scripted: defaultdict[tuple[str, str], deque[Answer]] = defaultdict(deque)
        self._sockets: list[web.WebSocketResponse] = []
        self._runner: web.AppRunner | None = None

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
        application.router.add_get("/ws", self._converse)
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        for socket in self._sockets:
            await socket.close()
        self._sockets.clear()
        if self._runner:
            await self._runner.cleanup()

    def script(self, method: str, path: str, status: int, message: str = "") -> None:
        body = {"status": status, "message": message}
        self._scripted[method, path].append(Answer(status, body))

    async def notify(
        self, kind: str, event: Json, *, notification: str = "", at: str = FIRST_OF_MARCH
    ) -> None:
        metadata = _metadata("notification", notification) | {"message_timestamp": at}
        metadata |= {"subscription_type": kind, "subscription_version": "1"}
        payload = {"subscription": {"id": "s1", "type": kind}, "event": event}
        await self._send(metadata, payload)

    async def hang_up(self, code: int) -> None:
        for socket in self._sockets:
            await socket.close(code=code)
        self._sockets.clear()

    async def _send(self, metadata: Json, payload: Json) -> None:
        for socket in self._sockets:
            await socket.send_str(json.dumps({"metadata": metadata, "payload": payload}))

    async def _converse(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        session = {"id": str(uuid4()), "status": "connected", "connected_at": _now()}
        session |= {"keepalive_timeout_seconds": 10, "reconnect_url": None}
        self._sockets.append(socket)
        welcome = {"metadata": _metadata("session_welcome"), "payload": {"session": session}}
        await socket.send_str(json.dumps(welcome))
        while (await socket.receive()).type is WSMsgType.TEXT:
            pass
        return socket

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/helix/").strip("/")
        text = await request.text()
        body = json.loads(text) if request.content_type == "application/json" and text else {}
        token = request.headers.get("Authorization", "").split(" ")[-1]
        call = Call(request.method, path, dict(request.query), body, token)
        if not path.startswith("oauth2/"):
            self.calls.append(call)
        answer = self._next_answer(call)
        if answer.status == SILENCE and request.transport:
            request.transport.abort()
        if answer.status == web.HTTPNoContent.status_code:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)

    def _next_answer(self, call: Call) -> Answer:
        if scripted := self._scripted[call.method, call.path]:
            return scripted.popleft()
        usual = {
            ("GET", "oauth2/validate"): self._validate,
            ("POST", "oauth2/token"): self._grant,
            ("POST", "eventsub/subscriptions"): self._subscribe,
            ("PATCH", "chat/settings"): self._set,
            ("PUT", "moderation/shield_mode"): self._raise,
        }
        answer = usual.get((call.method, call.path))
        return answer(call) if answer else self._state(call)

    def _validate(self, call: Call) -> Answer:
        body: Json = {"client_id": "client", "scopes": [], "expires_in": 14_000}
        if owner := self.owners.get(call.token):
            return Answer(body=body | {"login": "somebody", "user_id": owner})
        if call.token == APP_TOKEN:
            return Answer(body=body)
        return Answer(401, {"status": 401, "message": "invalid access token"})

    def _grant(self, call: Call) -> Answer:
        body: Json = {"expires_in": 14_000, "scope": [], "token_type": "bearer"}
        if call.query["grant_type"] == "client_credentials":
            return Answer(body=body | {"access_token": APP_TOKEN})
        renewed = {"access_token": "renewed-access", "refresh_token": "renewed-refresh"}
        return Answer(body=body | renewed)

    def _subscribe(self, call: Call) -> Answer:
        self.subscriptions.append(call.body)
        if call.body["type"] == "channel.raid":
            self.subscribed.set()
        return Answer(202, {"data": [{"id": str(uuid4()), **call.body}]})

    def _set(self, call: Call) -> Answer:
        self.settings |= call.body
        return Answer(body={"data": [self._settings()]})

    def _raise(self, call: Call) -> Answer:
        self.shield = call.body["is_active"]
        return Answer(body={"data": [self._shield()]})

    def _state(self, call: Call) -> Answer:
        known = {
            ("GET", "users"): _user(call.query.get("id", "")),
            ("GET", "chat/settings"): self._settings(),
            ("GET", "moderation/shield_mode"): self._shield(),
            ("POST", "moderation/bans"): _sanction(call) | {"end_time": None},
            ("POST", "moderation/warnings"): _sanction(call) | {"reason": ""},
            ("POST", "chat/messages"): {"message_id": "m9", "is_sent": True},
        }
        if call.method == "DELETE":
            return Answer(204)
        if call.query.get("id") == NOBODY:
            return Answer(body={"data": []})
        if found := known.get((call.method, call.path)):
            return Answer(body={"data": [found]})
        return Answer(404, {"status": 404, "message": "not found"})

    def _settings(self) -> Json:
        usual = {"follower_mode": False, "subscriber_mode": False, "emote_mode": False}
        return usual | {"broadcaster_id": CHANNEL, "unique_chat_mode": False} | self.settings

    def _shield(self) -> Json:
        moderator = {"moderator_id": BOT, "moderator_login": "haven", "moderator_name": "Haven"}
        return moderator | {"is_active": self.shield, "last_activated_at": None}


def chat_message(*fragments: Json, badges: tuple[str, ...] = (), **changes: object) -> Json:
    """What channel.chat.message sends for ada's message in mika's channel."""
    usual = {
        **person("broadcaster_user", CHANNEL, LOGIN, "MikaLive"),
        **person("chatter_user", "200", "ada", "Ada"),
        "message_id": "m1",
        "message": {"text": "".join(part["text"] for part in fragments), "fragments": fragments},
        "message_type": "text",
        "badges": [{"set_id": badge, "id": "1", "info": ""} for badge in badges],
        "color": "",
        "cheer": None,
        "reply": None,
        "channel_points_custom_reward_id": None,
        "channel_points_animation_id": None,
        **{f"source_broadcaster_user_{part}": None for part in ("id", "login", "name")},
    }
    return usual | changes


def spoken(text: str) -> Json:
    return {"type": "text", "text": text}


def emote(name: str) -> Json:
    drawn = {"id": "25", "emote_set_id": "0", "owner_id": "0", "format": ["static"]}
    return {"type": "emote", "text": name, "emote": drawn}


def cheer(name: str, bits: int) -> Json:
    drawn = {"prefix": name, "bits": bits, "tier": 1}
    return {"type": "cheermote", "text": f"{name}{bits}", "cheermote": drawn}


def mention(user: str, name: str) -> Json:
    return {"type": "mention", "text": f"@{name}", "mention": person("user", user, name, name)}


def reply_to(message: str, user: str) -> Json:
    return {
        "parent_message_id": message,
        "parent_message_body": "hi",
        "thread_message_id": message,
        **person("parent_user", user, "bo", "Bo"),
        **person("thread_user", user, "bo", "Bo"),
    }


def person(role: str, user: str, login: str, name: str) -> Json:
    return {f"{role}_id": user, f"{role}_login": login, f"{role}_name": name}


def _user(user: str) -> Json:
    texts = ("type", "broadcaster_type", "description", "profile_image_url", "offline_image_url")
    named = {"id": user, "login": "ada", "display_name": "Ada"}
    return dict.fromkeys(texts, "") | named | {"created_at": "2020-01-02T03:04:05Z"}


def _sanction(call: Call) -> Json:
    user = call.body.get("data", {}).get("user_id", "")
    whose = {"broadcaster_id": CHANNEL, "moderator_id": BOT, "user_id": user}
    return whose | {"created_at": _now()}


def _metadata(kind: str, name: str = "") -> Json:
    return {
        "message_id": name or str(uuid4()),
        "message_type": kind,
        "message_timestamp": FIRST_OF_MARCH,
    }


def _now() -> str:
    return datetime.now(UTC).isoformat()
