"""A small Ollama on this machine: says what a test scripts, and fails as servers do."""

from typing import Any

from aiohttp import web

from tests.servers.models import Asked, ModelServer


class OllamaServer(ModelServer):
    """`loads` are the requests to have a model loaded."""

    def __init__(self, *models: str) -> None:
        super().__init__(*models)
        self.loads: list[dict[str, Any]] = []

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/tags", self._tags),
            web.get("/api/version", self._version),
            web.post("/api/generate", self._generate),
            web.post("/api/chat", self._chat),
        ]

    async def _version(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"version": "0.12.3"})

    async def _tags(self, _: web.Request) -> web.StreamResponse:
        await self.held()
        listed = [{"model": name, "name": name, "digest": f"digest-{name}"} for name in self.models]
        return web.json_response({"models": listed})

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        await self.held()
        asked = await request.json()
        self.loads.append(asked)
        return web.json_response({"model": asked["model"], "response": "", "done": True})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        said = await self.said(_asked(body, request))
        if refused := await self.refusal(request, body["model"]):
            return refused
        message = {"role": "assistant", "content": said}
        return web.json_response({"model": body["model"], "message": message, "done": True})


def _asked(body: dict[str, Any], request: web.Request) -> Asked:
    schema = body.get("format") or {}
    return Asked(body["model"], body["messages"], schema, body, request.headers)
