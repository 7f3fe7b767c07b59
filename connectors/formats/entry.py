"""One record of named fields, asked for by their proper names, whatever its file calls them."""

import re
from collections.abc import Mapping
from datetime import datetime

from connectors.formats.moments import moment
from connectors.formats.record import BrokenRecordError
from engine.events import Author, Community, Place, Platform

_ALIASES = {
    "id": ("id", "message_id"),
    "text": ("text", "content", "message"),
    "author": ("author", "user", "username"),
    "author_id": ("author_id", "user_id"),
    "time": ("time", "timestamp", "created_at"),
}
# Joined by a sign that no platform has in its ids.
_UNKNOWN = "unknown"
_NAMELESS = f"{_UNKNOWN}~"
_PLATFORMS = frozenset(Platform)
_YES = frozenset({"true", "1", "yes"})
_SEPARATORS = re.compile(r"[,;|]")


def is_nameless(author: Author) -> bool:
    """Whether a record named nobody."""
    return author.id.startswith(_NAMELESS)


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

    def needed(self, field: str) -> str:
        word = self.word(field)
        if not word:
            raise BrokenRecordError(f"the field {field} is missing")
        return word

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

    def author(self, *, record: str) -> Author:
        """Where nobody is named, somebody of this `record` alone: what one unknown person writes
        must not count against another.
        """
        name = self.word("author") or self.word("author_id")
        return Author(
            id=self.word("author_id") or name.lower() or f"{_NAMELESS}{record}",
            name=name or _UNKNOWN,
            account_created_at=self.moment("account_created_at"),
            joined_at=self.moment("joined_at"),
            roles=frozenset(self.words("roles")),
            is_moderator=self.flag("moderator"),
            is_bot=self.flag("bot"),
        )
