"""What communities remember about people, and the conversations they had, as rows and back."""

from typing import Any

import orjson
from sqlalchemy import RowMapping

from data.encoding import from_json, from_stamp, to_json, to_stamp
from data.places import community_columns, community_in
from data.tables import PEOPLE, SESSIONS, Row
from engine.changes import PersonRecord
from engine.verdict import Session

P = PEOPLE.c
S = SESSIONS.c


def person_row(record: PersonRecord) -> Row:
    return {
        **community_columns(record.community),
        "kind": record.kind,
        "person": record.person,
        "other": record.other,
        "remembered": to_json(record.values),
        "updated_at": to_stamp(record.updated_at),
    }


def person_of(row: RowMapping) -> PersonRecord:
    # Plain JSON keeps 1 and 1.0 apart, which a figure and a count need.
    values: dict[str, Any] = orjson.loads(row[P.remembered])
    return PersonRecord(
        community=community_in(row, P),
        kind=row[P.kind],
        person=row[P.person],
        other=row[P.other],
        values=values,
        updated_at=from_stamp(row[P.updated_at]),
    )


def session_row(session: Session) -> Row:
    return {
        **community_columns(session.place.community),
        "id": session.id,
        "started_at": to_stamp(session.started_at),
        "ended_at": to_stamp(session.ended_at),
        "escalation": session.escalation_score,
        "body": to_json(session),
    }


def session_of(row: RowMapping) -> Session:
    return from_json(Session, row[S.body])
