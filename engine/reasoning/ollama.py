"""Ollama's own client, and all that it may raise."""

from collections.abc import Sequence

import httpx
from ollama import AsyncClient, ResponseError

from engine.reasoning.model import ModelError, Said
from engine.reasoning.prompt import NUM_CTX, Prompt
from engine.reasoning.transport import LONGEST_WAIT, Capped

KEEP_ALIVE = "30m"
# The last four: the client looks at an answer, or at a refusal, without making sure that it is an
# object of JSON. Whatever escapes from here would leave a message unjudged.
_FAULTS = (
    ResponseError,
    ConnectionError,
    httpx.HTTPError,
    httpx.InvalidURL,
    ValueError,
    TypeError,
    AttributeError,
    RecursionError,
)


def client_for(address: str) -> AsyncClient:
    """One for all models of a server. Neither proxies nor redirects: it goes where it was told."""
    return AsyncClient(
        address,
        timeout=LONGEST_WAIT,
        transport=Capped(),
        trust_env=False,
        follow_redirects=False,
    )


class OllamaModel:
    """No deadline of its own but the client's: whoever calls sets one around the call."""

    def __init__(self, client: AsyncClient, name: str) -> None:
        self._client = client
        self.name = name

    async def digest(self) -> str:
        try:
            listed = (await self._client.list()).models
        except _FAULTS as error:
            raise self._fault(error) from error
        for model in listed:
            if model.model == self.name:
                return model.digest or ""
        raise ModelError(f"{self.name}: not on the server; run `ollama pull {self.name}`")

    async def load(self) -> None:
        try:
            await self._client.generate(
                self.name, "", keep_alive=KEEP_ALIVE, options={"num_ctx": NUM_CTX}
            )
        except _FAULTS as error:
            raise self._fault(error) from error

    async def say(self, talk: Sequence[Said], prompt: Prompt) -> str:
        options = {
            "num_ctx": NUM_CTX,
            "num_predict": prompt.most_tokens,
            "temperature": 0,
            "seed": 1,
        }
        try:
            response = await self._client.chat(
                self.name,
                [{"role": said.role, "content": said.text} for said in talk],
                think=False,
                format=dict(prompt.schema) or None,
                options=options,
                keep_alive=KEEP_ALIVE,
            )
        except _FAULTS as error:
            raise self._fault(error) from error
        return response.message.content or ""

    def _fault(self, error: Exception) -> ModelError:
        """Without the server's words, which may repeat those of the prompt."""
        status = f" {error.status_code}" if isinstance(error, ResponseError) else ""
        return ModelError(f"{self.name}: {type(error).__name__}{status}")
