"""Records with named fields (JSON lines, CSV rows) as events: names, aliases and defaults."""

import re
from collections.abc import Mapping
from datetime import datetime

from connectors.base import addressed
from connectors.formats.cast import Cast
from connectors.formats.moments import Timeline, moment
from connectors.formats.record import BrokenRecordError, count
from engine.events import (
    Author,
    Community,
    Event,
    MemberJoined,
    Message,
    MessageDeleted,
    MessageEdited,
    Origin,
    Place,
    Platform,
    PlatformRaid,
)

_ALIASES = {
    "id": ("id", "message_id"),
    "text": ("text", "content", "message"),
    "author": ("author", "user", "username"),
    "author_id": ("author_id", "user_id"),
    "time": ("time", "timestamp", "created_at"),
}
_PLATFORMS = frozenset(Platform)
_YES = frozenset({"true", "1", "yes"})
_SEPARATORS = re.compile(r"[,;|]")


def names_of(field: str) -> tuple[str, ...]:
    """All names under which `field` is looked for, the proper one first."""
    return _ALIASES.get(field, (field,))


class Entry:
    """One record; a field that is null or empty counts as missing."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields

    def _raw(self, field: str) -> object:
        found = (self._fields.get(name) for name in names_of(field))
        return next((value for value in found if value not in (None, "")), None)

    def word(self, field: str, default: str = "") -> str:
        value = self._raw(field)
        if value is None:
            return default
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
        raise BrokenRecordError(f"the field {field} is neither text nor a number")

    def words(self, field: str) -> tuple[str, ...]:
        """A list, or one text with its parts separated by comma, semicolon or bar."""
        value = self._raw(field)
        parts = value if isinstance(value, list) else _SEPARATORS.split(self.word(field))
        return tuple(str(part).strip() for part in parts if str(part).strip())

    def flag(self, field: str) -> bool:
        return str(self._raw(field)).lower() in _YES

    def moment(self, field: str) -> datetime | None:
        value = self._raw(field)
        if value is None:
            return None
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return moment(value)
        raise BrokenRecordError(f"the field {field} is no time")

    def place(self) -> Place:
        return Place(self.community(), self.word("channel", "main"), self.word("thread") or None)

    def community(self) -> Community:
        platform = self.word("platform").lower()
        known = Platform(platform) if platform in _PLATFORMS else Platform.CONSOLE
        return Community(known, self.word("community", "replay"))

    def author(self) -> Author:
        name = self.word("author") or self.word("author_id", "unknown")
        return Author(
            id=self.word("author_id") or name.lower(),
            name=name,
            account_created_at=self.moment("account_created_at"),
            joined_at=self.moment("joined_at"),
            roles=frozenset(self.words("roles")),
            is_moderator=self.flag("moderator"),
            is_bot=self.flag("bot"),
        )


class Entries:
    """Turns the entries of one file into events, in their order."""

    def __init__(self) -> None:
        self._cast = Cast()
        self._timeline = Timeline()

    def event_of(self, entry: Entry, spare_id: str) -> Event:
        match entry.word("event"):
            case "join":
                return self._join(entry, spare_id)
            case "raid":
                return self._raid(entry, spare_id)
            case "delete":
                return self._deletion(entry)
            case "edit":
                return self._edit(entry)
            case _:
                return self._message(entry, entry.word("id", spare_id), entry.author())

    def _message(
        self, entry: Entry, message_id: str, author: Author, origin: Origin = Origin.POST
    ) -> Message:
        place, text, reply_to = entry.place(), _needed(entry, "text"), entry.word("reply_to")
        replied_to = self._cast.author_of(reply_to)
        message = Message(
            id=message_id,
            place=place,
            author=author,
            text=text,
            sent_at=self._timeline.at(entry.moment("time")),
            targets=addressed(
                author.id,
                replied_to=replied_to.id if replied_to else None,
                mentions=(*entry.words("mentions"), *self._cast.called(text, place.community)),
            ),
            reply_to=reply_to or None,
            origin=origin,
        )
        return self._cast.saw(message)

    def _edit(self, entry: Entry) -> MessageEdited:
        message_id = _needed(entry, "id")
        author = self._cast.author_of(message_id) or entry.author()
        message = self._message(entry, message_id, author, Origin.EDIT)
        return MessageEdited(message, message.sent_at)

    def _deletion(self, entry: Entry) -> MessageDeleted:
        message_id, place = _needed(entry, "id"), entry.place()
        return MessageDeleted(message_id, place, self._timeline.at(entry.moment("time")))

    def _join(self, entry: Entry, spare_id: str) -> MemberJoined:
        author, community = entry.author(), entry.community()
        joined_at = self._timeline.at(entry.moment("time"))
        return MemberJoined(entry.word("id", spare_id), community, author, joined_at)

    def _raid(self, entry: Entry, spare_id: str) -> PlatformRaid:
        return PlatformRaid(
            id=entry.word("id", spare_id),
            place=entry.place(),
            origin_name=entry.word("from", "unknown"),
            size=count(entry.word("size", "0")),
            raided_at=self._timeline.at(entry.moment("time")),
        )


def _needed(entry: Entry, field: str) -> str:
    word = entry.word(field)
    if not word:
        raise BrokenRecordError(f"the field {field} is missing")
    return word
