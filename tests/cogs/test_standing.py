"""How people stand on Discord, read from the real client's members."""

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest

from cogs.standing import standing_of, standings_of
from engine.authority import DeniedError
from engine.events import Power, Standing
from tests.cogs.court import Court, open_court

pytestmark = pytest.mark.promise("S3")

EVERYTHING = frozenset(Power)
STRANGERS = [str(10**17 + number) for number in range(230)]


@pytest.fixture
async def court(tmp_path: Path) -> AsyncIterator[Court]:
    async with open_court(tmp_path) as opened:
        yield opened


def member(court: Court, person: str) -> discord.Member:
    found = court.people[person].member
    assert found is not None
    return found


def guild(court: Court) -> discord.Guild:
    found = court.env.bot.get_guild(court.guild.id)
    assert found is not None
    return found


async def forget_members(court: Court) -> None:
    """As after a start: members are known once they have written, not before."""
    none = discord.MemberCacheFlags.none()
    intents = discord.Intents(guilds=True, members=True)
    client = discord.Client(intents=intents, member_cache_flags=none, chunk_guilds_at_startup=False)
    await court.env.restart_bot(client)


async def test_rank_and_powers_come_from_roles(court: Court) -> None:
    ranks = [standing_of(member(court, name)).rank for name in ("vex", "oakley", "marshal")]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 3
    assert standing_of(member(court, "oakley")).may == EVERYTHING
    assert standing_of(member(court, "vex")).may == frozenset()
    assert not standing_of(member(court, "marshal")).is_owner


@pytest.mark.parametrize(
    ("right", "lost"),
    [
        ("ban_members", {Power.BAN}),
        ("kick_members", {Power.KICK}),
        ("manage_messages", {Power.HIDE}),
        ("moderate_members", {Power.WARN, Power.TIMEOUT, Power.MUTE, Power.REVIEW}),
    ],
)
async def test_a_right_that_is_taken_takes_its_powers(
    court: Court, right: str, lost: set[Power]
) -> None:
    await court.forbid("moderator", **{right: False})
    assert standing_of(member(court, "oakley")).may == EVERYTHING - lost


async def test_an_administrator_may_everything_at_their_rank(court: Court) -> None:
    steward = court.guild.create_role(
        "steward", permissions=discord.Permissions(administrator=True)
    )
    ada = court.guild.add_member(court.env.create_user("ada"), roles=[steward])
    await court.env.settle()
    assert ada.member is not None
    risen = standing_of(ada.member)
    assert (risen.may, risen.rank) == (EVERYTHING, 1)


async def test_a_moderator_who_is_timed_out_may_nothing(court: Court) -> None:
    moderator = member(court, "hob")
    await moderator.timeout(discord.utils.utcnow().replace(year=2099), reason="rest")
    await court.env.settle()
    assert standing_of(member(court, "hob")).may == frozenset()


async def test_the_owner_is_known_as_such(court: Court) -> None:
    (found,) = await standings_of(guild(court), [str(court.guild.owner.id)])
    assert found.is_owner
    assert found.may == EVERYTHING


async def test_who_is_not_there_has_no_rank(court: Court) -> None:
    found = await standings_of(guild(court), ["erased", STRANGERS[0], court.id_of("vex")])
    assert set(found) == {
        Standing(id="erased"),
        Standing(id=STRANGERS[0]),
        standing_of(member(court, "vex")),
    }


async def test_members_who_are_not_known_yet_are_asked_for_however_many(court: Court) -> None:
    known = standing_of(member(court, "marshal"))
    await forget_members(court)
    assert guild(court).get_member(int(known.id)) is None
    found = await standings_of(guild(court), [*STRANGERS, known.id])
    assert len(found) == len(STRANGERS) + 1
    assert known in found


async def test_where_discord_does_not_say_nobody_is_judged(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(*_: object, **__: object) -> list[discord.Member]:
        raise TimeoutError

    monkeypatch.setattr(discord.Guild, "query_members", silent)
    with pytest.raises(DeniedError, match="does not say"):
        await standings_of(guild(court), STRANGERS[:1])
