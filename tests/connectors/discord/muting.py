"""People who are muted, leave, and come back."""

from datetime import UTC, datetime

from engine.actions import Mute, Outcome, Unmute
from engine.events import MemberJoined, MemberNamed
from tests.connectors.discord.conftest import Visit
from tests.servers.discord import (
    GUILD,
    MEMBER,
    LoopbackDiscord,
    Payload,
    membership,
    person,
)
from tests.servers.discord.changes import member_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MUTE, UNMUTE = Mute(user=MEMBER), Unmute(user=MEMBER)
MEMBER_PATH = f"/guilds/{GUILD}/members/{MEMBER}"
ROLES = f"/guilds/{GUILD}/roles"
HUSHED = "1005"
# In a text channel: reactions, messages, messages in threads.
SPEECH = (1 << 6) | (1 << 11) | (1 << 38)
SEND, CONNECT, SPEAK, MANAGE_ROLES = 1 << 11, 1 << 20, 1 << 21, 1 << 28


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


def returned(user: str = MEMBER) -> Payload:
    """A member who came in later than anything in these tests happens."""
    return {"user": person(user), **membership(), "joined_at": "2026-03-02T00:00:00+00:00"}


async def come_back(visit: Visit, user: str = MEMBER) -> None:
    """Whoever joins has no roles; what Haven does about it is done once their name was heard."""
    member: Payload = returned(user)
    visit.server.guild["members"].append(member)
    await visit.server.dispatch("GUILD_MEMBER_ADD", {"guild_id": GUILD, **member})
    assert [type(await visit.heard.next()) for _ in range(2)] == [MemberJoined, MemberNamed]
    await its_turn_is_over(visit)


async def its_turn_is_over(visit: Visit) -> None:
    """Return once what is done about somebody's mute just now has been done."""
    async with visit.connector.enforcer._mutes._turns[int(GUILD)]:
        pass
