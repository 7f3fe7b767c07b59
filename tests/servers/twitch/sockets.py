"""EventSub's websocket: sessions with a welcome, keepalives, notifications and ends."""

import asyncio
import json
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.servers.twitch.conduits import Conduits
from tests.servers.twitch.shapes import Json, metadata, moment_now
from tests.servers.twitch.subscriptions import Subscriptions

UNUSED = 4003
TOO_LATE = 4004
SECONDS_TO_SUBSCRIBE = 10.0
SECONDS_TO_MOVE = 30.0


@dataclass(eq=False)
class Session:
    id: str
    socket: web.WebSocketResponse
    keepalive: float
    used: asyncio.Event = field(default_factory=asyncio.Event)


class Sockets:
    """`silent` keeps back keepalives; `held` keeps back a moved session's welcome until set."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}
        self.opened = asyncio.Event()
        self.silent = False
        self.patience = SECONDS_TO_SUBSCRIBE
        self.patience_to_move = SECONDS_TO_MOVE
        self.held: asyncio.Event | None = None
        self.asked_to_move = asyncio.Event()
        self.subscriptions: Subscriptions
        self.conduits: Conduits
        self._moves: dict[str, str] = {}
        self._turns = count()

    def is_open(self, session: str) -> bool:
        return session in self.sessions

    async def converse(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        seconds = float(request.query.get("keepalive_timeout_seconds", 10))
        session = Session(str(uuid4()), socket, seconds)
        former = self._moves.pop(request.query.get("move", ""), "")
        if former:
            self.asked_to_move.set()
            await self._move(former, session)
        self.sessions[session.id] = session
        await self._welcome(session)
        async with asyncio.TaskGroup() as tasks:
            helpers = [tasks.create_task(self._keep(session))]
            if not former:
                helpers.append(tasks.create_task(self._expect_use(session)))
            while (await socket.receive()).type is WSMsgType.TEXT:
                pass
            self.forget(session.id)
            for helper in helpers:
                helper.cancel()
        return socket

    async def send(self, session: str, facts: Json, payload: Json) -> None:
        if session in self.sessions:
            text = json.dumps({"metadata": facts, "payload": payload})
            await self.sessions[session].socket.send_str(text)

    async def notify(self, kind: str, event: Json, *, notification: str, at: str) -> None:
        """To every socket whose subscription asks for it; conduits choose one of theirs."""
        facts = metadata("notification", notification) | {"message_timestamp": at}
        facts |= {"subscription_type": kind, "subscription_version": "1"}
        for each in self.subscriptions.enabled:
            if each["type"] == kind and _is_about(each["condition"], event):
                await self.send(
                    self._session_for(each), facts, {"subscription": each, "event": event}
                )

    async def revoke(self, kind: str, reason: str) -> None:
        for each in self.subscriptions.enabled:
            if each["type"] == kind:
                each["status"] = reason
                facts = metadata("revocation") | {"subscription_type": kind}
                facts["subscription_version"] = each["version"]
                await self.send(self._session_for(each), facts, {"subscription": each})

    async def ask_to_move(self, address: str) -> None:
        """session_reconnect; the old socket goes on until the new one is welcomed."""
        for session in tuple(self.sessions.values()):
            key = str(uuid4())
            self._moves[key] = session.id
            shown = self._shown(session) | {"status": "reconnecting"}
            shown["reconnect_url"] = f"{address}?move={key}"
            await self.send(session.id, metadata("session_reconnect"), {"session": shown})
            asyncio.get_running_loop().call_later(self.patience_to_move, self._too_late, key)

    async def hang_up(self, code: int) -> None:
        for session in tuple(self.sessions.values()):
            await self.end(session.id, code)

    async def end(self, session: str, code: int) -> None:
        if session in self.sessions:
            socket = self.sessions[session].socket
            self.forget(session)
            await socket.close(code=code)

    def forget(self, session: str) -> None:
        if self.sessions.pop(session, None):
            self.subscriptions.end_all_of(session)

    async def _move(self, former: str, session: Session) -> None:
        if self.held:
            await self.held.wait()
        self.subscriptions.move(former, session.id)
        self.conduits.move(former, session.id)
        session.used.set()
        asyncio.get_running_loop().call_later(0.01, self._end_soon, former)

    def _too_late(self, key: str) -> None:
        if key in self._moves:
            self._end_soon(self._moves.pop(key), TOO_LATE)

    def _end_soon(self, session: str, code: int = TOO_LATE) -> None:
        if session in self.sessions:
            self._ending = asyncio.ensure_future(self.end(session, code))

    async def _welcome(self, session: Session) -> None:
        shown = self._shown(session) | {"status": "connected"}
        await self.send(session.id, metadata("session_welcome"), {"session": shown})
        self.opened.set()

    async def _keep(self, session: Session) -> None:
        while True:
            await asyncio.sleep(session.keepalive)
            if not self.silent:
                await self.send(session.id, metadata("session_keepalive"), {})

    async def _expect_use(self, session: Session) -> None:
        try:
            async with asyncio.timeout(self.patience):
                await session.used.wait()
        except TimeoutError:
            await self.end(session.id, UNUSED)

    def _session_for(self, subscription: Json) -> str:
        transport = subscription["transport"]
        if transport["method"] == "conduit":
            return self.conduits.session_for(transport["conduit_id"], next(self._turns))
        return str(transport["session_id"])

    def _shown(self, session: Session) -> Json:
        return {
            "id": session.id,
            "connected_at": moment_now(),
            "keepalive_timeout_seconds": int(session.keepalive),
            "reconnect_url": None,
        }


def _is_about(condition: Json, event: Json) -> bool:
    """Whether the event's channel is the one that was asked for."""
    channel = condition.get("broadcaster_user_id") or condition.get("to_broadcaster_user_id")
    return channel in {event.get("broadcaster_user_id"), event.get("to_broadcaster_user_id")}
