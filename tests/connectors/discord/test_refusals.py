"""Nothing is asked that Discord would refuse, whatever the roles and channels are like."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.actions import (
    Action,
    AlertModerators,
    Ban,
    Blur,
    Collapse,
    Hide,
    Inverse,
    Kick,
    LockDown,
    Mute,
    Reopen,
    Restore,
    Throttle,
    Timeout,
    Unban,
    Uncollapse,
    Unmute,
    Untimeout,
    VoidWarning,
    Warn,
)
from engine.events import Place
from tests.connectors.discord.conftest import HALL, INN, visiting
from tests.servers.discord import (
    ADMIN,
    ADMIN_ROLE,
    BOT,
    BOT_ROLE,
    GUILD,
    HIGH_ROLE,
    MEMBER,
    MOD_LOG,
    MODERATOR,
    MODERATOR_ROLE,
    OTHER,
    OWNER,
    TEXT,
    THREAD,
    LoopbackDiscord,
    Payload,
    channel,
    guild,
    loopback_discord,
    role,
)
from tests.servers.discord.rules import ADMINISTRATOR, MODERATE, VIEW, refusal, rights

MINUTE = timedelta(minutes=1)
IN_THREAD = Place(INN, TEXT, THREAD)
PERSONS = (MEMBER, OTHER, MODERATOR, ADMIN, OWNER, BOT)
ROLES = (ADMIN_ROLE, BOT_ROLE, MODERATOR_ROLE, HIGH_ROLE)
# Administrator is rare, so that most graphs are about the others.
BITS = (1, 2, 4, 5, 6, 10, 11, 13, 16, 20, 21, 28, 34, 38, 40)

permissions = st.sets(st.sampled_from(BITS)).map(lambda bits: sum(1 << bit for bit in bits))
often_all = st.one_of(st.just(sum(1 << bit for bit in BITS)), permissions)


@st.composite
def role_graphs(draw: st.DrawFn) -> Payload:
    """Any ranks, rights and overwrites; two roles may share a position."""
    made = [role(GUILD, position=0, permissions=draw(often_all))]
    for number in ROLES:
        may_all = draw(st.integers(0, 9)) == 0
        granted = (
            ADMINISTRATOR if may_all else draw(often_all if number == BOT_ROLE else permissions)
        )
        made.append(role(number, position=draw(st.integers(1, 4)), permissions=granted))
    members = guild()["members"]
    for member in members:
        member["roles"] = draw(st.lists(st.sampled_from(ROLES), unique=True, max_size=3))
    return {
        "roles": made,
        "members": members,
        "channels": [channel(TEXT, permission_overwrites=draw(overwrites())), channel(MOD_LOG)],
        "owner_id": draw(st.sampled_from(PERSONS)),
    }


@st.composite
def overwrites(draw: st.DrawFn) -> list[Payload]:
    holders = draw(st.lists(st.sampled_from((GUILD, *ROLES, MEMBER, BOT)), unique=True, max_size=3))
    found = []
    for holder in holders:
        allow = draw(permissions)
        kind = 1 if holder in {MEMBER, BOT} else 0
        deny = draw(permissions) & ~allow
        found.append({"id": holder, "type": kind, "allow": str(allow), "deny": str(deny)})
    return found


def asked_for(user: str) -> Sequence[tuple[Action | Inverse, Place]]:
    here: list[Action | Inverse] = [
        Warn(user=user, text="stop"),
        Hide(user=user, message="50"),
        Restore(user=user, message="50"),
        Blur(user=user, message="51"),
        Throttle(user=user, delay=MINUTE),
        Timeout(user=user, duration=timedelta(days=60)),
        Untimeout(user=user),
        Mute(user=user),
        Unmute(user=user),
        Collapse(delay=MINUTE),
        LockDown(duration=MINUTE),
        Uncollapse(),
        Reopen(),
        AlertModerators(text="look"),
        VoidWarning(user=user),
        Ban(user=user),
        Unban(user=user),
        Kick(user=user),
    ]
    threaded = (Collapse(delay=MINUTE), Warn(user=user, text="stop"), Uncollapse())
    return [*((action, HALL) for action in here), *((action, IN_THREAD) for action in threaded)]


async def carry_out_all(graph: Payload, user: str) -> LoopbackDiscord:
    async with loopback_discord(**graph) as server, visiting(server) as visit:
        for number in ("50", "51"):
            server.written("words", id=number)
        for number, (action, place) in enumerate(asked_for(user)):
            # With open letterboxes nothing would be posted in the channels instead.
            server.fail(f"POST /channels/9{user}/messages", 403, code=50_007)
            await visit.apply(action, at=place, number=number + 1)
            await visit.server.settled()
    return server


@settings(max_examples=60, deadline=None)
@given(graph=role_graphs(), user=st.sampled_from(PERSONS))
def test_nothing_is_asked_that_discord_would_refuse(graph: Payload, user: str) -> None:
    server = asyncio.run(carry_out_all(graph, user))

    assert server.rest.refused == []


# The rules themselves: a server that lets everything pass would prove nothing


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", f"/guilds/{GUILD}/members/{OTHER}"),
        ("PATCH", f"/guilds/{GUILD}/members/{ADMIN}"),
        ("DELETE", f"/guilds/{GUILD}/members/{OTHER}"),
        ("PUT", f"/guilds/{GUILD}/bans/{OWNER}"),
        ("PUT", f"/guilds/{GUILD}/members/{MEMBER}/roles/{HIGH_ROLE}"),
    ],
)
def test_the_loopback_protects_those_above_the_bot(method: str, path: str) -> None:
    assert refusal(guild(), BOT, method, path, {}) == 50_013


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", f"/guilds/{GUILD}/members/{MEMBER}"),
        ("DELETE", f"/guilds/{GUILD}/members/{MEMBER}"),
        ("PUT", f"/guilds/{GUILD}/bans/{MEMBER}"),
        ("DELETE", f"/guilds/{GUILD}/bans/{MEMBER}"),
        ("PATCH", f"/guilds/{GUILD}"),
        ("PUT", f"/guilds/{GUILD}/incident-actions"),
        ("POST", f"/guilds/{GUILD}/roles"),
        ("PUT", f"/guilds/{GUILD}/members/{MEMBER}/roles/{ADMIN_ROLE}"),
        ("DELETE", f"/channels/{TEXT}/messages/50"),
        ("PATCH", f"/channels/{TEXT}"),
        ("PATCH", f"/channels/{THREAD}"),
    ],
)
def test_the_loopback_refuses_a_bot_without_rights_and_serves_one_with_them(
    method: str, path: str
) -> None:
    assert refusal(guild(bot_rights=0), BOT, method, path, {}) == 50_013
    assert refusal(guild(), BOT, method, path, {}) is None


def test_the_loopback_lets_nobody_deny_what_they_lack() -> None:
    path = f"/channels/{TEXT}/permissions/{HIGH_ROLE}"
    banning = {"allow": "0", "deny": "4"}

    assert refusal(guild(bot_rights=1 << 28), BOT, "PUT", path, banning) == 50_013
    assert refusal(guild(bot_rights=1 << 28 | 4), BOT, "PUT", path, banning) is None


def test_on_the_loopback_an_overwrite_for_a_member_wins_over_those_for_roles() -> None:
    room = channel(
        TEXT,
        permission_overwrites=[
            {"id": MODERATOR_ROLE, "type": 0, "allow": "0", "deny": str(MODERATE)},
            {"id": MODERATOR, "type": 1, "allow": str(MODERATE), "deny": "0"},
        ],
    )

    assert rights(guild(), MODERATOR, room) & MODERATE
    assert rights(guild(), MEMBER, room) & VIEW
