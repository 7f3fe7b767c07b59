"""Language models behind scripted servers, each through its real client."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from engine.reasoning import endpoint, ollama
from engine.reasoning.model import LanguageModel
from tests.servers.models import ModelServer
from tests.servers.ollama import OllamaServer
from tests.servers.openai import OpenAiServer

LLAMA, KEY = "llama3.1:8b", "sk-a-very-secret-key"
Served = AbstractAsyncContextManager[tuple[ModelServer, LanguageModel]]
Kind = Callable[[], Served]


@asynccontextmanager
async def by_ollama() -> AsyncIterator[tuple[OllamaServer, LanguageModel]]:
    server = OllamaServer(LLAMA)
    async with server.running(), ollama.client_for(server.url) as client:
        yield server, ollama.OllamaModel(client, LLAMA)


@asynccontextmanager
async def by_endpoint() -> AsyncIterator[tuple[OpenAiServer, LanguageModel]]:
    server = OpenAiServer(LLAMA, key=KEY)
    async with server.running(), endpoint.client_for(server.address, key=KEY) as client:
        yield server, endpoint.EndpointModel(client, LLAMA, at="gpu-box")


KINDS: tuple[Kind, ...] = (by_ollama, by_endpoint)
