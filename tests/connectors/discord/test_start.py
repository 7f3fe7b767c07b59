"""A start costs no call for each server: with 2,000 of them, Discord would not allow it."""

import logging

import discord
import pytest

from tests.connectors.discord.conftest import visiting
from tests.servers.discord import LoopbackDiscord, guild


async def test_a_start_asks_nothing_of_discord_for_each_server(server: LoopbackDiscord) -> None:
    server.world.others = [guild(id=str(number << 22)) for number in range(1, 30)]

    async with visiting(server):
        asked = [call.path for call in server.rest.calls]

    assert asked == ["/users/@me", "/oauth2/applications/@me"]


async def test_being_connected_is_told_once_it_is_so_with_the_number_of_servers(
    server: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "connectors.discord.client")
    server.world.others = [guild(id=str(1 << 22))]

    async with visiting(server) as visit:
        await visit.connector._there.wait()

    assert "connected to Discord: 2 servers" in caplog.messages


async def test_the_library_does_not_talk_of_voice_that_nobody_wants(
    server: LoopbackDiscord, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Once a process, so other tests may have heard it before.
    monkeypatch.setattr(discord.VoiceClient, "warn_nacl", True)
    monkeypatch.setattr(discord.VoiceClient, "warn_dave", True)

    async with visiting(server):
        logging.getLogger("discord.client").warning("something else")

    assert "something else" in caplog.messages
    assert "voice" not in caplog.text
