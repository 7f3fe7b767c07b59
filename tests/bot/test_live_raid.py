"""The shipped command amid a raid: three hundred come in, are kept out, and are let in again."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.database import FILE
from tests.bot.command import CANARY, SECONDS_TO_STOP, living, rows, until
from tests.servers import discord
from tests.servers.discord import LoopbackDiscord, Payload, loopback_discord
from tests.servers.discord.changes import channel_of
from tests.servers.discord.rest import Call
from tests.servers.discord.world import parts_of

CROWD = 300
_PAUSE = ("PUT", f"/guilds/{discord.GUILD}/incident-actions")
_BULK = ("POST", f"/guilds/{discord.GUILD}/bulk-ban")


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with loopback_discord() as started_server:
        yield started_server


def _settings(server: LoopbackDiscord) -> dict[str, str]:
    return {
        "HAVEN_DISCORD__ENABLED": "true",
        "HAVEN_DISCORD__TOKEN": CANARY,
        "HAVEN_DISCORD__REST_BASE": server.world.rest_base,
        "HAVEN_DISCORD__GATEWAY_URL": server.world.gateway_url,
        "HAVEN_DISCORD__MOD_LOG": f"{discord.GUILD}={discord.MOD_LOG}",
        "HAVEN_POLICY__MODE": "enforce",
    }


async def _raided(server: LoopbackDiscord) -> Sequence[str]:
    """Who came in: accounts that were made a minute ago, as their numbers say."""
    await asyncio.wait_for(server.gateway.welcomed.wait(), 30)
    made = int((time.time() - 60) * 1000) - discord.DISCORD_EPOCH << 22
    raiders = [str(made + number) for number in range(CROWD)]
    now = datetime.now(UTC).isoformat()
    for raider in raiders:
        member = discord.membership() | {"user": discord.person(raider), "joined_at": now}
        server.guild["members"].append(member)
        await server.dispatch("GUILD_MEMBER_ADD", {**member, "guild_id": discord.GUILD})
    return raiders


def _calls(server: LoopbackDiscord, call: tuple[str, str]) -> list[Call]:
    return [each for each in server.rest.calls if (each.method, each.path) == call]


def _delays(server: LoopbackDiscord) -> list[int]:
    rooms = [channel_of(server.guild, number) for number in (discord.TEXT, discord.LOUNGE)]
    return [room["rate_limit_per_user"] for room in rooms if room]


def _barriers(server: LoopbackDiscord) -> tuple[int, list[bool], list[int]]:
    """The verification level, what is paused, and how slow the public channels are."""
    paused = server.guild.get("incidents_data") or {}
    return (
        server.guild["verification_level"],
        [until is not None for until in paused.values()],
        _delays(server),
    )


def _question(server: LoopbackDiscord) -> list[Payload]:
    """What a moderator was asked back, for their eyes only."""
    whispered = [one for one in server.world.messages.values() if one["channel_id"] == ""]
    return [
        one for one in whispered if any(part.get("label") == "Yes, ban" for part in parts_of(one))
    ]


async def _met(server: LoopbackDiscord, database: Path) -> Payload:
    """The one card there is, once everybody is on it and the barriers are up."""
    await until(lambda: any(f"{CROWD} accounts" in discord.words_of(c) for c in server.cards()))
    await until(lambda: _delays(server) == [30, 30])
    events = "SELECT kind, count(*) FROM events GROUP BY kind ORDER BY kind"
    assert rows(database, events) == [("joined", CROWD), ("named", CROWD)]
    (card,) = server.cards()
    return card


async def _banned(server: LoopbackDiscord, card: Payload, raiders: Sequence[str]) -> None:
    await server.click("Ban…", card, by=discord.ADMIN)
    await until(lambda: bool(_question(server)))
    question = {**_question(server)[0], "channel_id": discord.MOD_LOG}
    assert f"Ban {CROWD} accounts of case 1?" in discord.words_of(question)
    await server.click("Yes, ban", question, by=discord.ADMIN)
    await until(lambda: server.world.banned == set(raiders))


async def test_a_raid_of_three_hundred_is_met_once_banned_in_bulk_and_all_taken_back(
    tmp_path: Path, server: LoopbackDiscord
) -> None:
    async with living(tmp_path, **_settings(server)) as process:
        raiders = await _raided(server)
        card = await _met(server, tmp_path / "state" / FILE)
        during = _barriers(server)
        await _banned(server, card, raiders)
        await server.click("Reverse", card, by=discord.ADMIN)
        await until(lambda: not server.world.banned)
        await until(lambda: _barriers(server) == (0, [False, False], [0, 0]))
        process.terminate()
        _, err = await asyncio.wait_for(process.communicate(), SECONDS_TO_STOP)

    assert during == (3, [True, True], [30, 30])
    # Once for the lock-down, once for its end.
    assert len(_calls(server, _PAUSE)) == 2
    crowds = [len((call.body or {})["user_ids"]) for call in _calls(server, _BULK)]
    assert (sum(crowds), len(crowds) < 10) == (CROWD, True)
    assert {call.reason and call.reason[:12] for call in _calls(server, _BULK)} == {"#1 · 201 · W"}
    assert (server.rest.refused, len(server.cards())) == ([], 1)
    assert (process.returncode, "Traceback" in err.decode()) == (0, False)
