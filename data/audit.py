"""The audit chain: every line's hash covers the line before, so an altered one betrays itself."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256

import orjson
from sqlalchemy import RowMapping

from data.encoding import from_stamp, to_canonical_json, to_stamp
from data.places import community_columns, community_in
from data.tables import AUDIT, Row
from engine.changes import AuditEntry

A = AUDIT.c
NO_COMMUNITY: Row = {"platform": None, "community": None}
COVERED = ("seq", "at", "platform", "community", "actor", "kind", "case", "detail", "previous")


@dataclass(frozen=True, slots=True)
class Tail:
    """The newest line: what the next one is chained to."""

    seq: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class AuditLine:
    seq: int
    entry: AuditEntry
    hash: str


def audit_row(entry: AuditEntry) -> Row:
    """A line that is not yet part of the chain."""
    return {
        **(community_columns(entry.community) if entry.community else NO_COMMUNITY),
        "at": to_stamp(entry.at),
        "actor": entry.actor,
        "kind": entry.kind,
        "case": entry.case,
        "detail": to_canonical_json(entry.detail),
    }


def chained(row: Row, tail: Tail) -> Row:
    linked = {**row, "seq": tail.seq + 1, "previous": tail.hash}
    return {**linked, "hash": digest(linked)}


def digest(row: Row | RowMapping) -> str:
    return sha256(orjson.dumps([row[name] for name in COVERED])).hexdigest()


def line_of(row: RowMapping) -> AuditLine:
    entry = AuditEntry(
        at=from_stamp(row[A.at]),
        community=community_in(row, A) if row[A.community] is not None else None,
        actor=row[A.actor],
        kind=row[A.kind],
        case=row[A.case],
        detail=orjson.loads(row[A.detail]),
    )
    return AuditLine(row[A.seq], entry, row[A.hash])


async def first_break(rows: AsyncIterator[RowMapping], *, written: int) -> int | None:
    """The number of the first line that is altered, missing or out of place; None if none is.

    `written` is how many lines there ever were, so that lines cut off the end are missed too.
    """
    tail = Tail()
    async for row in rows:
        if row["seq"] != tail.seq + 1 or not _fits(row, tail):
            return tail.seq + 1
        tail = Tail(row["seq"], row["hash"])
    return tail.seq + 1 if tail.seq < written else None


def _fits(row: RowMapping, tail: Tail) -> bool:
    return bool(row["previous"] == tail.hash and row["hash"] == digest(row))
