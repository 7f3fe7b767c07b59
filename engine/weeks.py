"""Reads what a report on a community's last days is made of, and makes it off the event loop."""

import asyncio
from datetime import datetime

from engine.clock import Clock
from engine.events import Community
from engine.memory.targets import HARMFUL_FROM
from engine.ports import Archive, Harms
from engine.queries import Span
from engine.weekly import Seen, WeekReport, before, report_on, span_of

WEEK = 7


class Weeks:
    def __init__(self, *, archive: Archive, harms: Harms, clock: Clock) -> None:
        self._archive = archive
        self._harms = harms
        self._clock = clock

    async def report(
        self, community: Community, *, days: int = WEEK, until: datetime | None = None
    ) -> WeekReport:
        """Up to now, or to another moment."""
        span = span_of(until or self._clock.now(), days=days)
        former = before(span)
        both = Span(former.since, span.until)
        opened = self._archive.cases(community=community, since=both.since)
        struck = self._harms.blows(community, both, harm=HARMFUL_FROM)
        seen = Seen(
            community=community,
            span=span,
            cases=[case async for case in opened if case.opened_at in both],
            hours=await self._harms.hours(community, span),
            messages_before=sum((await self._harms.hours(community, former)).values()),
            blows=[blow async for blow in struck],
            reliefs=await self._harms.reliefs(community, both),
        )
        return await asyncio.to_thread(report_on, seen)
