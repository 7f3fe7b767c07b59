"""Titles of threads and forum posts: words too, said when a thread is made or renamed."""

from collections import OrderedDict
from datetime import datetime, timedelta

import discord

from connectors.discord.translate import place_of
from engine.events import Author, Message, Origin

_MOST = 10_000
_NEW = timedelta(minutes=10)


class Titles:
    """Knows titles again by their hash, so that it keeps nobody's words; the library forgets a
    thread once it is archived.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[int, int] = OrderedDict()

    def note(self, thread: discord.Thread) -> None:
        self._known[thread.id] = hash(thread.name)
        self._known.move_to_end(thread.id)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)

    def sighted(self, thread: discord.Thread, at: datetime) -> Origin | None:
        """What to make of the title of a thread that came into sight; None for an old one."""
        former = self._known.get(thread.id)
        self.note(thread)
        if former is not None:
            return None if former == hash(thread.name) else Origin.THREAD_RENAME
        is_new = thread.created_at is not None and at - thread.created_at < _NEW
        return Origin.THREAD_TITLE if is_new else None


def title_of(
    thread: discord.Thread, title: str, *, author: Author, origin: Origin, at: datetime
) -> Message:
    """A thread may share the id of the message that it hangs on, so the title's is another."""
    is_first = origin is Origin.THREAD_TITLE
    name = f"{thread.id}~title"
    return Message(
        id=name if is_first else f"{name}~{at.timestamp():.3f}",
        place=place_of(thread.guild, thread.id),
        author=author,
        text=title,
        sent_at=(thread.created_at or at) if is_first else at,
        origin=origin,
    )
