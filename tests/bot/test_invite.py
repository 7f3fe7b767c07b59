"""`haven invite`: the first thing that an administrator does with a token."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlparse

import discord as library
import pytest

from bot.invite_command import invite
from bot.refusals import RefusedUseError
from bot.settings import Settings
from cogs.proofs import RIGHTS
from tests.servers import discord
from tests.servers.discord import LoopbackDiscord, loopback_discord


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with loopback_discord() as started:
        yield started


def _settings(rest_base: str, **changes: object) -> Settings:
    chosen = {"token": "t0ken", "rest_base": rest_base, **changes}
    return Settings.model_validate({"discord": chosen})


async def test_the_link_asks_for_all_rights_that_setup_proves(
    server: LoopbackDiscord, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = await invite(_settings(server.world.rest_base))

    (link,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("https:")]
    asked = parse_qs(urlparse(link).query)
    assert (ended, asked["client_id"]) == (0, [discord.BOT])
    assert asked["scope"] == ["bot applications.commands"]
    rights = library.Permissions(int(asked["permissions"][0]))
    assert all(rights.is_superset(right) for right, _ in RIGHTS.values())
    assert not rights.administrator


async def test_an_intent_that_is_off_is_named_with_its_page(
    server: LoopbackDiscord, capsys: pytest.CaptureFixture[str]
) -> None:
    server.world.refused_intents = discord.CONTENT_INTENT

    ended = await invite(_settings(server.world.rest_base))

    said = capsys.readouterr().out
    assert ended == 1
    assert "First switch on Message Content Intent at https://discord.com/developers" in said
    assert "Server Members" not in said


async def test_who_goes_without_message_content_needs_no_switch_for_it(
    server: LoopbackDiscord,
) -> None:
    server.world.refused_intents = discord.CONTENT_INTENT

    assert await invite(_settings(server.world.rest_base, message_content=False)) == 0


async def test_a_wrong_token_is_told_with_its_place(
    server: LoopbackDiscord, capsys: pytest.CaptureFixture[str]
) -> None:
    server.fail("GET /users/@me", 401)

    assert await invite(_settings(server.world.rest_base)) == 1
    assert "set HAVEN_DISCORD__TOKEN in .env" in capsys.readouterr().out


async def test_a_network_that_is_down_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    # Nothing listens on the port that is reserved for that.
    assert await invite(_settings("http://127.0.0.1:9/api/v10")) == 1
    assert "Discord does not answer" in capsys.readouterr().out


async def test_without_a_token_the_line_to_fill_in_is_named() -> None:
    with pytest.raises(RefusedUseError, match="HAVEN_DISCORD__TOKEN"):
        await invite(Settings())
