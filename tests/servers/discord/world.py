"""What there is on the loopback Discord at a moment, whoever asks: servers and messages."""

from dataclasses import dataclass, field
from itertools import count

from tests.servers.discord.bodies import Files
from tests.servers.discord.changes import channel_of, member_of
from tests.servers.discord.parts import all_parts
from tests.servers.discord.rules import is_above
from tests.servers.discord.shapes import (
    BOT,
    DISCORD_EPOCH,
    GUILD,
    MEMBER,
    TEXT,
    Payload,
    membership,
    person,
)

_TEXT = 10
# 1 March 2026.
_TODAY = 1_772_323_200_000


def words_of(message: Payload) -> str:
    """What a message made of components says."""
    return "\n".join(
        part["content"] for part in all_parts(message["components"]) if part["type"] == _TEXT
    )


@dataclass(slots=True)
class World:
    """`others` are further guilds; shards are told of their own ones only. `refused_intents` are
    those not switched on in the developer portal.
    """

    guild: Payload
    others: list[Payload] = field(default_factory=list)
    messages: dict[str, Payload] = field(default_factory=dict)
    banned: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    refused_intents: int = 0
    is_silent_on_members: bool = False
    address: str = ""
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _posted: dict[str, Payload] = field(default_factory=dict)
    _own: set[str] = field(default_factory=set)

    @property
    def rest_base(self) -> str:
        return f"http://{self.address}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://{self.address}/gateway"

    def written(self, text: str, *, by: str = MEMBER, at: str = TEXT, **changes: object) -> Payload:
        """A message that stands there from now on."""
        return self._kept(self.shaped(text, by=by, at=at, **changes))

    def shaped(self, text: str, *, by: str = MEMBER, at: str = TEXT, **changes: object) -> Payload:
        """An ellipsis is for what does not come along."""
        message = {
            "id": str(((_TODAY - DISCORD_EPOCH) << 22) + next(self._numbers)),
            "channel_id": at,
            "guild_id": GUILD,
            "type": 0,
            "content": text,
            "author": person(by, is_bot=by == BOT),
            "member": self.membership(by),
            "timestamp": "2026-03-01T00:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "flags": 0,
            "components": [],
            **changes,
        }
        return {key: value for key, value in message.items() if value is not ...}

    def posted(self, at: str, body: Payload, files: Files) -> tuple[Payload, bool]:
        """Discord answers a repeated nonce with the message that it already has; says also
        whether this one is new.
        """
        key = f"{at} {body.get('nonce')}"
        is_new = key not in self._posted
        if is_new:
            self._posted[key] = self._kept(self.built(at, body, files))
            self._own.add(self._posted[key]["id"])
        return self._posted[key], is_new

    def banned_at_once(self, users: list[str]) -> Payload | None:
        """None where Discord bans nobody of them: they are banned already, or out of reach."""
        failed = [u for u in users if u in self.banned or is_above(self.guild, BOT, u)]
        done = [user for user in users if user not in failed]
        self.banned.update(done)
        return {"banned_users": done, "failed_users": failed} if done else None

    def forget_nonces(self) -> None:
        """As Discord does after some minutes."""
        self._posted.clear()

    def latest(self, at: str, limit: int) -> list[Payload]:
        """The newest first."""
        there = [one for one in self.messages.values() if one["channel_id"] == at]
        return sorted(there, key=lambda one: int(one["id"]), reverse=True)[:limit]

    def was_posted(self, message: str) -> bool:
        """By the bot itself."""
        return message in self._own

    def built(self, at: str, body: Payload, files: Files) -> Payload:
        """A message of the bot's, as told in a body."""
        where = {} if channel_of(self.guild, at) else {"guild_id": None}
        return self.revised(self.shaped("", by=BOT, at=at, **where), body, files)

    def revised(self, message: Payload, body: Payload, files: Files) -> Payload:
        """What a body leaves out stays as it is."""
        told = {key: body[key] for key in ("content", "embeds", "components") if key in body}
        told = {key: value or type(message[key])() for key, value in told.items()}
        revised = message | told | {"flags": message["flags"] | (body.get("flags") or 0)}
        if files or "attachments" in body:
            stay = {str(each["id"]) for each in body.get("attachments") or []}
            old = [each for each in message["attachments"] if each["id"] in stay]
            new = [self.stored(name, content) for name, content in files.values()]
            revised["attachments"] = old + new
        return revised

    def stored(self, name: str, content: bytes) -> Payload:
        """A file that can be fetched from its address from now on."""
        number = str(next(self._numbers))
        self.files[f"{number}/{name}"] = content
        url = f"http://{self.address}/files/{number}/{name}"
        return {"id": number, "filename": name, "size": len(content), "url": url, "proxy_url": url}

    def content_of(self, message: Payload) -> bytes:
        """What the one file of a message holds."""
        (file,) = message["attachments"]
        return self.files[f"{file['id']}/{file['filename']}"]

    def bare(self, message: Payload) -> Payload:
        """As all but the gateway show it: without the server and the author's membership."""
        return {key: value for key, value in message.items() if key not in {"guild_id", "member"}}

    def _kept(self, message: Payload) -> Payload:
        if message["guild_id"] is None:
            # A direct message does not name any guild.
            del message["guild_id"], message["member"]
        self.messages[message["id"]] = message
        return message

    def membership(self, user: str) -> Payload:
        """Clients believe what comes with a message over what they knew."""
        member = member_of(self.guild, user) or membership()
        return {name: value for name, value in member.items() if name != "user"}

    def partial_member(self, user: str) -> Payload | None:
        """As it comes with an interaction, of somebody who is there."""
        if member_of(self.guild, user) is None:
            return None
        left_out = {"deaf", "mute"}
        return {key: value for key, value in self.membership(user).items() if key not in left_out}
