"""Accounts of one person, as rows and back."""

from sqlalchemy import RowMapping

from data.encoding import from_stamp, to_stamp
from data.places import community_columns, community_in
from data.tables import LINKS, Row
from engine.changes import Link

K = LINKS.c


def link_row(link: Link) -> Row:
    return {
        **community_columns(link.home),
        "member": link.member,
        "viewer": None if link.ended else link.viewer,
        "linked_at": to_stamp(link.linked_at),
    }


def link_of(row: RowMapping) -> Link:
    return Link(
        home=community_in(row, K),
        member=row[K.member],
        viewer=row[K.viewer],
        linked_at=from_stamp(row[K.linked_at]),
    )
