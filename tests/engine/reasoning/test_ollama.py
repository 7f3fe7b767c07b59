"""The real client against a scripted server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

import pytest

from engine.reasoning.briefing import brief
from engine.reasoning.model import ModelError, ask, self_test, within
from engine.reasoning.ollama import OllamaModel, client_for
from engine.reasoning.prompt import NUM_CTX, prompt_for
from tests.engine.reasoning.packets import FENCE, packet
from tests.running import PATIENCE
from tests.servers.ollama import Fault, OllamaServer, answer

PROMPT = prompt_for(brief(packet("you absolute fool")), fence=FENCE)
LLAMA = "llama3.1:8b"


@asynccontextmanager
async def served() -> AsyncIterator[tuple[OllamaServer, OllamaModel]]:
    server = OllamaServer(LLAMA)
    async with server.running(), client_for(server.url) as client:
        yield server, OllamaModel(client, LLAMA)


async def test_a_model_is_asked_with_the_schema_and_without_thinking_aloud() -> None:
    async with served() as (server, model):
        found = await ask(model, PROMPT)
    (asked,) = server.chats
    assert found.harm == 0.6
    assert (asked["think"], asked["stream"], asked["keep_alive"]) == (False, False, "30m")
    assert asked["format"] == PROMPT.schema
    assert next(iter(asked["format"]["properties"])) == "rationale"
    assert asked["options"]["num_ctx"] == NUM_CTX
    assert "you absolute fool" in asked["messages"][1]["content"]


async def test_a_model_is_loaded_and_kept_before_it_is_tested() -> None:
    async with served() as (server, model):
        assert await model.digest() == f"digest-{LLAMA}"
        await self_test(model, fence=FENCE)
    assert [(load["model"], load["keep_alive"]) for load in server.loads] == [(LLAMA, "30m")]


@pytest.mark.parametrize(
    "fault", [each for each in Fault if each not in {Fault.STALLED, Fault.OUT_OF_RANGE}]
)
async def test_every_fault_of_a_server_is_told_without_anybodys_words(fault: Fault) -> None:
    async with served() as (server, model):
        server.fault = fault
        with pytest.raises(ModelError) as told:
            await within(5, model, PROMPT)
    assert LLAMA in str(told.value)
    assert "fool" not in str(told.value)


async def test_a_figure_out_of_range_is_clamped() -> None:
    async with served() as (server, model):
        server.fault = Fault.OUT_OF_RANGE
        assert (await ask(model, PROMPT)).harm == 1.0


async def test_a_stalled_server_is_left_at_the_deadline() -> None:
    async with served() as (server, model):
        server.stall()
        begun = perf_counter()
        with pytest.raises(ModelError, match="no answer in time"):
            await within(0.1, model, PROMPT)
    assert perf_counter() - begun < PATIENCE


async def test_an_answer_cut_short_is_repaired_once() -> None:
    async with served() as (server, model):
        server.reply = lambda asked: answer(asked) if len(asked["messages"]) > 2 else '{"rat'
        assert (await ask(model, PROMPT)).harm == 0.6
    assert len(server.chats) == 2


async def test_a_model_that_was_never_pulled_is_told_with_the_remedy() -> None:
    async with served() as (server, model):
        server.models = ["other"]
        with pytest.raises(ModelError, match="ollama pull"):
            await model.digest()


@pytest.mark.parametrize("fault", [Fault.NO_JSON, Fault.WRONG_SCHEMA])
async def test_a_model_that_drops_the_schema_fails_its_test(fault: Fault) -> None:
    async with served() as (server, model):
        server.fault = fault
        with pytest.raises(ModelError, match="schema"):
            await self_test(model, fence=FENCE)


async def test_a_server_that_is_not_there_is_a_fault_like_another() -> None:
    server = OllamaServer(LLAMA)
    async with server.running():
        address = server.url
    async with client_for(address) as client:
        with pytest.raises(ModelError, match="ConnectionError"):
            await OllamaModel(client, LLAMA).digest()
