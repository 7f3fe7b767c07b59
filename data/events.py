"""The journal: events as rows, and the rows as the same events again."""

from typing import Any, assert_never

from sqlalchemy import RowMapping

from data.encoding import from_json, from_stamp, to_json, to_stamp
from data.places import community_columns, community_in, place_columns, place_in
from data.platform_events import platform_columns, platform_event_of
from data.tables import EVENTS, Row
from engine.changes import Journaled
from engine.events import (
    AccountFlagged,
    Author,
    Event,
    MemberJoined,
    MemberNamed,
    Message,
    MessageDeleted,
    MessageEdited,
    Origin,
    PlatformDeed,
    PlatformRaid,
    UnbanRequested,
    moment_of,
)

E = EVENTS.c
_EMPTY: Row = {column.name: None for column in E if column is not E.seq}


EventKey = tuple[str, str, str, str, int]


def key_of(event: Event) -> EventKey:
    """What the journal keeps an event under, once: platform, community, id, kind, revision."""
    row = event_row(Journaled(event))
    return row["platform"], row["community"], row["id"], row["kind"], row["revision"]


def event_row(journaled: Journaled) -> Row:
    event = journaled.event
    return {
        **_EMPTY,
        "revision": 0,
        "at": to_stamp(moment_of(event)),
        "position": journaled.position,
        **_own_columns(event),
    }


def _own_columns(event: Event) -> Row:
    match event:
        case Message():
            return {"kind": "message", **_message_columns(event)}
        case MessageEdited():
            revision = to_stamp(event.edited_at)
            return {"kind": "edited", **_message_columns(event.message), "revision": revision}
        case MessageDeleted():
            return {"kind": "deleted", "id": event.id, **place_columns(event.place)}
        case MemberJoined():
            community = community_columns(event.community)
            return {"kind": "joined", "id": event.id, **community, **_author_columns(event.author)}
        case MemberNamed():
            return {"kind": "named", **_name_columns(event)}
        case PlatformRaid():
            raid = to_json({"origin_name": event.origin_name, "size": event.size})
            return {"kind": "raid", "id": event.id, "raid": raid, **place_columns(event.place)}
        case PlatformDeed() | AccountFlagged() | UnbanRequested():
            return platform_columns(event)
        case _:
            assert_never(event)


def _message_columns(message: Message) -> Row:
    return {
        **place_columns(message.place),
        **_author_columns(message.author),
        "id": message.id,
        "text": message.text,
        "targets": to_json(message.targets),
        "reply_to": message.reply_to,
        "origin": message.origin,
        "attachments": to_json(message.attachments),
        "sent_at": to_stamp(message.sent_at),
    }


def _name_columns(event: MemberNamed) -> Row:
    return {
        **community_columns(event.community),
        **_author_columns(event.author),
        "id": event.id,
        "text": event.author.name,
    }


def _author_columns(author: Author) -> Row:
    return {"author": author.id, "profile": to_json(author)}


def event_of(row: RowMapping) -> Event:
    match row[E.kind]:
        case "message":
            return message_of(row)
        case "edited":
            return MessageEdited(message_of(row), from_stamp(row[E.at]))
        case "deleted":
            return MessageDeleted(row[E.id], place_in(row, E), from_stamp(row[E.at]))
        case "joined":
            return _joined_of(row)
        case "named":
            return _named_of(row)
        case "raid":
            return _raid_of(row)
        case "deed" | "flagged" | "unban_requested":
            return platform_event_of(row)
        case kind:
            raise ValueError(f"event {row[E.seq]} is of an unknown kind, {kind!r}")


def message_of(row: RowMapping) -> Message:
    """The message of a post or an edit; its text is empty once forgotten."""
    return Message(
        id=row[E.id],
        place=place_in(row, E),
        author=from_json(Author, row[E.profile]),
        text=row[E.text] or "",
        sent_at=from_stamp(row[E.sent_at]),
        targets=_names(row[E.targets]),
        reply_to=row[E.reply_to],
        attachments=_names(row[E.attachments]),
        origin=Origin(row[E.origin]),
    )


def _names(written: str) -> tuple[str, ...]:
    """Most messages have none, and JSON takes its time."""
    return () if written == "[]" else from_json(tuple[str, ...], written)


def _joined_of(row: RowMapping) -> MemberJoined:
    author = from_json(Author, row[E.profile])
    return MemberJoined(row[E.id], community_in(row, E), author, from_stamp(row[E.at]))


def _named_of(row: RowMapping) -> MemberNamed:
    author = from_json(Author, row[E.profile])
    return MemberNamed(row[E.id], community_in(row, E), author, from_stamp(row[E.at]))


def _raid_of(row: RowMapping) -> PlatformRaid:
    raid = from_json(dict[str, Any], row[E.raid])
    raided_at = from_stamp(row[E.at])
    return PlatformRaid(id=row[E.id], place=place_in(row, E), raided_at=raided_at, **raid)
