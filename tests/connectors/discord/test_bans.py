"""Bans of many people at once: one call for as many as Discord takes, an answer for each."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import discord
import pytest

from connectors.discord import people
from connectors.discord.bans import Bans
from connectors.discord.errand import Errand
from engine.actions import AskedToWaitError, Ban, Order, Outcome
from tests.connectors.discord.conftest import HALL, Visit, at_once, visiting
from tests.servers.discord import (
    ALL_RIGHTS,
    BOT_ROLE,
    GUILD,
    OTHER,
    OWNER,
    LoopbackDiscord,
    loopback_discord,
    membership,
    person,
)

CROWD = [str(number) for number in range(40_000, 40_300)]
BULK = f"/guilds/{GUILD}/bulk-ban"
_BAN_MEMBERS, _MANAGE_GUILD = 1 << 2, 1 << 5


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with loopback_discord() as started:
        present = [{"user": person(user), **membership()} for user in CROWD]
        started.guild["members"] += present
        yield started


def banning(
    visit: Visit, users: Sequence[str], *, reason: str = "why"
) -> list[asyncio.Task[Outcome]]:
    return [
        asyncio.create_task(visit.apply(Ban(user=user), number=number, reason=reason))
        for number, user in enumerate(users, 50)
    ]


async def banned(visit: Visit, users: Sequence[str]) -> list[Outcome | BaseException]:
    return await asyncio.gather(*banning(visit, users), return_exceptions=True)


def allow(server: LoopbackDiscord, rights: int) -> None:
    """Before anybody comes in, give the bot these rights."""
    (mine,) = [role for role in server.guild["roles"] if role["id"] == BOT_ROLE]
    mine["permissions"] = str(rights)


def bulks(server: LoopbackDiscord) -> list[int]:
    """How many people were in each call for many."""
    return [
        len((call.body or {})["user_ids"]) for call in server.asked("POST") if call.path == BULK
    ]


def singles(server: LoopbackDiscord) -> list[str]:
    return [call.path.rsplit("/", 1)[1] for call in server.asked("PUT") if "/bans/" in call.path]


async def test_three_hundred_bans_of_a_case_are_two_calls_that_delete_nothing(
    visit: Visit, server: LoopbackDiscord
) -> None:
    outcomes = await banned(visit, CROWD)

    assert Counter(outcomes) == {Outcome.APPLIED: 300}
    assert sorted(bulks(server)) == [100, 200]
    calls = [call for call in server.asked("POST") if call.path == BULK]
    assert {(call.body or {})["delete_message_seconds"] for call in calls} == {0}
    assert {call.reason for call in calls} == {"why"}
    assert server.world.banned == set(CROWD)
    assert singles(server) == []


async def test_bans_for_two_reasons_are_not_mixed(visit: Visit, server: LoopbackDiscord) -> None:
    first = banning(visit, CROWD[:3], reason="#1")
    second = banning(visit, CROWD[3:5], reason="#2")
    await asyncio.gather(*first, *second)

    calls = [call for call in server.asked("POST") if call.path == BULK]
    assert {(call.reason, len((call.body or {})["user_ids"])) for call in calls} == {
        ("#1", 3),
        ("#2", 2),
    }


async def test_one_ban_alone_is_a_single_call(visit: Visit, server: LoopbackDiscord) -> None:
    assert await banned(visit, CROWD[:1]) == [Outcome.APPLIED]
    assert (bulks(server), singles(server)) == ([], CROWD[:1])


async def test_the_immune_are_left_out_and_everybody_else_is_banned(
    visit: Visit, server: LoopbackDiscord
) -> None:
    outcomes = await banned(visit, [OWNER, *CROWD[:2], OTHER])

    forbidden, applied = Outcome.FORBIDDEN, Outcome.APPLIED
    assert outcomes == [forbidden, applied, applied, forbidden]
    assert (bulks(server), server.rest.refused) == ([2], [])


async def test_whoever_was_banned_before_counts_as_banned(
    visit: Visit, server: LoopbackDiscord
) -> None:
    server.world.banned.add(CROWD[0])

    assert await banned(visit, CROWD[:3]) == [Outcome.APPLIED] * 3
    assert (bulks(server), singles(server)) == ([3], CROWD[:1])


async def test_when_all_were_banned_before_each_is_asked_about_singly(
    visit: Visit, server: LoopbackDiscord
) -> None:
    server.world.banned.update(CROWD[:3])

    assert await banned(visit, CROWD[:3]) == [Outcome.APPLIED] * 3
    assert singles(server) == CROWD[:3]


async def test_the_single_call_says_what_ailed_one_who_failed(
    visit: Visit, server: LoopbackDiscord
) -> None:
    server.world.banned.add(CROWD[1])
    server.fail(f"PUT /guilds/{GUILD}/bans/{CROWD[1]}", 403, code=50_013)

    outcomes = await banned(visit, CROWD[:3])

    assert outcomes == [Outcome.APPLIED, Outcome.FORBIDDEN, Outcome.APPLIED]


async def test_without_the_right_to_manage_the_server_bans_go_out_singly() -> None:
    async with loopback_discord() as server:
        allow(server, ALL_RIGHTS & ~_MANAGE_GUILD)
        async with visiting(server) as visit:
            assert await banned(visit, CROWD[:3]) == [Outcome.APPLIED] * 3
    assert (bulks(server), singles(server)) == ([], CROWD[:3])


async def test_without_the_right_to_ban_nobody_is_asked() -> None:
    async with loopback_discord() as server:
        allow(server, ALL_RIGHTS & ~_BAN_MEMBERS)
        async with visiting(server) as visit:
            assert await banned(visit, CROWD[:2]) == [Outcome.FORBIDDEN] * 2
    assert (bulks(server), singles(server)) == ([], [])


async def test_an_ambiguous_answer_is_everybodys_and_a_repeat_ends_well(
    visit: Visit, server: LoopbackDiscord
) -> None:
    server.fail(f"POST {BULK}", 503)
    first = await banned(visit, CROWD[:3])
    again = await banned(visit, CROWD[:3])

    assert [type(each) for each in first] == [TimeoutError] * 3
    assert again == [Outcome.APPLIED] * 3


async def test_those_whose_order_ends_early_do_not_stop_the_others(visit: Visit) -> None:
    orders = banning(visit, CROWD[:3])
    await asyncio.sleep(0)
    orders[1].cancel()
    outcomes = await asyncio.gather(*orders, return_exceptions=True)

    assert [outcomes[0], outcomes[2]] == [Outcome.APPLIED] * 2


async def test_when_the_first_order_is_given_up_nobody_waits_for_ever(visit: Visit) -> None:
    orders = banning(visit, CROWD[:3])
    await asyncio.sleep(0)
    orders[0].cancel()
    outcomes = await asyncio.gather(*orders, return_exceptions=True)

    assert [type(each) for each in outcomes[1:]] == [TimeoutError] * 2


async def test_each_is_told_before_the_ban(visit: Visit, server: LoopbackDiscord) -> None:
    await banned(visit, CROWD[:12])

    paths = [call.path for call in server.asked("POST")]
    letters = {f"/channels/9{user}/messages" for user in CROWD[:12]}
    assert set(paths[: paths.index(BULK)]) == letters


async def test_a_mass_ban_does_not_wait_for_all_its_letters(
    visit: Visit, server: LoopbackDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PATIENCE_SECONDS", 0.0)

    assert await banned(visit, CROWD[:30]) == [Outcome.APPLIED] * 30
    assert len(server.asked("POST")) < 30


async def test_those_whose_turn_does_not_come_in_time_are_to_be_ordered_again(
    server: LoopbackDiscord,
) -> None:
    allow(server, ALL_RIGHTS & ~_MANAGE_GUILD)
    # Two seconds pass between one look at the clock and the next.
    clock = iter(range(0, 100, 2))
    bans = Bans(sleep=at_once, elapsed=lambda: float(next(clock)))
    async with visiting(server) as visit:
        client = visit.connector.enforcer._client()
        guild = client.get_guild(int(GUILD))
        assert guild
        orders = [bans.ban(_errand(client, guild, user), user) for user in CROWD[:3]]
        ended = await asyncio.gather(*orders, return_exceptions=True)

    assert singles(server) == CROWD[:1]
    assert [call.path for call in server.asked("POST")] == [f"/channels/9{CROWD[0]}/messages"]
    assert ended[0] is Outcome.APPLIED
    assert [type(each) for each in ended[1:]] == [AskedToWaitError] * 2


def _errand(client: discord.Client, guild: discord.Guild, user: str) -> Errand:
    order = Order(id=UUID(int=int(user)), place=HALL, action=Ban(user=user), case=7, reason="why")
    return Errand(client, guild, order)
