"""How members stand on Discord right now, for the engine to decide who may do what to whom."""

from collections.abc import Iterable, Sequence

import discord

from engine.authority import DeniedError
from engine.events import Power, Standing

# The right on Discord to do the same by hand. Muting is keeping somebody silent, as a time-out is.
RIGHTS = {
    Power.WARN: discord.Permissions(moderate_members=True),
    Power.HIDE: discord.Permissions(manage_messages=True),
    Power.TIMEOUT: discord.Permissions(moderate_members=True),
    Power.MUTE: discord.Permissions(moderate_members=True),
    Power.KICK: discord.Permissions(kick_members=True),
    Power.BAN: discord.Permissions(ban_members=True),
    Power.REVIEW: discord.Permissions(moderate_members=True),
}
# What Discord answers for at once.
_AT_ONCE = 100


def standing_of(member: discord.Member) -> Standing:
    mine = member.guild_permissions
    return Standing(
        id=str(member.id),
        rank=member.top_role.position,
        is_owner=member.guild.owner_id == member.id,
        may=frozenset(power for power, right in RIGHTS.items() if mine.is_superset(right)),
    )


async def standings_of(guild: discord.Guild, people: Iterable[str]) -> Sequence[Standing]:
    """Of all these people; those who are not there (any more) have no rank.

    Raises:
        DeniedError: Discord does not say.
    """
    ids = sorted(set(people))
    present = {int(person): guild.get_member(int(person)) for person in ids if person.isdecimal()}
    unknown = [number for number, member in present.items() if member is None]
    for start in range(0, len(unknown), _AT_ONCE):
        present |= await _asked(guild, unknown[start : start + _AT_ONCE])
    members = {str(number): member for number, member in present.items()}
    return [_standing(person, members.get(person)) for person in ids]


def strangers(people: Iterable[str]) -> Sequence[Standing]:
    """How people of another platform stand here: they have no rank, whoever has their number."""
    return [Standing(id=person) for person in sorted(set(people))]


def _standing(person: str, member: discord.Member | None) -> Standing:
    return standing_of(member) if member else Standing(id=person)


async def _asked(guild: discord.Guild, ids: Sequence[int]) -> dict[int, discord.Member | None]:
    try:
        found = await guild.query_members(user_ids=list(ids), limit=len(ids), cache=False)
    except TimeoutError as silence:
        raise DeniedError("Discord does not say how they stand here; try again.") from silence
    return {member.id: member for member in found}
