"""The people of a chat file: who wrote which message, and which id a name belongs to."""

from collections import OrderedDict
from typing import Generic, TypeVar

from connectors.base import mentioned
from engine.events import Author, Community, Message

Key = TypeVar("Key")
Thing = TypeVar("Thing")

# Replies further back than this are not resolved, so that a long file needs no more memory.
_REMEMBERED = 10_000


class Recent(Generic[Key, Thing]):
    """The things used last, by key."""

    def __init__(self, size: int = _REMEMBERED) -> None:
        self._things: OrderedDict[Key, Thing] = OrderedDict()
        self._size = size

    def keep(self, key: Key, thing: Thing) -> None:
        self._things[key] = thing
        self._things.move_to_end(key)
        if len(self._things) > self._size:
            self._things.popitem(last=False)

    def get(self, key: Key) -> Thing | None:
        return self._things.get(key)


class Cast:
    """Who was seen so far. A name counts only in the community where it was seen."""

    def __init__(self) -> None:
        self._authors: Recent[str, Author] = Recent()
        self._ids: Recent[tuple[Community, str], str] = Recent()

    def saw(self, message: Message, *other_names: str) -> Message:
        """Remember the message's author, and hand the message on."""
        self._authors.keep(message.id, message.author)
        for name in (message.author.name, *other_names):
            self._ids.keep((message.place.community, name.lower()), message.author.id)
        return message

    def author_of(self, message: str | None) -> Author | None:
        return self._authors.get(message) if message else None

    def called(self, text: str, community: Community) -> tuple[str, ...]:
        """Ids of the people that `text` addresses with an @ and that were seen before."""
        ids = (self._ids.get((community, name)) for name in mentioned(text))
        return tuple(person for person in ids if person)
