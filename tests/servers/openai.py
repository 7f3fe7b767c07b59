"""A small server of OpenAI's protocol on this machine, as vLLM and llama-server are."""

from typing import Any

from aiohttp import web

from tests.servers.models import Asked, ModelServer


class OpenAiServer(ModelServer):
    """With a `key`, it answers to none but those who show it. `listings` counts the looks."""

    def __init__(self, *models: str, key: str = "") -> None:
        super().__init__(*models)
        self.key = key
        self.listings = 0

    @property
    def address(self) -> str:
        return f"{self.url}/v1"

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/models", self._models),
            web.post("/v1/chat/completions", self._chat),
        ]

    async def _models(self, request: web.Request) -> web.StreamResponse:
        self.listings += 1
        await self.held()
        if refused := self._unknown(request):
            return refused
        listed = [{"id": name, "object": "model", "created": 1_700_000_000} for name in self.models]
        return web.json_response({"object": "list", "data": listed})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        said = await self.said(_asked(body, request))
        refused = self._unknown(request) or await self.refusal(request, body["model"])
        if refused:
            return refused
        message = {"role": "assistant", "content": said}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return web.json_response({"object": "chat.completion", "choices": [choice]})

    def _unknown(self, request: web.Request) -> web.StreamResponse | None:
        shown = request.headers.get("Authorization", "")
        if not self.key or shown == f"Bearer {self.key}":
            return None
        return web.json_response({"error": f"Incorrect API key provided: {shown}"}, status=401)


def _asked(body: dict[str, Any], request: web.Request) -> Asked:
    form = body.get("response_format") or {"json_schema": {"schema": {}}}
    schema = form["json_schema"]["schema"]
    return Asked(body["model"], body["messages"], schema, body, request.headers)
