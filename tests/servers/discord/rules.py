"""What the loopback Discord refuses the bot, worked out from Discord's own rules.

Nothing here comes from discord.py, so that a mistake of the library or of its user shows.
"""

from typing import Any

from tests.servers.discord.changes import channel_of, member_of

Payload = dict[str, Any]

MISSING_ACCESS, MISSING_PERMISSIONS = 50_001, 50_013

_ALL = (1 << 53) - 1
(KICK, BAN, ADMINISTRATOR, CHANNELS, GUILD, VIEW, SEND, MESSAGES, HISTORY, ROLES, THREADS) = (
    1 << bit for bit in (1, 2, 3, 4, 5, 10, 11, 13, 16, 28, 34)
)
FILES, IN_THREADS, MODERATE = 1 << 15, 1 << 38, 1 << 40


def refusal(guild: Payload, bot: str, method: str, path: str, body: Payload) -> int | None:
    """The code of Discord's refusal; None for what it lets the bot do."""
    match (method, *path.strip("/").split("/")):
        case ("PATCH", "guilds", _) | ("PUT", "guilds", _, "incident-actions"):
            return _needs(guild, bot, GUILD)
        case ("POST", "guilds", _, "roles"):
            return _needs(guild, bot, ROLES | int(body.get("permissions", 0)))
        case ("PUT" | "DELETE", "guilds", _, "members", _, "roles", role):
            is_below = _rank(guild, [role]) < _rank_of(guild, bot)
            return _needs(guild, bot, ROLES) if is_below else MISSING_PERMISSIONS
        case ("PATCH", "guilds", _, "members", user):
            is_above_it_all = rights(guild, user) & ADMINISTRATOR
            return MISSING_PERMISSIONS if is_above_it_all else _on(guild, bot, user, MODERATE)
        case ("DELETE", "guilds", _, "members", user):
            return _on(guild, bot, user, KICK)
        case ("POST", "guilds", _, "bulk-ban"):
            return _needs(guild, bot, BAN | GUILD)
        case ("PUT", "guilds", _, "bans", user):
            return _on(guild, bot, user, BAN)
        case ("DELETE", "guilds", _, "bans", _):
            return _needs(guild, bot, BAN)
        case (_, "channels", number, *rest) if room := channel_of(guild, number):
            return _in_channel(guild, bot, room, method, rest, body)
        case _:
            return None


def is_above(guild: Payload, bot: str, user: str) -> bool:
    """Whether Discord would refuse the bot to ban them, whatever its rights."""
    return _on(guild, bot, user, 0) is not None


def rights(guild: Payload, user: str, room: Payload | None = None) -> int:
    member = member_of(guild, user)
    if member is None:
        return 0
    mine = {guild["id"], *member["roles"]}
    granted = 0
    for role in guild["roles"]:
        granted |= int(role["permissions"]) if role["id"] in mine else 0
    if user == guild["owner_id"] or granted & ADMINISTRATOR:
        return _ALL
    if room is not None:
        granted = _overwritten(granted, guild, _settings_of(guild, room), mine, user)
    if member.get("communication_disabled_until"):
        granted &= VIEW | HISTORY
    return granted


def _in_channel(
    guild: Payload, bot: str, room: Payload, method: str, rest: list[str], body: Payload
) -> int | None:
    mine, is_thread = rights(guild, bot, room), "thread_metadata" in room
    if not mine & VIEW:
        return MISSING_ACCESS
    match (method, *rest):
        case ("DELETE", "messages", _):
            needed = MESSAGES
        case ("POST", "messages"):
            needed = (IN_THREADS if is_thread else SEND) | _for_files(body)
        case ("PATCH", "messages", _):
            needed = _for_files(body)
        case ("PATCH",):
            needed = THREADS if is_thread else CHANNELS
        case ("PUT", "permissions", _):
            needed = ROLES | int(body["allow"]) | int(body["deny"])
        case _:
            needed = 0
    return MISSING_PERMISSIONS if needed & ~mine else None


def _for_files(body: Payload) -> int:
    """New ones have numbers of their own, until Discord gives them ids."""
    new = [each for each in body.get("attachments") or [] if isinstance(each["id"], int)]
    return FILES if new else 0


def _overwritten(granted: int, guild: Payload, room: Payload, mine: set[str], user: str) -> int:
    """Everyone's, then all roles' together, then the member's; each denies before it allows."""
    found = {one["id"]: (int(one["allow"]), int(one["deny"])) for one in _overwrites(room)}
    allow, deny = found.get(guild["id"], (0, 0))
    granted = granted & ~deny | allow
    allow = deny = 0
    for role in mine - {guild["id"]}:
        allow |= found.get(role, (0, 0))[0]
        deny |= found.get(role, (0, 0))[1]
    granted = granted & ~deny | allow
    allow, deny = found.get(user, (0, 0))
    granted = granted & ~deny | allow
    return granted if granted & VIEW else 0


def _overwrites(room: Payload) -> list[Payload]:
    return list(room["permission_overwrites"])


def _settings_of(guild: Payload, room: Payload) -> Payload:
    """A thread has those of its channel."""
    return channel_of(guild, room["parent_id"]) or room if "thread_metadata" in room else room


def _needs(guild: Payload, bot: str, needed: int) -> int | None:
    return MISSING_PERMISSIONS if needed & ~rights(guild, bot) else None


def _on(guild: Payload, bot: str, user: str, needed: int) -> int | None:
    is_owner = user == guild["owner_id"]
    if is_owner or (member_of(guild, user) and _rank_of(guild, user) >= _rank_of(guild, bot)):
        return MISSING_PERMISSIONS
    return _needs(guild, bot, needed)


def _rank_of(guild: Payload, user: str) -> tuple[int, int]:
    member = member_of(guild, user)
    return _rank(guild, member["roles"] if member else [])


def _rank(guild: Payload, roles: list[str]) -> tuple[int, int]:
    """Of two roles in one position the older one, with the lower id, stands above."""
    found = [(one["position"], -int(one["id"])) for one in guild["roles"] if one["id"] in roles]
    return max(found, default=(0, -int(guild["id"])))
