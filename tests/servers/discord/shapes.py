"""What things look like on Discord's wire, and who and what there is on the loopback one."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

Payload = dict[str, Any]

BOT, OWNER, ADMIN, MODERATOR, MEMBER, OTHER, NEWCOMER = (
    *("100", "200", "201", "202", "300", "301", "302"),
)
GUILD, TEXT, MOD_LOG, LOUNGE, THREAD = "1000", "2000", "2001", "2002", "2003"
ADMIN_ROLE, BOT_ROLE, MODERATOR_ROLE, HIGH_ROLE = "1001", "1002", "1003", "1004"

_ADMINISTRATOR, _VIEW, _SEND = 1 << 3, 1 << 10, 1 << 11
# What Haven asks for: kick, ban, channels, server, reactions, view, send, delete, files, read,
# speak, roles, threads, time-outs.
ALL_RIGHTS = sum(1 << bit for bit in (1, 2, 4, 5, 6, 10, 11, 13, 15, 16, 20, 21, 28, 34, 38, 40))
_MODERATE = 1 << 40
MEMBERS_INTENT, CONTENT_INTENT = 1 << 1, 1 << 15
# Ids count milliseconds from here.
DISCORD_EPOCH = 1_420_070_400_000
# What no test is about, and no client can do without.
_PLAIN: Payload = {
    "unavailable": False,
    "large": False,
    "features": [],
    "emojis": [],
    "stickers": [],
    "verification_level": 0,
    "default_message_notifications": 0,
    "explicit_content_filter": 0,
    "mfa_level": 0,
    "nsfw_level": 0,
    "premium_tier": 0,
    "preferred_locale": "en-US",
    "system_channel_flags": 0,
    "presences": [],
    "voice_states": [],
    "stage_instances": [],
    "guild_scheduled_events": [],
    "soundboard_sounds": [],
}


def person(user: str, *, is_bot: bool = False) -> Payload:
    name = f"user{user}"
    return {
        "id": user,
        "username": name,
        "global_name": name.title(),
        "discriminator": "0",
        "avatar": None,
        "bot": is_bot,
    }


def membership(*roles: str) -> Payload:
    return {
        "roles": list(roles),
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def role(number: str, *, position: int, permissions: int) -> Payload:
    return {
        "id": number,
        "name": f"role{number}",
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": position,
        "permissions": str(permissions),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def channel(number: str, *, kind: int = 0, hidden: bool = False, **changes: object) -> Payload:
    """A text channel; a hidden one can be seen by the bot's role only."""
    rights = str(_VIEW | _SEND)
    overwrites = [
        {"id": GUILD, "type": 0, "allow": "0", "deny": rights},
        {"id": BOT_ROLE, "type": 0, "allow": rights, "deny": "0"},
    ]
    return {
        "id": number,
        "type": kind,
        "guild_id": GUILD,
        "name": f"channel{number}",
        "position": 0,
        "permission_overwrites": overwrites if hidden else [],
        "rate_limit_per_user": 0,
        **changes,
    }


def thread(number: str, *, parent: str) -> Payload:
    return channel(
        number,
        kind=11,
        parent_id=parent,
        owner_id=MEMBER,
        message_count=0,
        member_count=1,
        thread_metadata={
            "archived": False,
            "locked": False,
            "auto_archive_duration": 60,
            "archive_timestamp": "2026-01-01T00:00:00+00:00",
        },
    )


def guild(*, bot_rights: int = ALL_RIGHTS, **changes: object) -> Payload:
    members = {
        BOT: [BOT_ROLE],
        OWNER: [],
        ADMIN: [ADMIN_ROLE],
        MODERATOR: [MODERATOR_ROLE],
        MEMBER: [],
        OTHER: [HIGH_ROLE],
    }
    # A guild of its own for everybody who asks: calls change what is in it.
    return deepcopy(_PLAIN) | {
        "id": GUILD,
        "name": "inn",
        "owner_id": OWNER,
        "member_count": len(members),
        "system_channel_id": TEXT,
        "roles": _roles(bot_rights),
        "channels": [channel(TEXT), channel(MOD_LOG, hidden=True), channel(LOUNGE)],
        "threads": [thread(THREAD, parent=TEXT)],
        "members": [
            {"user": person(user, is_bot=user == BOT), **membership(*roles)}
            for user, roles in members.items()
        ],
        **changes,
    }


def _roles(bot_rights: int) -> list[Payload]:
    return [
        role(GUILD, position=0, permissions=_VIEW | _SEND),
        role(ADMIN_ROLE, position=1, permissions=_ADMINISTRATOR),
        role(MODERATOR_ROLE, position=2, permissions=_MODERATE),
        role(BOT_ROLE, position=3, permissions=bot_rights),
        role(HIGH_ROLE, position=4, permissions=0),
    ]


def application(refused_intents: int) -> Payload:
    allowed = {MEMBERS_INTENT: 1 << 15, CONTENT_INTENT: 1 << 19}
    return {
        "id": BOT,
        "name": "haven",
        "description": "",
        "icon": None,
        "flags": sum(flag for intent, flag in allowed.items() if not intent & refused_intents),
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "",
        "owner": person(OWNER),
    }


def commands_known(told: Iterable[Payload]) -> list[Payload]:
    """An application's commands, as Discord answers once it was told of them."""
    known = {"application_id": BOT, "version": "1", "description": ""}
    return [{**known, **each, "id": str(number)} for number, each in enumerate(told, 9_000)]


def direct_channel(user: str) -> Payload:
    return {"id": f"9{user}", "type": 1, "recipients": [person(user)], "last_message_id": None}
