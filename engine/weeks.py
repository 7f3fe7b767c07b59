"""Reads what a report on a community's last days is made of, and makes it off the event loop."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from engine.clock import Clock
from engine.events import Community
from engine.memory.targets import HARMFUL_FROM
from engine.ports import Archive, Harms
from engine.queries import Span
from engine.reasoning.reliability import Found
from engine.weekly import Seen, WeekReport, before, report_on, span_of

WEEK = 7
# How far back reasoners are looked at: a quarter of a year.
LATELY = timedelta(days=90)


class Packets(Protocol):
    async def found(self, community: Community, span: Span) -> Sequence[Found]:
        """What each reasoner said of the cases in that time."""
        ...


class Weeks:
    """Without `packets` no report tells how right each reasoner was."""

    def __init__(
        self, *, archive: Archive, harms: Harms, clock: Clock, packets: Packets | None = None
    ) -> None:
        self._archive = archive
        self._packets = packets
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
            found=await self._found(community, span),
        )
        return await asyncio.to_thread(report_on, seen)

    async def _found(self, community: Community, span: Span) -> Sequence[Found]:
        if self._packets is None:
            return ()
        since = min(span.since, span.until - LATELY)
        return await self._packets.found(community, Span(since, span.until))
