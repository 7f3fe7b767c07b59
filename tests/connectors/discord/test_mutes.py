"""Mutes: a role where it silences, a time-out where it would not, and exactly that taken back."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from connectors.discord.people import LONGEST_TIMEOUT
from engine.actions import Action, Mute, Outcome, Timeout, Unmute
from engine.events import MemberJoined, MemberNamed
from tests.connectors.discord.conftest import INN, Kept, Visit, visiting
from tests.servers.discord import (
    ADMIN,
    ALL_RIGHTS,
    BOT_ROLE,
    GUILD,
    HIGH_ROLE,
    LOUNGE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    TEXT,
    LoopbackDiscord,
    Payload,
    channel,
    guild,
    loopback_discord,
    membership,
    person,
    role,
)
from tests.servers.discord.changes import channel_of, member_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MUTE, UNMUTE = Mute(user=MEMBER), Unmute(user=MEMBER)
MEMBER_PATH = f"/guilds/{GUILD}/members/{MEMBER}"
ROLES = f"/guilds/{GUILD}/roles"
HUSHED = "1005"
# In a text channel: reactions, messages, messages in threads.
SPEECH = (1 << 6) | (1 << 11) | (1 << 38)
_SEND, _CONNECT, _SPEAK, _MANAGE_ROLES = 1 << 11, 1 << 20, 1 << 21, 1 << 28


@pytest.fixture
async def visit(server: LoopbackDiscord) -> AsyncIterator[Visit]:
    async with visiting(server, now=lambda: NOON) as begun:
        yield begun


async def muted(visit: Visit) -> Outcome:
    outcome = await visit.apply(MUTE)
    await visit.server.settled()
    return outcome


def roles_of(server: LoopbackDiscord, user: str = MEMBER) -> list[str]:
    member = member_of(server.guild, user)
    assert member
    return list(member["roles"])


def timed_out_until(server: LoopbackDiscord, user: str = MEMBER) -> str | None:
    member = member_of(server.guild, user)
    assert member
    until: str | None = member.get("communication_disabled_until")
    return until


def made(server: LoopbackDiscord) -> list[str]:
    return [str(one["id"]) for one in server.guild["roles"] if one["name"] == "Muted by Haven"]


async def leave(server: LoopbackDiscord) -> None:
    member = member_of(server.guild, MEMBER)
    assert member
    server.guild["members"].remove(member)
    await server.dispatch("GUILD_MEMBER_REMOVE", {"guild_id": GUILD, "user": person(MEMBER)})
    await server.settled()


async def come_back(visit: Visit, user: str = MEMBER) -> None:
    """Whoever joins has no roles; what Haven does about it is done once their name was heard."""
    member: Payload = {"user": person(user), **membership()}
    visit.server.guild["members"].append(member)
    await visit.server.dispatch("GUILD_MEMBER_ADD", {"guild_id": GUILD, **member})
    assert [type(await visit.heard.next()) for _ in range(2)] == [MemberJoined, MemberNamed]
    await visit.connector.enforcer._mutes._turns[int(GUILD)].acquire()
    visit.connector.enforcer._mutes._turns[int(GUILD)].release()


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
    allowing = [{"id": GUILD, "type": 0, "allow": str(_CONNECT | _SPEAK), "deny": "0"}]
    denying = [{"id": BOT_ROLE, "type": 0, "allow": "0", "deny": str(right)}]
    voice = {"kind": 2, "bitrate": 64_000, "user_limit": 0}
    rooms = [channel(TEXT), channel(LOUNGE, permission_overwrites=[*allowing, *denying], **voice)]
    return {"roles": guild(bot_rights=ALL_RIGHTS & ~right)["roles"], "channels": rooms}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(lacking(_MANAGE_ROLES), id="the bot may not manage roles"),
        pytest.param(lacking(_SPEAK), id="the bot may not deny what it lacks"),
        pytest.param(
            {
                "channels": [
                    channel(
                        TEXT,
                        permission_overwrites=[
                            {"id": HIGH_ROLE, "type": 0, "allow": str(_SEND), "deny": "0"},
                            {"id": MEMBER, "type": 1, "allow": str(_SEND), "deny": "0"},
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
                            {"id": BOT_ROLE, "type": 0, "allow": "0", "deny": str(_MANAGE_ROLES)}
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
    rights = ALL_RIGHTS if user == ADMIN else ALL_RIGHTS & ~(_MANAGE_ROLES | 1 << 40)
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
