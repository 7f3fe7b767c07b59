"""The shipped command on a Discord of our own: attacks, refusals, kills."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.bot.command import (
    ATTACK,
    CANARY,
    SECONDS_TO_STOP,
    living,
    until,
)
from tests.servers import discord
from tests.servers.discord import LoopbackDiscord, loopback_discord


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with loopback_discord() as started_server:
        yield started_server


def _on_discord(server: LoopbackDiscord) -> dict[str, str]:
    return {
        "HAVEN_DISCORD__ENABLED": "true",
        "HAVEN_DISCORD__TOKEN": CANARY,
        "HAVEN_DISCORD__REST_BASE": server.world.rest_base,
        "HAVEN_DISCORD__GATEWAY_URL": server.world.gateway_url,
        "HAVEN_POLICY__MODE": "enforce",
    }


async def _attacked(server: LoopbackDiscord, whom: str = discord.NEWCOMER) -> str:
    """Says the id of the message, which is said once the bot listens."""
    await asyncio.wait_for(server.gateway.welcomed.wait(), 30)
    # A message's id holds its moment, and nobody is timed out for what was said long ago.
    now = int(time.time() * 1000) - discord.DISCORD_EPOCH << 22
    target = [discord.person(whom)]
    message = await server.say(f"<@{whom}> {ATTACK}", mentions=target, id=str(now))
    return str(message["id"])


TIMED_OUT = ("PATCH", f"/guilds/{discord.GUILD}/members/{discord.MEMBER}")


def _timeouts(server: LoopbackDiscord) -> Sequence[Any]:
    return [call for call in server.rest.calls if (call.method, call.path) == TIMED_OUT]


def _told_of_commands(server: LoopbackDiscord) -> Sequence[Any]:
    return [call for call in server.asked("PUT") if call.path.endswith("/commands")]


async def test_an_attack_on_discord_is_hidden_and_its_author_timed_out(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    async with living(tmp_path, **_on_discord(server)) as process:
        message = await _attacked(server)
        await until(lambda: bool(_timeouts(server) and server.asked("DELETE")))
        process.terminate()
        out, err = await asyncio.wait_for(process.communicate(), SECONDS_TO_STOP)

    assert len(_told_of_commands(server)) == 1
    (timeout,), (hidden,) = _timeouts(server), server.asked("DELETE")
    assert timeout.body["communication_disabled_until"]
    assert timeout.reason.startswith("#1 · haven · ")
    assert hidden.path == f"/channels/{discord.TEXT}/messages/{message}"
    assert process.returncode == 0
    kept = b"".join(file.read_bytes() for file in (tmp_path / "state").iterdir())
    assert CANARY.encode() not in out + err + kept


async def test_a_refused_intent_ends_the_run_and_names_its_switch(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    server.world.refused_intents = discord.CONTENT_INTENT

    async with living(tmp_path, **_on_discord(server)) as process:
        _, err = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode == 1
    assert "switch on Message Content Intent" in err.decode()
    assert "Traceback" not in err.decode()


async def test_without_message_content_an_attack_that_mentions_haven_is_answered(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    server.world.refused_intents = discord.CONTENT_INTENT
    degraded = {"HAVEN_DISCORD__MESSAGE_CONTENT": "false", "HAVEN_DISCORD__SHARDS": "1"}
    async with living(tmp_path, **_on_discord(server), **degraded) as process:
        await _attacked(server, discord.BOT)
        await until(lambda: bool(_timeouts(server)))
        process.terminate()
        _, err = await asyncio.wait_for(process.communicate(), SECONDS_TO_STOP)

    assert (process.returncode, server.gateway.connections) == (0, 1)
    assert "without message content" in err.decode()
