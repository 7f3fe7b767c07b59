"""One message with what was concluded about it, and what of its conversation came before."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, func, select

from data.encoding import to_stamp
from data.events import E, message_of
from data.places import within
from data.reader import Reader
from data.tables import EVENTS, VERDICTS
from data.verdicts import V, verdict_of
from engine.events import Community, Message
from engine.verdict import Verdict

_SAME = and_(V.platform == E.platform, V.community == E.community, V.message == E.id, V.at == E.at)
_SAID = E.kind.in_(("message", "edited"))


class Judgements:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def of(
        self, community: Community, message: str, *, at: datetime | None = None
    ) -> tuple[Message, Verdict] | None:
        """Of its latest wording by that moment. The text is empty where it is no longer kept."""
        query = select(EVENTS, VERDICTS).join(VERDICTS, _SAME)
        query = query.where(*within(community, E), E.id == message, _SAID)
        if at is not None:
            query = query.where(E.at <= to_stamp(at))
        row = await self._reader.first(query.order_by(E.at.desc(), E.seq))
        return (message_of(row), verdict_of(row)) if row else None

    async def talk(self, verdict: Verdict, *, since: datetime) -> Mapping[str, int]:
        """How many messages each person had written in its session before it, since a moment."""
        span = V.at >= to_stamp(since), V.at < to_stamp(verdict.at)
        here = *within(verdict.place.community, V), V.session == verdict.session
        count = func.count().label("count")
        query = select(V.author, count).where(*here, *span).group_by(V.author)
        return {row[V.author]: row["count"] for row in await self._reader.rows(query)}
