"""Names that people go by: on joining, and whenever one changes, cached or not."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import discord

from connectors.discord.translate import author_of, community_of
from engine.events import MemberNamed

Parser = Callable[[Any], None]


def name_of(member: discord.Member, at: datetime) -> MemberNamed:
    return MemberNamed(
        f"{member.id}~{at.timestamp():.3f}", community_of(member.guild), author_of(member), at
    )


def heed_unknown_members(client: discord.Client) -> None:
    """Dispatch `member_sighted` for an update of somebody not cached.

    The library tells nobody of it. What was changed is not known then: perhaps the name.
    """
    state = client._connection  # noqa: SLF001  no public name reaches parsers
    parse = state.parsers["GUILD_MEMBER_UPDATE"]

    def heeding(payload: Any) -> None:  # noqa: ANN401  whatever Discord sends
        guild = client.get_guild(int(payload["guild_id"]))
        person = int(payload["user"]["id"])
        is_known = guild is None or guild.get_member(person) is not None
        parse(payload)
        if guild and not is_known and (member := guild.get_member(person)):
            client.dispatch("member_sighted", member)

    state.parsers["GUILD_MEMBER_UPDATE"] = heeding


def renamed_in(
    client: discord.Client, before: discord.User, after: discord.User
) -> list[discord.Member]:
    """Where a person is seen under their own name, which changed everywhere at once."""
    if before.display_name == after.display_name:
        return []
    members = (guild.get_member(after.id) for guild in client.guilds)
    return [member for member in members if member and member.nick is None]
