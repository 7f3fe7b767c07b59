"""Servers that speak OpenAI's protocol: vLLM, llama-server, LM Studio, and hosted ones.

By httpx alone, which ollama brings along: of a protocol of a hundred calls two are needed, and the
`openai` package would bring five more packages and wait and retry by rules of its own.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from engine.reasoning.model import ModelError, RestError, Said, named_at
from engine.reasoning.prompt import Prompt
from engine.reasoning.transport import LONGEST_WAIT, Capped

# httpx raises UnicodeError for addresses that no host can have.
_FAULTS = (httpx.HTTPError, httpx.InvalidURL, UnicodeError)
_OK = 200
# A server that is busy, or that counts requests, may say for how long; else these many seconds.
_BUSY, _UNTOLD, _LONGEST_REST = {429, 503}, 10.0, 3_600.0
# What no second asking mends: key, rights and address. A restart or a mended server does.
_REFUSED, _REFUSED_FOR = {401, 403}, 60.0


_Shape = TypeVar("_Shape", bound=BaseModel)


class _Listed(BaseModel):
    id: str
    created: int | None = None


class _Models(BaseModel):
    data: list[_Listed]


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: list[_Choice]


def client_for(address: str, *, key: str = "") -> httpx.AsyncClient:
    """One for all models of a server. Neither proxies nor redirects: what it is told, and the key,
    go to this address and nowhere else.
    """
    return httpx.AsyncClient(
        base_url=address,
        headers={"Authorization": f"Bearer {key}"} if key else {},
        timeout=LONGEST_WAIT,
        transport=Capped(),
        trust_env=False,
        follow_redirects=False,
    )


class EndpointModel:
    """`served` is what the server calls the model; no deadline of its own but the client's."""

    def __init__(self, client: httpx.AsyncClient, served: str, *, at: str) -> None:
        self._client = client
        self._served = served
        self.name = named_at(served, at)

    async def digest(self) -> str:
        """The protocol knows no digest; servers say when a model was made, or they were started."""
        answer = await self._asked("GET", "models")
        for model in self._read(_Models, answer).data:
            if model.id == self._served:
                return str(model.created or "")
        raise ModelError(f"{self.name}: the server has no such model")

    async def load(self) -> None:
        """These servers load a model when they start, or when it is first asked for."""

    async def say(self, talk: Sequence[Said], prompt: Prompt) -> str:
        asked = {
            "model": self._served,
            "messages": [{"role": said.role, "content": said.text} for said in talk],
            "max_tokens": prompt.most_tokens,
            "temperature": 0,
            "seed": 1,
            "stream": False,
        }
        if prompt.schema:
            # Not "strict": hosted servers then refuse a schema that bounds the length of a text.
            schema = {"name": "answer", "schema": dict(prompt.schema)}
            asked["response_format"] = {"type": "json_schema", "json_schema": schema}
        answer = await self._asked("POST", "chat/completions", asked)
        choices = self._read(_Completion, answer).choices
        return (choices[0].message.content or "") if choices else ""

    async def _asked(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> httpx.Response:
        try:
            answer = await self._client.request(method, path, json=body)
        except _FAULTS as error:
            raise ModelError(f"{self.name}: {type(error).__name__}") from error
        if answer.status_code != _OK:
            raise self._refusal(answer)
        return answer

    def _refusal(self, answer: httpx.Response) -> ModelError:
        """Without the server's words, which may repeat those of the prompt, or the key."""
        status = answer.status_code
        told = f"{self.name}: status {status}"
        if status in _REFUSED:
            return RestError(f"{told}; the key is missing or wrong", seconds=_REFUSED_FOR)
        if status in _BUSY:
            return RestError(told, seconds=_rest(answer.headers.get("Retry-After", "")))
        return ModelError(told)

    def _read(self, shape: type[_Shape], answer: httpx.Response) -> _Shape:
        try:
            return shape.model_validate_json(answer.content)
        except ValidationError:
            # Not `from` it: its text quotes the answer.
            raise ModelError(f"{self.name}: not an answer of OpenAI's protocol") from None


def _rest(told: str) -> float:
    """`Retry-After` in seconds; as a date it is rare, and no clock but ours is trusted."""
    asked = float(told) if told.isascii() and told.isdigit() else _UNTOLD
    return min(_LONGEST_REST, max(1.0, asked))
