"""Mutes: a role where it silences, a time-out where it would not, and exactly that taken back."""

from collections.abc import AsyncIterator

import pytest

from connectors.discord.people import LONGEST_TIMEOUT
from engine.actions import Mute, Outcome
from tests.connectors.discord.conftest import Kept, Visit, visiting
from tests.connectors.discord.muting import (
    CONNECT,
    HUSHED,
    MANAGE_ROLES,
    MEMBER_PATH,
    MUTE,
    NOON,
    ROLES,
    SEND,
    SPEAK,
    SPEECH,
    UNMUTE,
    made,
    muted,
    roles_of,
    timed_out_until,
)
from tests.servers.discord import (
    ALL_RIGHTS,
    BOT_ROLE,
    GUILD,
    HIGH_ROLE,
    LOUNGE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    TEXT,
    LoopbackDiscord,
    Payload,
    channel,
    guild,
    loopback_discord,
    role,
)
from tests.servers.discord.changes import member_of


@pytest.fixture
async def visit(server: LoopbackDiscord) -> AsyncIterator[Visit]:
    async with visiting(server, now=lambda: NOON) as begun:
        yield begun


async def test_a_mute_gives_a_role_that_may_speak_nowhere(visit: Visit) -> None:
    assert await muted(visit) is Outcome.APPLIED

    (muting,) = made(visit.server)
    assert roles_of(visit.server) == [muting]
    for room in visit.server.guild["channels"]:
        denials = {one["id"]: int(one["deny"]) for one in room["permission_overwrites"]}
        assert denials[muting] & SPEECH == SPEECH
    assert timed_out_until(visit.server) is None


async def test_every_call_of_a_mute_carries_its_reason(visit: Visit) -> None:
    await visit.apply(MUTE, reason="#7 · haven · it is a threat")

    changes = [*visit.server.asked("PUT"), visit.server.asked("POST")[0]]
    assert len(changes) == 5
    assert {call.reason for call in changes} == {"#7 · haven · it is a threat"}


async def test_the_role_is_made_once(visit: Visit) -> None:
    await visit.apply(MUTE)
    await visit.apply(Mute(user=MODERATOR))
    await visit.server.settled()

    assert [roles_of(visit.server)] == [made(visit.server)]
    assert roles_of(visit.server, MODERATOR) == [MODERATOR_ROLE, *made(visit.server)]


async def test_the_role_is_known_after_a_restart(server: LoopbackDiscord) -> None:
    kept = Kept()
    for user in (MEMBER, MODERATOR):
        async with visiting(server, former=kept) as visit:
            await visit.apply(Mute(user=user))

    assert len(made(server)) == 1


async def test_a_role_that_somebody_deleted_is_made_anew(visit: Visit) -> None:
    await muted(visit)
    gone = made(visit.server)[0]
    visit.server.guild["roles"] = [r for r in visit.server.guild["roles"] if r["id"] != gone]
    await visit.server.dispatch("GUILD_ROLE_DELETE", {"guild_id": GUILD, "role_id": gone})
    await visit.server.settled()

    assert await visit.apply(Mute(user=MODERATOR)) is Outcome.APPLIED
    assert made(visit.server) != [gone]
    assert len(made(visit.server)) == 1


async def test_an_unmute_takes_the_role_and_leaves_a_time_out_of_its_own(visit: Visit) -> None:
    await muted(visit)
    member = member_of(visit.server.guild, MEMBER)
    assert member
    member["communication_disabled_until"] = "2026-03-02T00:00:00+00:00"

    assert await visit.apply(UNMUTE) is Outcome.APPLIED
    assert roles_of(visit.server) == []
    assert timed_out_until(visit.server)


# Where a role will not do


def lacking(right: int) -> Payload:
    """A server where the bot lacks a right; in the lounge everyone may speak."""
    allowing = [{"id": GUILD, "type": 0, "allow": str(CONNECT | SPEAK), "deny": "0"}]
    denying = [{"id": BOT_ROLE, "type": 0, "allow": "0", "deny": str(right)}]
    voice = {"kind": 2, "bitrate": 64_000, "user_limit": 0}
    rooms = [channel(TEXT), channel(LOUNGE, permission_overwrites=[*allowing, *denying], **voice)]
    return {"roles": guild(bot_rights=ALL_RIGHTS & ~right)["roles"], "channels": rooms}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(lacking(MANAGE_ROLES), id="the bot may not manage roles"),
        pytest.param(lacking(SPEAK), id="the bot may not deny what it lacks"),
        pytest.param(
            {
                "channels": [
                    channel(
                        TEXT,
                        permission_overwrites=[
                            {"id": HIGH_ROLE, "type": 0, "allow": str(SEND), "deny": "0"},
                            {"id": MEMBER, "type": 1, "allow": str(SEND), "deny": "0"},
                        ],
                    )
                ]
            },
            id="a channel lets this member speak whatever their roles",
        ),
        pytest.param(
            {
                "channels": [
                    channel(
                        TEXT,
                        permission_overwrites=[
                            {"id": BOT_ROLE, "type": 0, "allow": "0", "deny": str(MANAGE_ROLES)}
                        ],
                    )
                ]
            },
            id="a channel that the bot may not close",
        ),
    ],
)
async def test_where_a_role_would_leave_a_place_to_speak_in_a_mute_is_the_longest_time_out(
    changes: Payload,
) -> None:
    kept = Kept()
    async with (
        loopback_discord(**{"threads": [], **changes}) as server,
        visiting(server, former=kept, now=lambda: NOON) as visit,
    ):
        assert await muted(visit) is Outcome.APPLIED
        assert made(server) == []
        assert timed_out_until(server) == (NOON + LONGEST_TIMEOUT).isoformat()

        assert await visit.apply(UNMUTE) is Outcome.APPLIED
        assert timed_out_until(server) is None
        assert kept.notes == {}


async def test_when_the_server_has_all_the_roles_it_can_a_mute_is_a_time_out(visit: Visit) -> None:
    visit.server.fail(f"POST {ROLES}", 400, code=30005)

    assert await muted(visit) is Outcome.APPLIED
    assert timed_out_until(visit.server) == (NOON + LONGEST_TIMEOUT).isoformat()


async def test_who_was_muted_before_mutes_were_noted_is_let_speak_again(visit: Visit) -> None:
    assert await visit.apply(UNMUTE) is Outcome.APPLIED
    assert visit.server.asked("PATCH")[0].body == {"communication_disabled_until": None}


# A role that a server's moderators chose


def with_role(position: int) -> Payload:
    roles = guild()["roles"]
    for one in roles:
        one["position"] += one["position"] >= position
    return {"roles": [*roles, role(HUSHED, position=position, permissions=0)]}


async def test_the_configured_role_is_given_and_no_channel_is_touched() -> None:
    async with (
        loopback_discord(**with_role(1)) as server,
        visiting(server, mute_roles={GUILD: HUSHED}) as visit,
    ):
        assert await muted(visit) is Outcome.APPLIED
        given = roles_of(server)
        await visit.apply(UNMUTE)

    assert (given, roles_of(server), made(server)) == ([HUSHED], [], [])
    assert [call.path for call in server.asked("PUT")] == [f"{MEMBER_PATH}/roles/{HUSHED}"]


@pytest.mark.parametrize(
    "chosen", [pytest.param(HIGH_ROLE, id="above the bot"), pytest.param("77", id="unknown")]
)
async def test_a_configured_role_that_cannot_be_given_is_a_time_out_instead(
    server: LoopbackDiscord, chosen: str
) -> None:
    async with visiting(server, mute_roles={GUILD: chosen}, now=lambda: NOON) as visit:
        assert await muted(visit) is Outcome.APPLIED

    assert timed_out_until(server)


async def test_a_role_that_a_moderator_gave_is_not_havens_to_take() -> None:
    async with loopback_discord(**with_role(1)) as server:
        member = member_of(server.guild, MEMBER)
        assert member
        member["roles"] = [HUSHED]
        async with visiting(server, mute_roles={GUILD: HUSHED}) as visit:
            await server.dispatch("GUILD_MEMBER_UPDATE", {**member, "guild_id": GUILD})
            await server.settled()
            await muted(visit)
            assert await visit.apply(UNMUTE) is Outcome.APPLIED

    assert roles_of(server) == [HUSHED]
