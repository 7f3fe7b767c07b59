"""What there is on the loopback Discord at a moment, whoever asks: servers and messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from tests.servers.discord.changes import channel_of, member_of
from tests.servers.discord.rules import rights
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


def parts_of(message: Payload) -> Iterator[Payload]:
    """All components of a message, of whatever depth."""
    waiting = list(message.get("components", []))
    while waiting:
        part = waiting.pop(0)
        yield part
        waiting += part.get("components", [])


def words_of(message: Payload) -> str:
    """What a message made of components says."""
    return "\n".join(part["content"] for part in parts_of(message) if part["type"] == _TEXT)


@dataclass(slots=True)
class World:
    """`others` are further guilds; shards are told of their own ones only. `refused_intents` are
    those not switched on in the developer portal.
    """

    guild: Payload
    others: list[Payload] = field(default_factory=list)
    messages: dict[str, Payload] = field(default_factory=dict)
    refused_intents: int = 0
    address: str = ""
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _posted: dict[str, Payload] = field(default_factory=dict)

    @property
    def rest_base(self) -> str:
        return f"http://{self.address}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://{self.address}/gateway"

    def written(self, text: str, *, by: str = MEMBER, at: str = TEXT, **changes: object) -> Payload:
        """A message as the gateway and REST show it."""
        message = {
            "id": str(((_TODAY - DISCORD_EPOCH) << 22) + next(self._numbers)),
            "channel_id": at,
            "guild_id": GUILD,
            "type": 0,
            "content": text,
            "author": person(by),
            "member": self._membership(by),
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
            **changes,
        }
        return self._kept(message)

    def posted(self, at: str, body: Payload) -> Payload:
        """Discord answers a repeated nonce with the message that it already has."""
        key = f"{at} {body.get('nonce')}"
        if key not in self._posted:
            shown = {"components": body.get("components", []), "flags": body.get("flags", 0)}
            text = body.get("content") or ""
            self._posted[key] = self.written(text, by=BOT, at=at, **shown)
        return self._posted[key]

    def forget_nonces(self) -> None:
        self._posted.clear()

    def latest(self, at: str, limit: int) -> list[Payload]:
        """The newest first."""
        there = [one for one in self.messages.values() if one["channel_id"] == at]
        return sorted(there, key=lambda one: int(one["id"]), reverse=True)[:limit]

    def clicked(self, label: str, message: Payload, *, by: str) -> Payload:
        """The interaction of somebody who clicks a button under a message."""
        (button,) = [each for each in parts_of(message) if each.get("label") == label]
        member = {**self._membership(by), "user": person(by)}
        return {
            "id": str(next(self._numbers) + 7_000),
            "application_id": BOT,
            "type": 3,
            "token": f"token-{label}",
            "version": 1,
            "guild_id": GUILD,
            "channel_id": message["channel_id"],
            "channel": channel_of(self.guild, message["channel_id"]),
            "member": {**member, "permissions": str(rights(self.guild, by))},
            "message": message,
            "data": {"component_type": 2, "custom_id": button["custom_id"]},
            "app_permissions": str(rights(self.guild, BOT)),
            "attachment_size_limit": 10_000_000,
            "entitlements": [],
            "authorizing_integration_owners": {"0": GUILD},
            "context": 0,
            "locale": "en-GB",
        }

    def _kept(self, message: Payload) -> Payload:
        if message["guild_id"] is None:
            # A direct message does not name any guild.
            del message["guild_id"], message["member"]
        self.messages[message["id"]] = message
        return message

    def _membership(self, user: str) -> Payload:
        """Clients believe what comes with a message over what they knew."""
        member = member_of(self.guild, user) or membership()
        return {name: value for name, value in member.items() if name != "user"}
