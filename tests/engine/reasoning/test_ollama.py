"""What only Ollama has: thinking, loading and pulling."""

import pytest

from engine.reasoning.briefing import brief
from engine.reasoning.model import ModelError, ask, self_test
from engine.reasoning.prompt import NUM_CTX, prompt_for
from tests.engine.reasoning.packets import FENCE, packet
from tests.engine.reasoning.served import LLAMA, by_ollama

PROMPT = prompt_for(brief(packet("you absolute fool")), fence=FENCE)


async def test_a_model_is_asked_without_thinking_aloud_and_kept() -> None:
    async with by_ollama() as (server, model):
        await ask(model, PROMPT)
    (asked,) = server.chats
    assert (asked.body["think"], asked.body["keep_alive"]) == (False, "30m")
    assert asked.body["options"]["num_ctx"] == NUM_CTX


async def test_a_model_is_loaded_and_kept_before_it_is_tested() -> None:
    async with by_ollama() as (server, model):
        assert await model.digest() == f"digest-{LLAMA}"
        await self_test(model, fence=FENCE)
    assert [(load["model"], load["keep_alive"]) for load in server.loads] == [(LLAMA, "30m")]


async def test_a_model_that_was_never_pulled_is_told_with_the_remedy() -> None:
    async with by_ollama() as (server, model):
        server.models = ["other"]
        with pytest.raises(ModelError, match="ollama pull"):
            await model.digest()
