"""Language models in a whole house, behind the real client."""

import asyncio

import pytest

from bot.reasoning import open_reasoner
from bot.settings import Reasoning, Settings
from engine.clock import EventClock
from engine.reasoning.chain import Chain
from engine.reasoning.health import Pace
from engine.reasoning.ollama import OllamaModel, client_for
from engine.reasoning.packet import Reasoner
from engine.reasoning.rules import RulesReasoner
from tests.builders import NOON, message
from tests.engine.reasoning.packets import packet
from tests.running import PATIENCE
from tests.servers.ollama import OllamaServer

LLAMA, QWEN = "llama3.1:8b", "qwen2.5:7b-instruct"


def settings(url: str) -> Settings:
    return Settings(reasoning=Reasoning(ollama_url=url))


async def ready(reasoner: Reasoner, *names: str) -> None:
    assert isinstance(reasoner, Chain)
    async with asyncio.timeout(PATIENCE):
        while reasoner.ready != names:  # noqa: ASYNC110 - a self-test rings no bell
            await asyncio.sleep(0.01)


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
        await ready(reasoner, *pulled)
        assessed = await reasoner.reason(packet())
    assert assessed.reasoner == f"rules, advised by {asked}"
    assert [load["model"] for load in server.loads] == pulled


async def test_a_server_that_stalls_is_left_alone_and_asked_again_once_it_is_back() -> None:
    server, pace = OllamaServer(LLAMA), Pace(deadline=0.2, ping=0.1, test=1, pause=0.02)
    async with server.running(), client_for(server.url) as client:
        model = OllamaModel(client, LLAMA)
        chain = Chain([model], rules=RulesReasoner(), clock=EventClock(NOON), pace=pace)
        async with chain.tended():
            await ready(chain, LLAMA)
            server.stall()
            stalled = [await chain.reason(packet(message(f"you fool {at}"))) for at in range(9)]
            asked = len(server.chats)
            server.recover()
            await ready(chain, LLAMA)
            back = await chain.reason(packet())
    assert all(each.degraded for each in stalled)
    assert asked == 1 + 3
    assert not back.degraded
