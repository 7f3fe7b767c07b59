"""Who is in a test's server: two moderators, two members, and one moderator above all of them."""

from collections.abc import Mapping

import discord
import simcord
from simcord.actors import MemberActor
from simcord.builders import GuildHandle, RoleHandle

RIGHTS = discord.Permissions(
    moderate_members=True, manage_messages=True, kick_members=True, ban_members=True
)


def moderators(guild: GuildHandle) -> RoleHandle:
    return guild.create_role("moderator", permissions=RIGHTS)


def people_of(env: simcord.Env, guild: GuildHandle) -> Mapping[str, MemberActor]:
    # Discord puts each new role below the others.
    marshal = guild.create_role("marshal", permissions=RIGHTS)
    moderator = moderators(guild)
    member = guild.create_role("member")
    ranks = {
        "vex": [member],
        "mika": [member],
        "oakley": [moderator],
        "hob": [moderator],
        "marshal": [marshal],
    }
    return {
        name: guild.add_member(env.create_user(name), roles=roles) for name, roles in ranks.items()
    }
