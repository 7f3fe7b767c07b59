"""What a REST call changes on the loopback Discord, and which events tell of it."""

from dataclasses import dataclass
from itertools import count
from typing import Any

Payload = dict[str, Any]

_numbers = count(5_000)


@dataclass(frozen=True, slots=True)
class Change:
    """The answer to the call (None: no content), and what the gateway says."""

    answer: Payload | None
    event: str
    told: Payload


def changed(guild: Payload, method: str, path: str, body: Payload) -> Change | None:
    """Changes `guild` itself; None for a call that changes nothing that lasts here."""
    match (method, *path.strip("/").split("/")):
        case ("PATCH", "guilds", _):
            return _of_guild(guild, body, answer=guild)
        case ("PUT", "guilds", _, "incident-actions"):
            return _of_guild(guild, {"incidents_data": body}, answer=body)
        case ("POST", "guilds", _, "roles"):
            return _new_role(guild, body)
        case ("PATCH", "guilds", _, "members", user):
            return _of_member(guild, user, body)
        case ("PUT" | "DELETE", "guilds", _, "members", user, "roles", role):
            return _of_roles(guild, user, role, gets=method == "PUT")
        case ("PATCH", "channels", number):
            return _of_channel(guild, number, body)
        case ("PUT", "channels", number, "permissions", holder):
            return _of_overwrites(guild, number, {**body, "id": holder})
        case _:
            return None


def member_of(guild: Payload, user: str) -> Payload | None:
    return next((one for one in guild["members"] if one["user"]["id"] == user), None)


def channel_of(guild: Payload, number: str) -> Payload | None:
    rooms = (*guild["channels"], *guild["threads"])
    return next((room for room in rooms if room["id"] == number), None)


def _of_guild(guild: Payload, changes: Payload, *, answer: Payload) -> Change:
    guild.update(changes)
    return Change(answer, "GUILD_UPDATE", guild)


def _new_role(guild: Payload, body: Payload) -> Change:
    made = {**guild["roles"][0], **body, "id": str(next(_numbers)), "position": 1}
    made["permissions"] = str(body.get("permissions", 0))
    for role in guild["roles"]:
        role["position"] += role["position"] >= 1
    guild["roles"].append(made)
    return Change(made, "GUILD_ROLE_CREATE", {"guild_id": guild["id"], "role": made})


def _of_member(guild: Payload, user: str, body: Payload) -> Change | None:
    member = member_of(guild, user)
    if member is None:
        return None
    member.update(body)
    return Change(member, "GUILD_MEMBER_UPDATE", {**member, "guild_id": guild["id"]})


def _of_roles(guild: Payload, user: str, role: str, *, gets: bool) -> Change | None:
    member = member_of(guild, user)
    if member is None:
        return None
    others = [one for one in member["roles"] if one != role]
    changed_member = _of_member(guild, user, {"roles": [*others, role] if gets else others})
    assert changed_member
    return Change(None, changed_member.event, changed_member.told)


def _of_channel(guild: Payload, number: str, body: Payload) -> Change | None:
    room = channel_of(guild, number)
    if room is None:
        return None
    locked = {"locked": body["locked"]} if "locked" in body else {}
    if "thread_metadata" in room:
        room["thread_metadata"].update(locked)
        return Change(room, "THREAD_UPDATE", room)
    room.update(body)
    return Change(room, "CHANNEL_UPDATE", room)


def _of_overwrites(guild: Payload, number: str, overwrite: Payload) -> Change | None:
    room = channel_of(guild, number)
    if room is None:
        return None
    others = [one for one in room["permission_overwrites"] if one["id"] != overwrite["id"]]
    room["permission_overwrites"] = [*others, overwrite]
    return Change(None, "CHANNEL_UPDATE", room)
