"""Servers, messages, commands and clicks as Discord tells of them, and as many as are wanted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random
from time import time_ns

from bot.bench_chat import Chat
from tests.servers.discord import (
    ALL_RIGHTS,
    BOT,
    BOT_ROLE,
    DISCORD_EPOCH,
    MOD_LOG,
    OWNER,
    Payload,
    channel,
    guild,
    membership,
    person,
    role,
)

CHANNELS, ROLES, MEMBERS, EMOJI = 30, 15, 50, 20
_TEXT_CHANNELS = 20
# Discord's ids count milliseconds, and a server's shard is told by them.
_SHIFT = 22
_FIRST_SERVER = 1_000
_SPEAK = str(1 << 10 | 1 << 11)

_ATTACKS = (
    "you worthless idiot, nobody likes you, go kill yourself",
    "go kill yourself you pathetic waste of space, everybody here hates you",
    "shut up you disgusting fat loser and kill yourself already",
    "nobody wants you here, you stupid worthless freak, go and die",
    "i hope you die, you ugly retarded piece of trash",
)


def server_id(number: int) -> str:
    return str(_FIRST_SERVER + number << _SHIFT)


def room_id(server: str, number: int) -> str:
    return str(int(server) + 1 + number)


def mod_log_id(server: str) -> str:
    return room_id(server, int(MOD_LOG))


def now_id(number: int) -> str:
    """An id of this moment: nobody is timed out for what was said long ago."""
    return str((time_ns() // 1_000_000 - DISCORD_EPOCH << _SHIFT) + number % (1 << _SHIFT))


def server(number: int) -> Payload:
    """What GUILD_CREATE tells of a lively server, which has more members than it tells of."""
    name = server_id(number)
    return guild(
        id=name,
        name=f"The inn at the crossroads, number {number}",
        member_count=1_000,
        large=True,
        roles=list(_roles(name)),
        channels=list(_channels(name)),
        threads=[],
        members=list(_members(name)),
        emojis=[_emoji(name, each) for each in range(EMOJI)],
    )


def _roles(name: str) -> Iterator[Payload]:
    yield role(name, position=0, permissions=int(_SPEAK))
    for number in range(1, ROLES - 1):
        yield role(room_id(name, 100 + number), position=number, permissions=0)
    yield role(BOT_ROLE, position=ROLES, permissions=ALL_RIGHTS)


def _channels(name: str) -> Iterator[Payload]:
    for number in range(CHANNELS - 1):
        kind = 0 if number < _TEXT_CHANNELS else 2 if number % 2 else 4
        yield _channel(name, room_id(name, number), kind=kind)
    yield _channel(name, mod_log_id(name), kind=0, is_private=True)


def _channel(name: str, number: str, *, kind: int, is_private: bool = False) -> Payload:
    allow, deny = ("0", _SPEAK) if is_private else (_SPEAK, "0")
    overwrites = [
        {"id": name, "type": 0, "allow": allow, "deny": deny},
        {"id": BOT_ROLE, "type": 0, "allow": _SPEAK, "deny": "0"},
    ]
    return channel(
        number,
        kind=kind,
        guild_id=name,
        topic="What this channel is for, and how people here treat one another. " * (kind == 0),
        parent_id=None,
        bitrate=64_000,
        user_limit=0,
        last_message_id=now_id(0),
        permission_overwrites=overwrites,
    )


def _members(name: str) -> Iterator[Payload]:
    yield {"user": person(BOT, is_bot=True), **membership(BOT_ROLE)}
    yield {"user": person(OWNER), **membership()}
    roles = [room_id(name, 100 + each) for each in range(1, 4)]
    for number in range(MEMBERS - 2):
        user = person(room_id(name, 500 + number)) | {"avatar": "a" * 32}
        yield {"user": user, "nick": f"Nick {number}", **membership(*roles)}


def _emoji(name: str, number: int) -> Payload:
    return {
        "id": room_id(name, 700 + number),
        "name": f"emoji{number}",
        "roles": [],
        "require_colons": True,
        "managed": False,
        "animated": False,
        "available": True,
    }


@dataclass(frozen=True, slots=True)
class Said:
    """A message and where it was said, all by their ids."""

    server: str
    room: str
    author: str
    payload: Payload


class Crowd:
    """Endless chat in a number of servers, and attacks by people who have not been seen before."""

    def __init__(self, servers: int) -> None:
        self._lines = Chat().lines()
        self._servers = [server_id(number) for number in range(servers)]
        self._people: dict[str, str] = {}
        self._numbers = count(1)
        self._random = Random(2)  # noqa: S311 - chat, no secret
        self._turn = 0

    def chat(self) -> Said:
        line = next(self._lines)
        number = int(line.place.channel.rpartition("-")[2])
        where = self._servers[number % len(self._servers)]
        author, target = self._person(line.author), line.target and self._person(line.target)
        return self._said(where, int(author) % _TEXT_CHANNELS, author, line.text, target)

    def attack(self, where: str | None = None) -> Said:
        """In each server by turns, or in the one that is named."""
        self._turn += 1
        where = where or self._servers[self._turn % len(self._servers)]
        author, target = now_id(next(self._numbers)), room_id(where, 500)
        text = f"<@{target}> {self._random.choice(_ATTACKS)}"
        return self._said(where, self._turn % _TEXT_CHANNELS, author, text, target)

    def _person(self, name: str) -> str:
        return self._people.setdefault(name, str(10_000_000_000 + len(self._people)))

    def _said(self, where: str, room: int, author: str, text: str, target: str | None) -> Said:
        payload = _message(now_id(next(self._numbers)), where, room_id(where, room), author, text)
        payload["mentions"] = [person(target) | {"member": membership()}] if target else []
        return Said(where, payload["channel_id"], author, payload)


def _message(number: str, where: str, room: str, author: str, text: str) -> Payload:
    return {
        "id": number,
        "channel_id": room,
        "guild_id": where,
        "type": 0,
        "content": text,
        "author": person(author),
        "member": membership(),
        "timestamp": "2026-03-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "flags": 0,
    }


def posted(where: str, room: str, body: Payload, *, number: int) -> Payload:
    """The bot's own message, as REST answers when it was sent: without who it is in the server."""
    message = _message(now_id(number), where, room, BOT, body.get("content") or "")
    del message["member"], message["guild_id"]
    return message | {
        "author": person(BOT, is_bot=True),
        "components": body.get("components", []),
        "flags": body.get("flags", 0),
    }


def command(where: str, name: str, *, number: int, options: Sequence[Payload] = ()) -> Payload:
    """A slash command of the server's owner."""
    told = {"id": "9000", "name": name, "type": 1, "options": list(options)}
    return _interaction(where, room_id(where, 0), number, kind=2, data=told)


def click(where: str, card: Payload, button: str, *, number: int) -> Payload:
    """The owner's click on the button with this custom id."""
    told = {"component_type": 2, "custom_id": button}
    asked = _interaction(where, card["channel_id"], number, kind=3, data=told)
    return asked | {"message": card}


def _interaction(where: str, room: str, number: int, *, kind: int, data: Payload) -> Payload:
    everything = str((1 << 53) - 1)
    return {
        "id": now_id(number),
        "application_id": BOT,
        "type": kind,
        "token": f"token-{number}",
        "version": 1,
        "guild_id": where,
        "channel_id": room,
        "channel": channel(room, guild_id=where),
        "member": {**membership(), "user": person(OWNER), "permissions": everything},
        "data": data,
        "app_permissions": str(ALL_RIGHTS),
        "attachment_size_limit": 10_000_000,
        "entitlements": [],
        "authorizing_integration_owners": {"0": where},
        "context": 0,
        "locale": "en-GB",
    }
