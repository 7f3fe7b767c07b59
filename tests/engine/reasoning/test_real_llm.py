"""A real small model behind a real server: protocol, schema, deadline, cancellation, injections.

Never the quality of what it says: its judgement is worthless.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from time import perf_counter

import pytest

from engine.clock import EventClock
from engine.reasoning.briefing import brief
from engine.reasoning.chain import Chain
from engine.reasoning.endpoint import EndpointModel, client_for
from engine.reasoning.health import Pace
from engine.reasoning.model import LanguageModel, ModelError, Said, ask, self_test, within
from engine.reasoning.ollama import OllamaModel
from engine.reasoning.ollama import client_for as ollama_client
from engine.reasoning.packet import Packet
from engine.reasoning.prompt import Prompt, prompt_for
from engine.reasoning.rules import RulesReasoner
from engine.verdict import Category
from tests.builders import NOON
from tests.engine.reasoning.attacks import DEMANDS, WRAPPINGS
from tests.engine.reasoning.packets import FENCE, packet, turn
from tests.engine.reasoning.waiting import until_ready
from tests.servers.llama import MODEL, LlamaServer, real_server
from tests.servers.models import Asked
from tests.servers.ollama import OllamaServer

pytestmark = pytest.mark.real_llm

# What the model's vocabulary holds for its own use; ids of ordinary tokens begin behind them.
CONTROL_TOKENS = (
    *("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<repo_name>", "<reponame>", "<file_sep>"),
    *("<filename>", "<gh_stars>", "<issue_start>", "<issue_comment>", "<issue_closed>"),
    *("<jupyter_start>", "<jupyter_text>", "<jupyter_code>", "<jupyter_output>"),
    *("<jupyter_script>", "<empty_output>"),
)
MEANT_WELL = "good evening everybody"
# A model this size, on two cores that others use too, is given all the time it may need.
PATIENT = Pace(deadline=60, ping=10, test=60, pause=0.1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LlamaServer]:
    with real_server(tmp_path_factory.mktemp("llama") / "log") as running:
        yield running


@pytest.fixture
async def model(server: LlamaServer) -> AsyncIterator[EndpointModel]:
    async with client_for(server.address) as client:
        yield EndpointModel(client, MODEL, at="here")


def prompt(known: Packet) -> Prompt:
    return prompt_for(brief(known), fence=FENCE)


def talk(asked: Prompt) -> list[Said]:
    return [Said("system", asked.system), Said("user", asked.user)]


async def until(reached: Callable[[], bool], *, every: float) -> None:
    async with asyncio.timeout(10):
        while not await asyncio.to_thread(reached):  # noqa: ASYNC110 - a server rings no bell
            await asyncio.sleep(every)


async def until_idle(server: LlamaServer) -> None:
    """The server looks whether anybody still listens once nothing happened for a second, so who
    asks more often whether it is idle keeps it from finding out.
    """
    await asyncio.sleep(1.2)
    await until(lambda: not server.is_generating, every=1.2)


async def test_the_server_passes_our_self_test_and_knows_its_model(model: EndpointModel) -> None:
    assert await model.digest()
    await self_test(model, FENCE)


async def test_a_model_that_it_does_not_serve_is_told(server: LlamaServer) -> None:
    async with client_for(server.address) as client:
        with pytest.raises(ModelError, match="no such model"):
            await EndpointModel(client, "another", at="here").digest()


@pytest.mark.parametrize("text", ["you absolute fool", "lovely stream today", DEMANDS[7]])
async def test_its_answers_keep_to_the_schema_in_the_order_of_thinking(
    model: EndpointModel, text: str
) -> None:
    asked = prompt(packet(text))
    told = json.loads(await model.say(talk(asked), asked))
    properties = asked.schema["properties"]
    assert isinstance(properties, dict)
    assert list(told) == list(properties)
    assert set(told["evidence_ids"]) <= set(asked.citable)
    assert told["category"] in {each.value for each in Category}
    assert 0 <= told["harm_percent"] <= 100
    assert len(told["rationale"]) <= 240


async def test_without_a_schema_it_says_what_it_likes(model: EndpointModel) -> None:
    asked = Prompt(system="", user="Say hello.", schema={}, citable={}, digest="", most_tokens=8)
    assert await model.say([Said("user", asked.user)], asked)


async def test_it_advises_a_whole_chain(model: EndpointModel) -> None:
    chain = Chain([model], rules=RulesReasoner(), clock=EventClock(NOON), pace=PATIENT)
    async with chain.tended():
        await until_ready(chain, model.name, seconds=60)
        assessed = await chain.reason(packet())
    assert (assessed.reasoner, assessed.degraded) == (f"rules, advised by {MODEL} at here", False)


def endless() -> Prompt:
    """It takes the model most of a minute to answer."""
    schema = {"type": "array", "items": {"type": "integer"}, "minItems": 2_000}
    return replace(prompt(packet()), schema=schema, most_tokens=6_000)


async def test_it_is_left_at_the_deadline_and_stops_writing(
    server: LlamaServer, model: EndpointModel
) -> None:
    begun = perf_counter()
    with pytest.raises(ModelError, match="no answer in time"):
        await within(0.3, model, endless())
    assert perf_counter() - begun < 3
    await until_idle(server)


async def test_it_stops_writing_once_nobody_waits_for_it(
    server: LlamaServer, model: EndpointModel
) -> None:
    asked = endless()
    waiting = asyncio.create_task(model.say(talk(asked), asked))
    await until(lambda: server.is_generating, every=0.02)
    waiting.cancel()
    await until_idle(server)
    assert waiting.cancelled()


def test_a_control_token_typed_as_it_is_would_become_one(server: LlamaServer) -> None:
    """Or the test below would prove nothing."""
    for mark in CONTROL_TOKENS:
        (token,) = server.tokens(mark)
        assert token < len(CONTROL_TOKENS)


def test_no_control_token_is_made_of_anybodys_words(server: LlamaServer) -> None:
    structure = control_tokens(server, MEANT_WELL)
    assert structure
    for at, text in enumerate((*CONTROL_TOKENS, *WRAPPINGS)):
        assert control_tokens(server, text.replace("{}", DEMANDS[at % len(DEMANDS)])) == structure


def control_tokens(server: LlamaServer, text: str) -> list[int]:
    """Those of the whole prompt, where the text is message, name and earlier turn; it also arrives
    between its fences as it was written.
    """
    asked = prompt(packet(text, turns=[turn(text, name=text)]))
    written = server.prompt(talk(asked))
    assert asked.user in written
    return [token for token in server.tokens(written) if token < len(CONTROL_TOKENS)]


class Shim(OllamaServer):
    """Ollama's protocol before the real model."""

    def __init__(self, model: LanguageModel) -> None:
        super().__init__(MODEL)
        self._model = model

    async def said(self, asked: Asked) -> str:
        said = [Said(each["role"], each["content"]) for each in asked.messages]
        form = Prompt(system="", user="", schema=asked.schema, citable={}, digest="")
        return await self._model.say(said, form)


async def test_the_same_model_answers_through_ollamas_client(model: EndpointModel) -> None:
    shim = Shim(model)
    async with shim.running(), ollama_client(shim.url) as client:
        found = await ask(OllamaModel(client, MODEL), prompt(packet("you absolute fool")))
    assert 0 <= found.harm <= 1
    assert found.is_founded
