"""What only endpoints have: keys, redirects, limits of how often one may ask."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from engine.clock import EventClock
from engine.reasoning.briefing import brief
from engine.reasoning.chain import Chain
from engine.reasoning.endpoint import EndpointModel, client_for
from engine.reasoning.health import Pace
from engine.reasoning.model import ModelError, RestError, ask
from engine.reasoning.prompt import prompt_for
from engine.reasoning.rules import RulesReasoner
from tests.builders import NOON
from tests.engine.reasoning.packets import FENCE, packet
from tests.engine.reasoning.served import KEY, LLAMA, by_endpoint
from tests.engine.reasoning.waiting import until_ready
from tests.servers.models import Fault
from tests.servers.openai import OpenAiServer

PROMPT = prompt_for(brief(packet("you absolute fool")), fence=FENCE)


@asynccontextmanager
async def resting() -> AsyncIterator[tuple[OpenAiServer, Chain, EventClock]]:
    """A chain whose only model was ready, until it was told to come back in thirty seconds."""
    clock = EventClock(NOON)
    pace = Pace(deadline=2, ping=2, test=2, pause=0.005)
    async with by_endpoint() as (server, model):
        chain = Chain([model], rules=RulesReasoner(), clock=clock, pace=pace)
        async with chain.tended():
            await until_ready(chain, model.name)
            server.fault, server.headers = Fault.TOO_MANY_429, {"Retry-After": "30"}
            assert (await chain.reason(packet())).degraded
            server.recover()
            yield server, chain, clock


async def test_the_key_is_shown_to_the_server_and_an_answer_is_kept_short() -> None:
    async with by_endpoint() as (server, model):
        await ask(model, PROMPT)
    (asked,) = server.chats
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.body["response_format"]["type"] == "json_schema"
    assert (asked.body["model"], asked.body["max_tokens"], asked.body["temperature"]) == (
        *(LLAMA, 320),
        0,
    )


async def test_a_redirect_is_not_followed_neither_with_the_key_nor_without() -> None:
    other = OpenAiServer(LLAMA)
    async with other.running(), by_endpoint() as (server, model):
        server.fault = Fault.ELSEWHERE_307
        server.headers = {"Location": f"{other.address}/chat/completions"}
        with pytest.raises(ModelError, match="307"):
            await ask(model, PROMPT)
    assert (other.chats, len(server.chats)) == ([], 1)


async def test_a_wrong_key_is_named_as_such_and_not_shown() -> None:
    server = OpenAiServer(LLAMA, key=KEY)
    async with server.running(), client_for(server.address, key="sk-wrong") as client:
        with pytest.raises(RestError, match="key is missing or wrong") as told:
            await EndpointModel(client, LLAMA, at="hosted").digest()
    assert "sk-wrong" not in str(told.value)


async def test_without_a_key_none_is_sent() -> None:
    server = OpenAiServer(LLAMA)
    async with server.running(), client_for(server.address) as client:
        await ask(EndpointModel(client, LLAMA, at="here"), PROMPT)
    assert "Authorization" not in server.chats[0].headers


async def test_neither_key_nor_words_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with by_endpoint() as (server, model):
        await ask(model, PROMPT)
        server.fault = Fault.WRONG_KEY_401
        with pytest.raises(ModelError):
            await ask(model, PROMPT)
    assert caplog.text
    assert KEY not in caplog.text
    assert "fool" not in caplog.text


@pytest.mark.parametrize(
    ("fault", "told", "seconds"),
    [
        (Fault.TOO_MANY_429, "30", 30),
        (Fault.TOO_MANY_429, "", 10),
        (Fault.TOO_MANY_429, "Wed, 21 Oct 2026 07:28:00 GMT", 10),
        (Fault.TOO_MANY_429, "0", 1),
        (Fault.TOO_MANY_429, "9" * 400, 3_600),
        (Fault.BUSY_503, "²", 10),
        (Fault.BUSY_503, "7", 7),
        (Fault.WRONG_KEY_401, "", 60),
    ],
)
async def test_a_server_says_how_long_to_leave_it_alone(
    fault: Fault, told: str, seconds: float
) -> None:
    async with by_endpoint() as (server, model):
        server.fault, server.headers = fault, {"Retry-After": told}
        with pytest.raises(RestError) as error:
            await ask(model, PROMPT)
    assert error.value.seconds == seconds


async def test_who_asked_to_be_left_alone_is_neither_asked_nor_tested_before() -> None:
    async with resting() as (server, chain, clock):
        before = len(server.chats), server.listings
        clock.advance(NOON + timedelta(seconds=29))
        await asyncio.sleep(0.03)  # Some turns of the watch over models.
        assert (await chain.reason(packet("you old fool"))).degraded
        assert (len(server.chats), server.listings) == before


async def test_who_asked_to_be_left_alone_is_asked_again_thereafter() -> None:
    async with resting() as (_, chain, clock):
        clock.advance(NOON + timedelta(seconds=31))
        await until_ready(chain, f"{LLAMA} at gpu-box")
