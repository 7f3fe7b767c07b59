"""Messages that the bot posts, changes and takes away, and its answers to interactions."""

from dataclasses import dataclass, field
from typing import Any

from tests.servers.discord.bodies import Files, complaints
from tests.servers.discord.interactions import (
    INVALID,
    UNKNOWN_MESSAGE,
    Interactions,
    RefusedError,
)
from tests.servers.discord.shapes import BOT
from tests.servers.discord.world import World

Payload = dict[str, Any]
Event = tuple[str, Payload]
NOT_YOURS = 50_005


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a call (None: no content), and what the gateway says of it."""

    answer: Payload | None
    events: tuple[Event, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Postings:
    world: World
    interactions: Interactions

    def reply(self, method: str, path: str, body: Payload, files: Files) -> Reply | None:
        """None for a call about something else. Raises RefusedError."""
        match (method, *path.strip("/").split("/")):
            case ("POST", "channels", at, "messages"):
                return self._post(at, body, files)
            case ("PATCH", "channels", _, "messages", message):
                return self._change(message, body, files)
            case ("DELETE", "channels", _, "messages", message):
                gone = self._known(message)
                del self.world.messages[message]
                return Reply(None, _told("MESSAGE_DELETE", gone))
            case ("GET", "channels", _, "messages", message):
                return Reply(self.world.bare(self._known(message)))
            case ("POST", "interactions", number, token, "callback"):
                return Reply(self.interactions.call_back(number, token, body, files))
            case ("POST", "webhooks", _, token):
                return Reply(self.interactions.follow_up(token, body, files))
            case ("PATCH", "webhooks", _, token, "messages", which):
                return Reply(self.interactions.edit(token, which, body, files))
            case _:
                return None

    def _post(self, at: str, body: Payload, files: Files) -> Reply:
        _refuse("post", body, files)
        posted, is_new = self.world.posted(at, body, files)
        events = _told("MESSAGE_CREATE", posted) if is_new else ()
        return Reply(self.world.bare(posted), events)

    def _change(self, number: str, body: Payload, files: Files) -> Reply:
        message = self._known(number)
        if message["author"]["id"] != BOT:
            raise RefusedError(403, NOT_YOURS, "Cannot edit a message authored by another user")
        _refuse("edit", body, files, kept=message)
        # The message itself changes: tests hold it.
        message |= self.world.revised(message, body, files)
        return Reply(self.world.bare(message), _told("MESSAGE_UPDATE", message))

    def _known(self, message: str) -> Payload:
        if message not in self.world.messages:
            raise RefusedError(404, UNKNOWN_MESSAGE, "Unknown Message")
        return self.world.messages[message]


def _refuse(kind: str, body: Payload, files: Files, *, kept: Payload | None = None) -> None:
    if found := complaints(kind, body, files, kept=kept):
        raise RefusedError(400, INVALID, "; ".join(found))


def _told(event: str, message: Payload) -> tuple[Event, ...]:
    """Of direct messages the bot asked to hear nothing."""
    if "guild_id" not in message:
        return ()
    if event != "MESSAGE_DELETE":
        return ((event, message),)
    shown = {key: message[key] for key in ("id", "channel_id", "guild_id")}
    return ((event, shown),)
