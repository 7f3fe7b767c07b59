"""Mutes in force: they outlast leaving, restarts, new channels and a time-out's longest time."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from connectors.discord.listener import Listener
from connectors.discord.people import LONGEST_TIMEOUT
from engine.actions import Action, Mute, Outcome, Timeout
from engine.events import Community, Platform
from tests.connectors.discord.conftest import INN, Kept, Visit, visiting
from tests.connectors.discord.muting import (
    MANAGE_ROLES,
    MEMBER_PATH,
    MUTE,
    NOON,
    UNMUTE,
    come_back,
    leave,
    made,
    muted,
    returned,
    roles_of,
    timed_out_until,
)
from tests.servers.discord import (
    ADMIN,
    ALL_RIGHTS,
    GUILD,
    MEMBER,
    NEWCOMER,
    LoopbackDiscord,
    channel,
    guild,
    loopback_discord,
)
from tests.servers.discord.changes import channel_of, member_of


@pytest.fixture
async def visit(server: LoopbackDiscord) -> AsyncIterator[Visit]:
    async with visiting(server, now=lambda: NOON) as begun:
        yield begun


# Leaving does not help


async def test_who_comes_back_is_muted_still_and_hears_nothing_of_it(visit: Visit) -> None:
    await muted(visit)
    await leave(visit.server)
    before = len(visit.server.asked("POST"))

    await come_back(visit)

    assert roles_of(visit.server) == made(visit.server)
    assert len(visit.server.asked("POST")) == before
    assert visit.server.asked("PUT")[-1].reason == "#7 · haven · was muted, and came back"


async def test_who_comes_back_after_a_restart_is_muted_still(server: LoopbackDiscord) -> None:
    kept = Kept()
    async with visiting(server, former=kept) as visit:
        await muted(visit)
        await leave(server)
    async with visiting(server, former=kept) as visit:
        await come_back(visit)

    assert roles_of(server) == made(server)


# Nor does coming back while nobody listens


async def met_again(server: LoopbackDiscord, kept: Kept, user: str = MEMBER) -> None:
    """Haven is away while somebody who left comes back, and then starts again."""
    returns(server, user)
    async with visiting(server, former=kept, now=lambda: NOON) as visit:
        await looked_back(visit)


def returns(server: LoopbackDiscord, user: str, **changes: object) -> None:
    if member := member_of(server.guild, user):
        server.guild["members"].remove(member)
    server.guild["members"].append({**returned(user), **changes})


async def looked_back(visit: Visit) -> None:
    """The library says that all servers are known two seconds after it heard of the last one."""
    client = visit.connector.enforcer._client()
    assert isinstance(client, Listener)
    await client.on_ready()
    await visit.server.settled()


async def test_who_came_back_while_nobody_listened_is_muted_at_the_next_start(
    server: LoopbackDiscord,
) -> None:
    kept = Kept()
    async with visiting(server, former=kept, now=lambda: NOON) as visit:
        await muted(visit)
    await met_again(server, kept)

    assert roles_of(server) == made(server)
    assert server.asked("PUT")[-1].reason == "#7 · haven · was muted, and came back"


async def test_who_was_muted_while_away_is_muted_at_the_next_start(
    server: LoopbackDiscord,
) -> None:
    kept = Kept()
    async with visiting(server, former=kept, now=lambda: NOON) as visit:
        assert await visit.apply(Mute(user=NEWCOMER)) is Outcome.GONE
    await met_again(server, kept, NEWCOMER)

    assert roles_of(server, NEWCOMER) == made(server)


async def test_whom_a_moderator_let_speak_by_hand_is_left_alone_at_a_start(
    server: LoopbackDiscord,
) -> None:
    kept = Kept()
    async with visiting(server, former=kept, now=lambda: NOON) as visit:
        await muted(visit)
    member = member_of(server.guild, MEMBER)
    assert member
    member["roles"] = []
    async with visiting(server, former=kept, now=lambda: NOON) as visit:
        await looked_back(visit)

    assert roles_of(server) == []


async def test_one_who_cannot_be_muted_again_keeps_nobody_else_from_it(
    server: LoopbackDiscord,
) -> None:
    kept = Kept()
    async with visiting(server, former=kept, now=lambda: NOON) as visit:
        await muted(visit)
        assert await visit.apply(Mute(user=NEWCOMER)) is Outcome.GONE
    server.fail(f"PUT {MEMBER_PATH}/roles/{made(server)[0]}", 403)
    returns(server, MEMBER)
    await met_again(server, kept, NEWCOMER)

    assert (roles_of(server), roles_of(server, NEWCOMER)) == ([], made(server))


async def test_who_came_back_with_the_role_is_let_speak_by_hand_for_good(
    server: LoopbackDiscord,
) -> None:
    kept, later = Kept(), NOON + timedelta(days=2)
    async with visiting(server, former=kept, now=lambda: NOON) as visit:
        await muted(visit)
    returns(server, MEMBER, roles=made(server))
    for roles in (made(server), []):
        member = member_of(server.guild, MEMBER)
        assert member
        member["roles"] = roles
        async with visiting(server, former=kept, now=lambda: later) as visit:
            await looked_back(visit)

    assert roles_of(server) == []


async def test_a_start_makes_no_call_where_nobody_came_back(server: LoopbackDiscord) -> None:
    kept = Kept()
    async with visiting(server, former=kept, now=lambda: NOON) as visit:
        await muted(visit)
        before = len(server.asked("PUT"))
    async with visiting(server, former=kept, now=lambda: NOON) as visit:
        await looked_back(visit)

    assert len(server.asked("PUT")) == before


async def test_a_mute_in_a_server_that_haven_left_does_not_disturb_a_start(
    server: LoopbackDiscord,
) -> None:
    elsewhere = Community(Platform.DISCORD, "77")
    kept = Kept({(elsewhere, "mute:5"): '{"case": 1}'})
    async with visiting(server, former=kept, now=lambda: NOON) as visit:
        await looked_back(visit)

    assert kept.notes == {(elsewhere, "mute:5"): '{"case": 1}'}


async def test_who_left_before_the_mute_is_muted_on_coming_back(visit: Visit) -> None:
    assert await visit.apply(Mute(user=NEWCOMER)) is Outcome.GONE

    await come_back(visit, NEWCOMER)

    assert roles_of(visit.server, NEWCOMER) == made(visit.server)


async def test_who_was_unmuted_while_away_comes_back_free(visit: Visit) -> None:
    await muted(visit)
    await leave(visit.server)
    assert await visit.apply(UNMUTE) is Outcome.GONE

    await come_back(visit)

    assert roles_of(visit.server) == []


async def test_a_join_is_heard_although_the_mute_could_not_be_renewed(visit: Visit) -> None:
    await muted(visit)
    await leave(visit.server)
    visit.server.fail(f"PUT {MEMBER_PATH}/roles/{made(visit.server)[0]}", 503)

    await come_back(visit)

    assert (await visit.server.say("on it goes"))["content"] == "on it goes"
    assert (await visit.heard.next()).text == "on it goes"


# What comes after, and what may not be


async def test_a_new_channel_is_closed_to_the_muted(visit: Visit) -> None:
    await muted(visit)
    visit.server.guild["channels"].append(channel("2010"))
    await visit.server.dispatch("CHANNEL_CREATE", channel("2010"))
    await visit.server.settled()

    (muting,) = made(visit.server)
    room = channel_of(visit.server.guild, "2010")
    assert room
    async with visit.connector.enforcer._mutes._turns[int(GUILD)]:
        assert [one["id"] for one in room["permission_overwrites"]] == [muting]


@pytest.mark.parametrize("user", [ADMIN, MEMBER])
async def test_a_refused_mute_leaves_no_note(user: str) -> None:
    kept = Kept()
    rights = ALL_RIGHTS if user == ADMIN else ALL_RIGHTS & ~(MANAGE_ROLES | 1 << 40)
    async with (
        loopback_discord(roles=guild(bot_rights=rights)["roles"]) as server,
        visiting(server, former=kept) as visit,
    ):
        assert await visit.apply(Mute(user=user)) is Outcome.FORBIDDEN

    assert (INN, f"mute:{user}") not in kept.notes


async def test_a_mute_that_cannot_be_noted_is_not_carried_out(server: LoopbackDiscord) -> None:
    async with visiting(server, former=Kept(full=True), mute_roles={GUILD: "77"}) as visit:
        with pytest.raises(ConnectionError):
            await visit.apply(MUTE)

    assert server.asked("PATCH") == []


# Renewals


async def test_a_role_needs_no_renewal(visit: Visit) -> None:
    await muted(visit)
    before = len(visit.server.rest.calls)

    assert await visit.apply(MUTE, renewal=True) is Outcome.GONE
    assert len(visit.server.rest.calls) == before


async def test_a_time_out_that_mutes_is_prolonged_without_a_word(server: LoopbackDiscord) -> None:
    clock = [NOON]
    async with visiting(server, mute_roles={GUILD: "77"}, now=lambda: clock[0]) as visit:
        await muted(visit)
        letters = len(server.asked("POST"))
        clock[0] = NOON + timedelta(days=24)
        outcome = await visit.apply(MUTE, renewal=True)

    assert outcome is Outcome.APPLIED
    assert timed_out_until(server) == (clock[0] + LONGEST_TIMEOUT).isoformat()
    assert len(server.asked("POST")) == letters


@pytest.mark.parametrize("action", [MUTE, Timeout(user=MEMBER, duration=timedelta(days=30))])
async def test_whom_a_moderator_let_speak_again_is_not_silenced_by_a_renewal(
    server: LoopbackDiscord, action: Action
) -> None:
    async with visiting(server, mute_roles={GUILD: "77"}, now=lambda: NOON) as visit:
        await visit.apply(action)
        member = member_of(server.guild, MEMBER)
        assert member
        member["communication_disabled_until"] = None
        await server.dispatch("GUILD_MEMBER_UPDATE", {**member, "guild_id": GUILD})
        await server.settled()

        assert await visit.apply(action, renewal=True) is Outcome.GONE
    assert timed_out_until(server) is None
