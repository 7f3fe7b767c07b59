"""Records with named fields (JSON lines, CSV rows) as events, in the order of their file."""

from connectors.base import addressed
from connectors.formats.cast import Cast
from connectors.formats.entry import Entry, is_nameless
from connectors.formats.moments import Timeline
from connectors.formats.record import BrokenRecordError, count
from engine.events import (
    Author,
    Event,
    MemberJoined,
    Message,
    MessageDeleted,
    MessageEdited,
    Origin,
    PlatformRaid,
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
                return self._edit(entry, spare_id)
            case _:
                return self._message(
                    entry, entry.word("id", spare_id), entry.author(record=spare_id)
                )

    def _message(
        self, entry: Entry, message_id: str, author: Author, origin: Origin = Origin.POST
    ) -> Message:
        place, text, reply_to = entry.place(), entry.needed("text"), entry.word("reply_to")
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

    def _edit(self, entry: Entry, spare_id: str) -> MessageEdited:
        message_id = entry.needed("id")
        author = self._cast.author_of(message_id) or entry.author(record=spare_id)
        message = self._message(entry, message_id, author, Origin.EDIT)
        return MessageEdited(message, message.sent_at)

    def _deletion(self, entry: Entry) -> MessageDeleted:
        message_id, place = entry.needed("id"), entry.place()
        return MessageDeleted(message_id, place, self._timeline.at(entry.moment("time")))

    def _join(self, entry: Entry, spare_id: str) -> MemberJoined:
        author, community = entry.author(record=spare_id), entry.community()
        if is_nameless(author):
            raise BrokenRecordError("the field author is missing")
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
