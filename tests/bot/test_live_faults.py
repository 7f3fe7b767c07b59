"""The shipped command on a Discord that fails it: what it says, what it does, how it stops."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from data.database import FILE
from tests.bot.command import ATTACK, CANARY, count, living, rows, said, until
from tests.servers import discord
from tests.servers.discord import Fault, LoopbackDiscord, loopback_discord

pytestmark = pytest.mark.promise("R11")

TIMEOUT = f"PATCH /guilds/{discord.GUILD}/members/{discord.MEMBER}"
_CALLS = "SELECT state, json_extract(body, '$.ambiguous') FROM intents"
# What `docker stop` gives a container.
SECONDS_OF_DOCKER = 10.0


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
        "HAVEN_DISCORD__MOD_LOG": f"{discord.GUILD}={discord.MOD_LOG}",
        "HAVEN_POLICY__MODE": "enforce",
    }


async def _attack(server: LoopbackDiscord, on: str = discord.NEWCOMER) -> None:
    now = int(time.time() * 1000) - discord.DISCORD_EPOCH << 22
    await server.say(f"<@{on}> {ATTACK}", mentions=[discord.person(on)], id=str(now))


def _timeouts(server: LoopbackDiscord) -> int:
    return len([call for call in server.asked("PATCH") if f"PATCH {call.path}" == TIMEOUT])


def _said(log: bytes) -> Sequence[Any]:
    return [json.loads(line)["event"] for line in log.decode().splitlines()]


def _cards(server: LoopbackDiscord) -> str:
    return "\n".join(map(discord.words_of, server.cards()))


async def test_a_run_through_a_dead_gateway_a_lost_connection_a_refusal_and_a_reset_token(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    database = tmp_path / "state" / FILE
    server.gateway.resumable = True
    server.gateway.faults.append("refuse")
    async with living(tmp_path, **_on_discord(server)) as process:
        await asyncio.wait_for(server.gateway.welcomed.wait(), 30)
        await server.gateway.drop()
        await _attack(server)
        server.fail(TIMEOUT, 403, code=50_013)
        await until(lambda: "refused" in _cards(server))
        refused = _timeouts(server)

        for call in (TIMEOUT, "GET /users/@me"):
            server.fail(call, 401)
        await asyncio.sleep(0.01)  # another moment, another message
        await _attack(server)
        out, err = await asyncio.wait_for(process.communicate(), SECONDS_OF_DOCKER)

    log = _said(err)
    assert CANARY.encode() not in out + err
    assert "Discord cannot be reached; Haven keeps trying" in log
    assert "Discord does not accept the token any more" in log
    assert any("HAVEN_DISCORD__TOKEN" in words for words in log)
    assert process.returncode == 1
    assert (refused, _timeouts(server)) == (1, 2)
    assert (server.gateway.connections, server.gateway.identifies) == (3, 1)
    assert said(database) == 2


async def test_told_to_stop_while_a_call_hangs_haven_leaves_in_time_and_can_be_resumed(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    never = asyncio.Event()
    server.fault(TIMEOUT, Fault(503, until=never))
    async with living(tmp_path, **_on_discord(server)) as process:
        await asyncio.wait_for(server.gateway.welcomed.wait(), 30)
        await _attack(server)
        await until(lambda: _timeouts(server) == 1)
        process.send_signal(signal.SIGINT)
        await asyncio.sleep(0.5)  # nothing outside tells that the signal was heard
        await server.say("too late to be judged by this run", by=discord.OTHER)
        _, err = await asyncio.wait_for(process.communicate(), SECONDS_OF_DOCKER)
        never.set()

    assert process.returncode == 0
    assert _said(err)[-1] == "stopped"
    assert server.gateway.close_codes == [4000]
    database = tmp_path / "state" / FILE
    assert ("retry", 1) in rows(database, _CALLS)
    assert (said(database), count(database, "verdicts")) == (2, 1)


async def test_told_to_stop_twice_haven_stops_at_once(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    never = asyncio.Event()
    server.fault(TIMEOUT, Fault(503, until=never))
    async with living(tmp_path, **_on_discord(server)) as process:
        await asyncio.wait_for(server.gateway.welcomed.wait(), 30)
        await _attack(server)
        await until(lambda: _timeouts(server) == 1)
        process.terminate()
        await asyncio.sleep(0.2)  # two signals in one moment are one
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 2) == 128 + signal.SIGTERM
        never.set()


async def test_without_message_content_an_attack_that_mentions_haven_is_answered(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    server.world.refused_intents = discord.CONTENT_INTENT
    degraded = {"HAVEN_DISCORD__MESSAGE_CONTENT": "false", "HAVEN_DISCORD__SHARDS": "1"}
    async with living(tmp_path, **_on_discord(server), **degraded) as process:
        await asyncio.wait_for(server.gateway.welcomed.wait(), 30)
        await _attack(server, on=discord.BOT)
        await until(lambda: _timeouts(server) == 1)
        process.terminate()
        _, err = await asyncio.wait_for(process.communicate(), SECONDS_OF_DOCKER)

    assert process.returncode == 0
    assert "without message content" in err.decode()
