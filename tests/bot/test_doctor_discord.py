"""The doctor asks Discord itself whether it will have this bot."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.doctor import Check, Health
from bot.doctor_discord import examine
from bot.settings import Discord
from tests.servers.discord import (
    BOT,
    CONTENT_INTENT,
    MEMBERS_INTENT,
    Fault,
    LoopbackDiscord,
    loopback_discord,
)

TOKEN = "canary-token"


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with loopback_discord() as started:
        yield started


async def examined(server: LoopbackDiscord, *, reads: bool = True) -> Check:
    base, token = server.world.rest_base, SecretStr(TOKEN)
    check = await examine(Discord(token=token, rest_base=base, message_content=reads))
    assert TOKEN not in f"{check}"
    return check


async def test_a_bot_that_discord_knows_is_well(server: LoopbackDiscord) -> None:
    check = await examined(server)

    assert (check.state, check.fix) == (Health.OK, "")
    assert "1000 starts left" in check.said


async def test_a_wrong_token_is_told_with_its_place(server: LoopbackDiscord) -> None:
    server.fail("GET /gateway/bot", 401)

    check = await examined(server)

    assert check.state is Health.FAILED
    assert "HAVEN_DISCORD__TOKEN" in check.fix


@pytest.mark.parametrize(
    ("refused", "named"),
    [
        (CONTENT_INTENT, "Message Content Intent"),
        (MEMBERS_INTENT, "Server Members Intent"),
        (MEMBERS_INTENT | CONTENT_INTENT, "Server Members Intent and Message Content Intent"),
    ],
)
async def test_an_intent_that_is_off_is_named_before_discord_refuses_it(
    server: LoopbackDiscord, refused: int, named: str
) -> None:
    server.world.refused_intents = refused

    check = await examined(server)

    assert check.state is Health.FAILED
    assert named in check.said
    assert f"applications/{BOT}/bot" in check.fix


async def test_without_message_content_its_intent_may_be_off(server: LoopbackDiscord) -> None:
    server.world.refused_intents = CONTENT_INTENT

    assert (await examined(server, reads=False)).state is Health.WARNING


@pytest.mark.parametrize(
    "fault", [Fault(503), Fault(None), Fault(200, b"{"), Fault(200, b"[]"), Fault(200, b"{}")]
)
async def test_a_discord_that_does_not_answer_well_is_a_warning(
    server: LoopbackDiscord, fault: Fault
) -> None:
    for _ in range(2):
        server.fault("GET /gateway/bot", fault)

    check = await examined(server)

    assert check.state is Health.WARNING
    assert "cannot be reached" in check.said


async def test_a_bot_that_has_connected_too_often_is_warned(server: LoopbackDiscord) -> None:
    server.rest.answers["/gateway/bot"] = {"session_start_limit": {"remaining": 3}}

    check = await examined(server)

    assert check.state is Health.WARNING
    assert "only 3 more times" in check.said
