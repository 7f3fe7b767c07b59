"""Communities and places as columns, and the border that keeps a query inside a community."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, RowMapping
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.schema import Column

from data.tables import Row
from engine.events import Community, Place, Platform

Columns = ReadOnlyColumnCollection[str, Column[Any]]


def community_columns(community: Community) -> Row:
    return {"platform": community.platform, "community": community.id}


def place_columns(place: Place) -> Row:
    return {
        "platform": place.community.platform,
        "community": place.community.id,
        "channel": place.channel,
        "thread": place.thread,
    }


def community_in(row: RowMapping, columns: Columns) -> Community:
    return _community(row[columns.platform], row[columns.community])


def place_in(row: RowMapping, columns: Columns) -> Place:
    return Place(community_in(row, columns), row[columns.channel], row[columns.thread])


@lru_cache(maxsize=1_024)
def _community(platform: str, name: str) -> Community:
    """A stream has the same few on every row."""
    return Community(Platform(platform), name)


def within(community: Community | None, columns: Columns) -> tuple[ColumnElement[bool], ...]:
    """Conditions that keep a query inside `community`; None may see every community."""
    if community is None:
        return ()
    return columns.platform == community.platform, columns.community == community.id
