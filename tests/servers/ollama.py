"""A small Ollama on this machine: says what a test scripts, and fails as servers do."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import Enum, auto
from typing import Any

from aiohttp import web

Asked = dict[str, Any]


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
    NOT_OLLAMA = auto()


def answer(asked: Asked, **changes: object) -> str:
    """What a model that keeps to the schema says; it cites the first evidence there is."""
    ids = asked["format"]["properties"]["evidence_ids"]["items"]["enum"]
    told = {
        "rationale": "It is a mild insult.",
        "evidence_ids": ids[:1],
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


class OllamaServer:
    """`chats` are the requests for an answer, `loads` the models that were asked to be loaded."""

    def __init__(self, *models: str) -> None:
        self.models = list(models)
        self.fault: Fault | None = None
        self.reply: Callable[[Asked], str] = answer
        self.chats: list[Asked] = []
        self.loads: list[Asked] = []
        self.url = ""
        self._back = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        application = web.Application()
        application.router.add_get("/api/tags", self._tags)
        application.router.add_get("/api/version", self._version)
        application.router.add_post("/api/generate", self._generate)
        application.router.add_post("/api/chat", self._chat)
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

    async def _version(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"version": "0.12.3"})

    async def _tags(self, _: web.Request) -> web.StreamResponse:
        await self._held()
        listed = [{"model": name, "name": name, "digest": f"digest-{name}"} for name in self.models]
        return web.json_response({"models": listed})

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        await self._held()
        asked = await request.json()
        self.loads.append(asked)
        return web.json_response({"model": asked["model"], "response": "", "done": True})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.chats.append(asked)
        await self._held()
        if refused := self._refusal(asked["model"]):
            return refused
        if self.fault is Fault.ENDLESS:
            return await self._endless(request)
        said = _SAID[self.fault](asked) if self.fault in _SAID else self.reply(asked)
        message = {"role": "assistant", "content": said}
        return web.json_response({"model": asked["model"], "message": message, "done": True})

    async def _held(self) -> None:
        if self.fault is Fault.STALLED:
            await self._back.wait()

    def _refusal(self, model: str) -> web.Response | None:
        if self.fault is Fault.MISSING_MODEL or model not in self.models:
            return web.json_response({"error": f"model '{model}' not found"}, status=404)
        if self.fault is Fault.ERROR_500:
            return web.json_response({"error": "llama runner terminated"}, status=500)
        if self.fault is Fault.BUSY_503:
            return web.json_response({"error": "server busy"}, status=503)
        if self.fault is Fault.NOT_OLLAMA:
            return web.Response(text="<html>It works!</html>", content_type="text/html")
        return None

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"message": {"role": "assistant", "content": "')
        while True:
            await response.write(b"very " * 10_000)
