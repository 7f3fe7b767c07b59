"""What every connector shares: where events go, when they happened, whom a message addresses."""

import re
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

from engine.events import Event

# The same shape as engine.ports.Sink; connectors fit the engine's protocols without importing them.
Sink = Callable[[Event], Awaitable[None]]


class RefusedError(Exception):
    """A platform will not have this bot until somebody changes something; the message says what."""


# A mail address is not a mention, and a full stop after a name does not belong to it.
_MENTION = re.compile(r"(?<![\w.@])@(\w(?:[\w.\-]*\w)?)")
_NOBODY = frozenset({"everyone", "here"})
# Platforms deliver at once, or after a lost connection what they kept of the last minutes.
_LATEST = timedelta(hours=1)


def happened(told: datetime, *, now: datetime) -> datetime:
    """When something heard of just now happened: as told, unless that cannot be.

    A clock may be wrong, and an id may hold no time; what is done about words counts from then.
    """
    return told if abs(now - told) <= _LATEST else now


def mentioned(text: str) -> tuple[str, ...]:
    """The lower-cased names that `text` addresses with an @, in their order."""
    if "@" not in text:
        return ()
    names = (name.lower() for name in _MENTION.findall(text))
    return tuple(name for name in names if name not in _NOBODY)


def addressed(
    author: str, *, replied_to: str | None = None, mentions: Iterable[str] = ()
) -> tuple[str, ...]:
    """Ids a message is aimed at: the replied-to author, then mentions; never its own author."""
    persons = dict.fromkeys((replied_to, *mentions))
    return tuple(person for person in persons if person and person != author)
