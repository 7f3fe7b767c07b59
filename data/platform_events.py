"""What platforms did or were asked by themselves, as rows of the journal and back."""

from typing import assert_never

from sqlalchemy import RowMapping

from data.encoding import from_json, from_stamp, to_json
from data.places import place_columns, place_in
from data.tables import EVENTS, Row
from engine.events import AccountFlagged, Author, Deed, PlatformDeed, UnbanRequested

E = EVENTS.c

PlatformEvent = PlatformDeed | AccountFlagged | UnbanRequested


def platform_columns(event: PlatformEvent) -> Row:
    """`author` is whom it is about, so that it is found and erased with that person."""
    where = {"id": event.id, **place_columns(event.place)}
    match event:
        case PlatformDeed():
            return {
                **where,
                "kind": "deed",
                "author": event.user,
                "origin": event.deed,
                "reply_to": event.message,
                "targets": to_json((event.by,)),
            }
        case AccountFlagged():
            suspicion = to_json(event.suspicion)
            return {**where, "kind": "flagged", "author": event.user, "origin": suspicion}
        case UnbanRequested():
            profile = to_json(event.author)
            words = {"author": event.author.id, "profile": profile, "text": event.text}
            return {**where, "kind": "unban_requested", **words}
        case _:
            assert_never(event)


def platform_event_of(row: RowMapping) -> PlatformEvent:
    """The text of a request is empty once forgotten."""
    match row[E.kind]:
        case "deed":
            return _deed_of(row)
        case "flagged":
            return AccountFlagged(
                id=row[E.id],
                place=place_in(row, E),
                user=row[E.author],
                suspicion=from_json(float, row[E.origin]),
                flagged_at=from_stamp(row[E.at]),
            )
        case _:
            return UnbanRequested(
                id=row[E.id],
                place=place_in(row, E),
                author=from_json(Author, row[E.profile]),
                text=row[E.text] or "",
                requested_at=from_stamp(row[E.at]),
            )


def _deed_of(row: RowMapping) -> PlatformDeed:
    (by,) = from_json(tuple[str, ...], row[E.targets])
    return PlatformDeed(
        id=row[E.id],
        place=place_in(row, E),
        deed=Deed(row[E.origin]),
        by=by,
        done_at=from_stamp(row[E.at]),
        user=row[E.author],
        message=row[E.reply_to],
    )
