"""Language models in a whole house, behind the real client."""

import pytest

from bot.reasoning import open_reasoner
from bot.reasoning_settings import Reasoning
from bot.settings import Settings
from engine.clock import EventClock
from engine.reasoning.rules import RulesReasoner
from tests.builders import NOON
from tests.engine.reasoning.packets import packet
from tests.engine.reasoning.waiting import until_ready
from tests.servers.models import ModelServer, answer
from tests.servers.ollama import OllamaServer
from tests.servers.openai import OpenAiServer

LLAMA, QWEN = "llama3.1:8b", "qwen2.5:7b-instruct"


def settings(url: str) -> Settings:
    return Settings(reasoning=Reasoning(ollama_url=url))


async def test_without_an_address_the_rules_decide_and_that_is_not_degraded() -> None:
    async with open_reasoner(Settings(), live=True, clock=EventClock(NOON)) as reasoner:
        assert isinstance(reasoner, RulesReasoner)
        assert not (await reasoner.reason(packet())).degraded


async def test_a_replay_asks_no_model() -> None:
    address = settings("http://127.0.0.1:9")
    async with open_reasoner(address, live=False, clock=EventClock(NOON)) as reasoner:
        assert isinstance(reasoner, RulesReasoner)


@pytest.mark.parametrize(("pulled", "asked"), [([LLAMA, QWEN], LLAMA), ([QWEN], QWEN)])
async def test_the_first_model_that_was_pulled_advises(pulled: list[str], asked: str) -> None:
    server = OllamaServer(*pulled)
    async with (
        server.running(),
        open_reasoner(settings(server.url), live=True, clock=EventClock(NOON)) as reasoner,
    ):
        await until_ready(reasoner, *pulled)
        assessed = await reasoner.reason(packet())
    assert assessed.reasoner == f"rules, advised by {asked}"
    assert [load["model"] for load in server.loads] == pulled


@pytest.mark.parametrize("first", [True, False])
async def test_endpoints_are_asked_before_ollama_or_behind_it_each_with_its_own_key(
    *, first: bool
) -> None:
    ollama, vllm, hosted = OllamaServer(LLAMA), OpenAiServer("qwen"), OpenAiServer("big", key="k=1")
    async with ollama.running(), vllm.running(), hosted.running():
        chosen = Reasoning(
            ollama_url=ollama.url,
            models=[LLAMA],
            endpoints=[
                {"name": "cloud", "url": hosted.address, "models": ["big"]},
                {"name": "gpu", "url": vllm.address, "models": ["qwen"], "before_ollama": first},
            ],
            endpoint_keys="cloud=k=1",
        )
        async with open_reasoner(
            Settings(reasoning=chosen), live=True, clock=EventClock(NOON)
        ) as reasoner:
            gpu = "qwen at gpu"
            order = (gpu, LLAMA, "big at cloud") if first else (LLAMA, "big at cloud", gpu)
            await until_ready(reasoner, *order)
            assessed = await reasoner.reason(packet())
    assert assessed.reasoner == f"rules, advised by {order[0]}"
    assert "Authorization" not in vllm.chats[0].headers


async def test_an_endpoint_is_enough_without_any_ollama() -> None:
    server = OpenAiServer("qwen")
    async with server.running():
        here = {"name": "gpu", "url": server.address, "models": ["qwen"]}
        chosen = Settings(reasoning=Reasoning(endpoints=[here]))
        async with open_reasoner(chosen, live=True, clock=EventClock(NOON)) as reasoner:
            await until_ready(reasoner, "qwen at gpu")


@pytest.mark.parametrize("served", [OllamaServer, OpenAiServer])
async def test_a_guard_is_asked_where_it_is_served_with_the_rules_alone_or_a_model(
    served: type[OllamaServer | OpenAiServer],
) -> None:
    server = served("llama-guard3:8b", LLAMA)
    async with server.running():
        chosen = guard_at(server)
        async with open_reasoner(chosen, live=True, clock=EventClock(NOON)) as reasoner:
            server.reply = lambda asked: answer(asked) if asked.schema else "unsafe\nS10"
            await until_ready(reasoner, reasoner.name.split(", ")[-1])
            assessed = await reasoner.reason(packet())
    assert "guarded by llama-guard3:8b" in assessed.reasoner
    assert server.chats[-1].messages == [{"role": "user", "content": "you absolute fool"}]


def guard_at(server: ModelServer, **screening: object) -> Settings:
    chosen: dict[str, object] = {"guard": "llama-guard3", "guard_model": "llama-guard3:8b"}
    if isinstance(server, OpenAiServer):
        here = {"name": "gpu", "url": server.address, "models": [LLAMA]}
        chosen |= {"endpoints": [here], "guard_at": "gpu"}
    else:
        chosen |= {"ollama_url": server.url, "models": [LLAMA]}
    return Settings.model_validate({"reasoning": chosen, "screening": screening})


async def test_a_guard_can_be_switched_off_like_any_evidence() -> None:
    server = OllamaServer(LLAMA)
    async with server.running():
        chosen = guard_at(server, switched_off=["guard"])
        async with open_reasoner(chosen, live=True, clock=EventClock(NOON)) as reasoner:
            assert reasoner.name == LLAMA


async def test_a_replay_asks_no_guard() -> None:
    server = OllamaServer()
    server.url = "http://127.0.0.1:9"
    chosen = guard_at(server)
    async with open_reasoner(chosen, live=False, clock=EventClock(NOON)) as reasoner:
        assert isinstance(reasoner, RulesReasoner)
