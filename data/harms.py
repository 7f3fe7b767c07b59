"""What a community went through in a span of time: what was said, what harmed, when help came."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, exists, func, or_, select

from data.audit import A
from data.encoding import MICROSECOND, from_stamp, to_stamp
from data.events import E
from data.places import community_in, within
from data.reader import Reader
from data.verdicts import V
from engine.events import Community, Origin
from engine.queries import Blow, Span
from engine.verdict import Category

_HOUR = timedelta(hours=1) // MICROSECOND
# Small rows: a page of them takes 4 ms of the event loop, less than one of 256 cases does.
_PAGE = 500
_DONE = ("call.applied", "call.simulated")
# What only tells somebody, and brings nobody relief.
_TELLING = ("alert_moderators", "alert_target", "offer_help", "answer_request")
_HARMLESS = (Category.NONE, Category.SELF_HARM)
# Nobody but moderators reads what the platform's filter held back.
_HELD_BACK = exists().where(
    E.platform == V.platform,
    E.community == V.community,
    E.id == V.message,
    E.origin == Origin.AUTOMOD_HOLD,
)
# What was concluded; without any, what the screening says.
_HARM = func.coalesce(func.json_extract(V.assessment, "$.harm_score"), V.risk)
_KIND = func.coalesce(func.json_extract(V.assessment, "$.category"), V.category)


class Harms:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def communities(self) -> Sequence[Community]:
        """Those of which anything was ever judged, in their order."""
        here = select(V.platform, V.community).distinct().order_by(V.platform, V.community)
        return [community_in(row, V) for row in await self._reader.rows(here)]

    async def hours(self, community: Community, span: Span) -> Mapping[datetime, int]:
        """Messages by the hour they were judged in; names, which stand in no channel, are none."""
        hour, count = (V.at // _HOUR).label("hour"), func.count().label("count")
        written = V.channel != ""
        query = select(hour, count).where(*within(community, V), _in(span, V.at), written)
        rows = await self._reader.rows(query.group_by(hour))
        return {from_stamp(row["hour"] * _HOUR): row["count"] for row in rows}

    async def blows(self, community: Community, span: Span, *, harm: float) -> AsyncIterator[Blow]:
        query = (
            select(V.seq, V.message, V.target, V.at, _HARM.label("harm"))
            .where(*within(community, V), _in(span, V.at))
            .where(or_(V.assessment.is_not(None), V.risk >= harm), ~V.prevented)
            .where(harm <= _HARM, _KIND.not_in(_HARMLESS), ~_HELD_BACK)
        )
        async for row in self._reader.pages(query, V.at, V.seq, page=_PAGE):
            yield Blow(
                message=row[V.message],
                target=row[V.target],
                at=from_stamp(row[V.at]),
                harm=row["harm"],
            )

    async def reliefs(self, community: Community, span: Span) -> Mapping[int, datetime]:
        first = func.min(A.at).label("first")
        helped = func.json_extract(A.detail, "$.action").not_in(_TELLING)
        query = select(A.case, first).where(
            *within(community, A), _in(span, A.at), A.kind.in_(_DONE), helped
        )
        rows = await self._reader.rows(query.group_by(A.case))
        return {row[A.case]: from_stamp(row["first"]) for row in rows}


def _in(span: Span, at: Column[int]) -> ColumnElement[bool]:
    return (at >= to_stamp(span.since)) & (at < to_stamp(span.until))
