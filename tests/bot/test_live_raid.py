"""The shipped command amid a raid: three hundred come in, are kept out, and are let in again."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.database import FILE
from tests.bot.command import rows, until
from tests.bot.live_discord import Story, story
from tests.servers import discord
from tests.servers.discord import LoopbackDiscord, Payload
from tests.servers.discord.changes import channel_of

pytestmark = pytest.mark.promise("S5")

CROWD = 300
_PAUSE = f"/guilds/{discord.GUILD}/incident-actions"
_BULK = f"/guilds/{discord.GUILD}/bulk-ban"


async def _raided(server: LoopbackDiscord) -> Sequence[str]:
    """Who came in: accounts that were made a minute ago, as their numbers say."""
    made = int((time.time() - 60) * 1000) - discord.DISCORD_EPOCH << 22
    raiders = [str(made + number) for number in range(CROWD)]
    now = datetime.now(UTC).isoformat()
    for raider in raiders:
        member = discord.membership() | {"user": discord.person(raider), "joined_at": now}
        server.guild["members"].append(member)
        await server.dispatch("GUILD_MEMBER_ADD", {**member, "guild_id": discord.GUILD})
    return raiders


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


async def _met(told: Story) -> Payload:
    """The one card there is, once everybody is on it and the barriers are up."""
    card = await told.shows(1, f"{CROWD} accounts")
    await until(lambda: _delays(told.server) == [30, 30])
    events = "SELECT kind, count(*) FROM events GROUP BY kind ORDER BY kind"
    database = told.folder / "state" / FILE
    assert rows(database, events) == [("joined", CROWD), ("named", CROWD)]
    return card


async def _banned(server: LoopbackDiscord, card: Payload, raiders: Sequence[str]) -> None:
    question = await (await server.click("Ban…", card, by=discord.ADMIN)).answered()
    assert f"Ban {CROWD} accounts of case 1?" in discord.words_of(question)
    await server.click("Yes, ban", question, by=discord.ADMIN)
    await until(lambda: server.world.banned == set(raiders))


async def test_a_raid_of_three_hundred_is_met_once_banned_in_bulk_and_all_taken_back(
    tmp_path: Path,
) -> None:
    async with story(tmp_path) as told:
        server = told.server
        raiders = await _raided(server)
        card = await _met(told)
        during = _barriers(server)
        await _banned(server, card, raiders)
        await server.click("Reverse", card, by=discord.ADMIN)
        await until(lambda: not server.world.banned)
        await until(lambda: _barriers(server) == (0, [False, False], [0, 0]))

    assert during == (3, [True, True], [30, 30])
    # Once for the lock-down, once for its end.
    assert len(told.calls("PUT", _PAUSE)) == 2
    bulk = told.calls("POST", _BULK)
    crowds = [len((call.body or {})["user_ids"]) for call in bulk]
    assert (sum(crowds), len(crowds) < 10) == (CROWD, True)
    assert {call.reason and call.reason[:12] for call in bulk} == {"#1 · 201 · W"}
    assert len(server.cards()) == 1
