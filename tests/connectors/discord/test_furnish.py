"""What each new client is given, before it hears anything."""

import asyncio

import discord
import pytest

from tests.connectors.discord.conftest import Heard, connector_to
from tests.running import PATIENCE, running
from tests.servers.discord import BOT, LoopbackDiscord


async def test_every_client_is_furnished_before_it_connects(server: LoopbackDiscord) -> None:
    seen: list[tuple[discord.Client, int]] = []

    async def furnish(client: discord.Client) -> None:
        seen.append((client, server.gateway.connections))
        if len(seen) == 1:
            raise OSError("the house is not in order")

    connector = connector_to(server, furnish=furnish)
    async with running(connector.run(Heard())), asyncio.timeout(PATIENCE):
        await server.gateway.welcomed.wait()
        await connector.close()

    (first, _), (second, _) = seen
    assert first is not second
    assert [connections for _, connections in seen] == [0, 0]


async def test_every_client_is_introduced_once_discord_says_whose_it_is(
    server: LoopbackDiscord,
) -> None:
    seen: list[int | None] = []

    async def introduce(client: discord.Client) -> None:
        seen.append(client.application_id)

    connector = connector_to(server, introduce=introduce)
    async with running(connector.run(Heard())), asyncio.timeout(PATIENCE):
        await server.gateway.welcomed.wait()
        await connector.close()

    assert seen == [int(BOT)]


async def test_nobody_waits_for_an_introduction_that_takes_for_ever(
    server: LoopbackDiscord,
) -> None:
    ended: list[bool] = []

    async def introduce(_client: discord.Client) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    connector = connector_to(server, introduce=introduce)
    async with running(connector.run(Heard())), asyncio.timeout(PATIENCE):
        await server.gateway.welcomed.wait()
        await connector.close()

    assert ended == [True]


async def test_an_introduction_that_fails_takes_nobody_down(
    server: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    async def introduce(_client: discord.Client) -> None:
        raise RuntimeError("no such command")

    heard = Heard()
    connector = connector_to(server, introduce=introduce)
    async with running(connector.run(heard)), asyncio.timeout(PATIENCE):
        await server.gateway.welcomed.wait()
        await connector.close()

    assert server.gateway.connections == 1
    assert "work beside a client failed" in caplog.text
