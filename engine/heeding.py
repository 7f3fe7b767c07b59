"""What moderators do on the platform itself counts as their word on the case that it is about."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from engine.actions import Release, Withhold
from engine.authority import DeniedError
from engine.events import Deed, PlatformDeed
from engine.holds import Fate, is_open
from engine.ports import Archive
from engine.queries import MOST_AT_ONCE, CaseQuery
from engine.review import Review

log = logging.getLogger(__name__)

_FATES: Mapping[Deed, type[Fate]] = {Deed.APPROVE: Release, Deed.DENY: Withhold}

Heed = Callable[[PlatformDeed], Awaitable[None]]


async def nobody_heeds(deed: PlatformDeed) -> None:
    """For where no case follows what others do."""


class Heeding:
    def __init__(self, *, archive: Archive, review: Review) -> None:
        self._archive = archive
        self._review = review

    async def heed(self, deed: PlatformDeed) -> None:
        """A held message was let through or kept back in the platform's own queue, or left there
        until it was too late.
        """
        if deed.deed not in {*_FATES, Deed.LAPSE}:
            return
        number = await self._case_of(deed)
        if number is None:
            return
        try:
            await self._follow(deed, number)
        except DeniedError:
            log.info("held message ruled upon already", extra={"case": number})

    async def _follow(self, deed: PlatformDeed, number: int) -> None:
        community = deed.place.community
        if fate := _FATES.get(deed.deed):
            await self._review.decided(community, number, fate, by=deed.by)
            return
        await self._review.lapse(community, number)

    async def _case_of(self, deed: PlatformDeed) -> int | None:
        """It is among the last ones of its author: platforms hold messages for minutes."""
        query = CaseQuery(community=deed.place.community, person=deed.user, limit=MOST_AT_ONCE)
        found = await self._archive.search(query)
        about = (case for case in found if case.message == deed.message and is_open(case))
        return next((case.number for case in about), None)
