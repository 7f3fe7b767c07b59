"""Both kinds of servers, scripted, through their real clients."""

import traceback
from dataclasses import replace
from time import perf_counter

import pytest

from engine.clock import EventClock
from engine.reasoning.briefing import brief
from engine.reasoning.chain import Chain
from engine.reasoning.endpoint import EndpointModel
from engine.reasoning.endpoint import client_for as endpoint_client
from engine.reasoning.health import Pace
from engine.reasoning.model import LanguageModel, ModelError, ask, self_test, within
from engine.reasoning.ollama import OllamaModel
from engine.reasoning.ollama import client_for as ollama_client
from engine.reasoning.prompt import prompt_for
from engine.reasoning.rules import RulesReasoner
from tests.builders import NOON, message
from tests.engine.reasoning.packets import FENCE, packet
from tests.engine.reasoning.served import KEY, KINDS, LLAMA, Kind
from tests.engine.reasoning.waiting import until_ready
from tests.servers.models import Fault, answer

PROMPT = prompt_for(brief(packet("you absolute fool")), fence=FENCE)
pytestmark = pytest.mark.parametrize("kind", KINDS)


async def test_a_model_is_asked_with_the_schema_and_reads_the_words(kind: Kind) -> None:
    async with kind() as (server, model):
        found = await ask(model, PROMPT)
    (asked,) = server.chats
    assert found.harm == 0.6
    assert asked.schema == PROMPT.schema
    assert next(iter(asked.schema["properties"])) == "rationale"
    assert asked.body["stream"] is False
    assert "you absolute fool" in asked.messages[1]["content"]


async def test_a_model_that_may_say_what_it_likes_is_given_no_schema(kind: Kind) -> None:
    async with kind() as (server, model):
        server.reply = lambda _: "safe"
        assert await model.say([], replace(PROMPT, schema={})) == "safe"
    assert server.chats[0].schema == {}


@pytest.mark.parametrize(
    "fault", [each for each in Fault if each not in {Fault.STALLED, Fault.OUT_OF_RANGE}]
)
async def test_every_fault_of_a_server_is_told_without_key_or_words(
    fault: Fault, kind: Kind
) -> None:
    async with kind() as (server, model):
        server.fault, server.headers = fault, {"Location": "/elsewhere"}
        with pytest.raises(ModelError) as told:
            await within(5, model, PROMPT)
    assert LLAMA in str(told.value)
    assert "fool" not in str(told.value)
    assert KEY not in "".join(traceback.format_exception(told.value))


async def test_a_packed_answer_is_refused_before_it_unfolds(kind: Kind) -> None:
    async with kind() as (server, model):
        server.fault = Fault.PACKED
        with pytest.raises(ModelError, match="DecodingError"):
            await model.say([], PROMPT)
    assert server.chats[0].headers["Accept-Encoding"] == "identity"


async def test_a_figure_out_of_range_is_clamped(kind: Kind) -> None:
    async with kind() as (server, model):
        server.fault = Fault.OUT_OF_RANGE
        assert (await ask(model, PROMPT)).harm == 1.0


async def test_a_stalled_server_is_left_at_the_deadline(kind: Kind) -> None:
    async with kind() as (server, model):
        server.stall()
        begun = perf_counter()
        with pytest.raises(ModelError, match="no answer in time"):
            await within(0.1, model, PROMPT)
    assert perf_counter() - begun < 2


async def test_an_answer_cut_short_is_repaired_once(kind: Kind) -> None:
    async with kind() as (server, model):
        server.reply = lambda asked: answer(asked) if len(asked.messages) > 2 else '{"rat'
        assert (await ask(model, PROMPT)).harm == 0.6
    assert len(server.chats) == 2


async def test_a_model_that_the_server_lacks_is_named(kind: Kind) -> None:
    async with kind() as (server, model):
        assert await model.digest()
        server.models = ["other"]
        with pytest.raises(ModelError, match=LLAMA):
            await model.digest()


@pytest.mark.parametrize("fault", [Fault.NO_JSON, Fault.WRONG_SCHEMA])
async def test_a_model_that_drops_the_schema_fails_its_test(fault: Fault, kind: Kind) -> None:
    async with kind() as (server, model):
        server.fault = fault
        with pytest.raises(ModelError, match="schema"):
            await self_test(model, fence=FENCE)


async def test_a_server_that_is_not_there_is_a_fault_like_another(kind: Kind) -> None:
    async with kind() as (server, _):
        address = server.url
    async with ollama_client(address) as one, endpoint_client(address) as other:
        gone: dict[str, LanguageModel] = {
            "by_ollama": OllamaModel(one, LLAMA),
            "by_endpoint": EndpointModel(other, LLAMA, at="gpu-box"),
        }
        with pytest.raises(ModelError, match="Connect"):
            await gone[kind.__name__].digest()


async def test_a_server_that_stalls_is_left_alone_and_asked_again_once_it_is_back(
    kind: Kind,
) -> None:
    pace = Pace(deadline=0.2, ping=0.1, test=1, pause=0.02)
    async with kind() as (server, model):
        chain = Chain([model], rules=RulesReasoner(), clock=EventClock(NOON), pace=pace)
        async with chain.tended():
            await until_ready(chain, model.name)
            server.stall()
            stalled = [await chain.reason(packet(message(f"you fool {at}"))) for at in range(9)]
            asked = len(server.chats)
            server.recover()
            await until_ready(chain, model.name)
            back = await chain.reason(packet())
    assert all(each.degraded for each in stalled)
    assert asked == 1 + 3
    assert not back.degraded
