"""The client stays up where the library would end it, and gives up where it must."""

import asyncio

import pytest

from connectors.base import RefusedError
from connectors.discord.guards import BETWEEN_CONNECTIONS, Pace
from tests.connectors.discord.conftest import (
    Heard,
    Visit,
    at_once,
    connector_to,
    visiting,
)
from tests.running import PATIENCE
from tests.servers.discord import LoopbackDiscord


async def test_a_gateway_dead_at_the_start_is_tried_until_it_lives(
    server: LoopbackDiscord,
) -> None:
    server.gateway.faults.extend(["refuse", "refuse"])

    async with visiting(server) as visit:
        await visit.server.say("alive")

        assert (await visit.heard.next()).text == "alive"


async def test_an_unreachable_discord_is_tried_until_it_answers(server: LoopbackDiscord) -> None:
    server.fail("GET /users/@me", 503)

    async with visiting(server) as visit:
        await visit.server.say("alive")

        assert (await visit.heard.next()).text == "alive"


async def test_a_gateway_that_drops_every_connection_is_called_ever_more_rarely(
    server: LoopbackDiscord,
) -> None:
    server.gateway.faults.extend(["close 1000"] * 1_000)
    rests: list[float] = []
    enough = asyncio.Event()

    async def sleep(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 8:
            enough.set()
        await at_once(seconds)

    connector = connector_to(server, sleep=sleep)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(connector.run(Heard()))
        await enough.wait()
        await connector.close()

    assert rests[:8] == [1, 2, 4, 8, 16, 32, 45, 45]


async def test_a_long_quiet_stretch_forgets_the_rests() -> None:
    moment = 0.0
    rests: list[float] = []

    async def sleep(seconds: float) -> None:
        rests.append(seconds)

    pace = Pace(BETWEEN_CONNECTIONS, sleep=sleep, elapsed=lambda: moment)
    for _ in range(3):
        await pace.turn()
    moment = 600.0
    await pace.turn()

    assert rests == [1, 2]


async def test_a_wrong_token_ends_the_run_with_the_fix(server: LoopbackDiscord) -> None:
    server.fail("GET /users/@me", 401)

    with pytest.raises(RefusedError, match="HAVEN_DISCORD__TOKEN"):
        await connector_to(server).run(Heard())


@pytest.mark.parametrize(("code", "fix"), [(4004, "HAVEN_DISCORD__TOKEN"), (4011, "servers")])
async def test_a_gateway_that_will_not_have_the_bot_ends_the_run_with_the_fix(
    server: LoopbackDiscord, code: int, fix: str
) -> None:
    server.gateway.faults.append(f"close {code}")

    with pytest.raises(RefusedError, match=fix):
        await connector_to(server).run(Heard())


async def test_closing_ends_the_run_and_leaves_the_session_resumable(
    server: LoopbackDiscord,
) -> None:
    async with visiting(server) as visit:
        await visit.connector.close()

    assert server.gateway.close_codes == [4000]


async def test_who_was_closed_does_not_run_again(visit: Visit) -> None:
    await visit.connector.close()

    await visit.connector.run(visit.heard)

    assert visit.server.gateway.connections == 1
