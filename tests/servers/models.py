"""What scripted servers of language models have in common: words, faults, and a life."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from aiohttp import web


class Fault(Enum):
    STALLED = auto()
    MISSING_MODEL = auto()
    ERROR_500 = auto()
    BUSY_503 = auto()
    CUT_JSON = auto()
    NO_JSON = auto()
    WRONG_SCHEMA = auto()
    OUT_OF_RANGE = auto()
    EMPTY = auto()
    ENDLESS = auto()
    PACKED = auto()
    SOMETHING_ELSE = auto()
    NO_OBJECT = auto()
    BOTTOMLESS = auto()
    HUGE_NUMBER = auto()
    ODD_REFUSAL = auto()
    WRONG_KEY_401 = auto()
    TOO_MANY_429 = auto()
    ELSEWHERE_307 = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for an answer; `schema` is empty where any words will do."""

    model: str
    messages: list[dict[str, str]]
    schema: Mapping[str, Any]
    body: Mapping[str, Any]
    headers: Mapping[str, str]


def answer(asked: Asked, **changes: object) -> str:
    """What a model that keeps to the schema says; it cites the first evidence there is."""
    told = {
        "rationale": "It is a mild insult.",
        "evidence_ids": asked.schema["properties"]["evidence_ids"]["items"]["enum"][:1],
        "category": "insult",
        "severity": "mild",
        "harm_percent": 60,
        "recommended_action": "follow_the_rules",
    }
    return json.dumps(told | changes)


_SAID: dict[Fault, Callable[[Asked], str]] = {
    Fault.CUT_JSON: lambda asked: answer(asked)[:40],
    Fault.NO_JSON: lambda _: "I am afraid I cannot help with that.",
    Fault.WRONG_SCHEMA: lambda _: '{"harm": 0.2}',
    Fault.OUT_OF_RANGE: lambda asked: answer(asked, harm_percent=4250),
    Fault.EMPTY: lambda _: "",
}
_BODIES = {
    Fault.SOMETHING_ELSE: b"<html>It works!</html>",
    Fault.NO_OBJECT: b"[]",
    Fault.BOTTOMLESS: b"[" * 100_000,
    Fault.HUGE_NUMBER: b"9" * 5_000,
    Fault.ODD_REFUSAL: b"[1]",
}
_STATUSES = {
    Fault.ERROR_500: 500,
    Fault.BUSY_503: 503,
    Fault.WRONG_KEY_401: 401,
    Fault.TOO_MANY_429: 429,
    Fault.ELSEWHERE_307: 307,
}


class ModelServer:
    """`chats` are the requests for an answer. A fault's status goes with `headers`."""

    def __init__(self, *models: str) -> None:
        self.models = list(models)
        self.fault: Fault | None = None
        self.headers: dict[str, str] = {}
        self.reply: Callable[[Asked], str] = answer
        self.chats: list[Asked] = []
        self.url = ""
        self._back = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        application = web.Application()
        application.router.add_routes(self.routes())
        runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = "http://{}:{}".format(*runner.addresses[0][:2])
        try:
            yield
        finally:
            self._back.set()
            await runner.cleanup()

    def stall(self) -> None:
        self.fault = Fault.STALLED
        self._back.clear()

    def recover(self) -> None:
        self.fault = None
        self._back.set()

    async def held(self) -> None:
        if self.fault is Fault.STALLED:
            await self._back.wait()

    async def said(self, asked: Asked) -> str:
        self.chats.append(asked)
        await self.held()
        return _SAID[self.fault](asked) if self.fault in _SAID else self.reply(asked)

    async def refusal(self, request: web.Request, model: str) -> web.StreamResponse | None:
        """The server's words repeat what was asked, as real ones do at times."""
        if self.fault is Fault.ENDLESS:
            return await _endless(request)
        if self.fault is Fault.PACKED:
            return _packed()
        if self.fault in _BODIES:
            status = 500 if self.fault is Fault.ODD_REFUSAL else 200
            return web.Response(body=_BODIES[self.fault], status=status)
        status = 404 if self.fault is Fault.MISSING_MODEL or model not in self.models else 0
        status = _STATUSES.get(self.fault, status) if self.fault else status
        if not status:
            return None
        told = {"error": f"refused: {request.headers} {await request.text()}"}
        return web.json_response(told, status=status, headers=self.headers)


def _packed() -> web.Response:
    """An honest answer by its beginning, of which nobody should wish to see the end."""
    unfolded = b'{"choices": [], "message": {"role": "assistant"}}' + b" " * 8_000_000
    return web.Response(body=gzip.compress(unfolded), headers={"Content-Encoding": "gzip"})


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"message": {"role": "assistant", "content": "')
    while True:
        await response.write(b"very " * 10_000)
