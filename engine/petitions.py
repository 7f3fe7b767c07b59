"""Requests by a platform's own form to be let in again: each becomes an appeal of its case."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from engine.actions import Ban, Mute, Timeout
from engine.appeals import Appeals
from engine.authority import DeniedError
from engine.cases import Case, Status
from engine.events import UnbanRequested
from engine.ports import Archive
from engine.queries import CaseQuery
from engine.wording import legible

log = logging.getLogger(__name__)

# What may keep somebody out who asks to be let in.
_IN_FORCE = frozenset({Status.APPLIED, Status.UNKNOWN, Status.PENDING})
_LATEST = 20
_NO_WORDS = "Asks to be let in again."

Petition = Callable[[UnbanRequested], Awaitable[None]]


async def nobody_answers(request: UnbanRequested) -> None:
    """For a house without appeals."""


class Petitions:
    def __init__(self, *, archive: Archive, appeals: Appeals) -> None:
        self._archive = archive
        self._appeals = appeals

    async def hear(self, request: UnbanRequested) -> None:
        """Open an appeal of the newest case that keeps the person out. Where there is none, the
        ban was somebody else's, and so is the answer.
        """
        community, person = request.place.community, request.author.id
        query = CaseQuery(community=community, person=person, limit=_LATEST)
        case = _keeping_out(await self._archive.search(query))
        if case is None:
            log.info("unban request without a case", extra={"request": request.id})
            return
        words = legible(request.text) or _NO_WORDS
        try:
            await self._appeals.open(community, case.number, by=person, text=words)
        except DeniedError:
            # One is open already, or was answered lately.
            log.info("unban request not taken", extra={"case": case.number})


def _keeping_out(cases: Sequence[Case]) -> Case | None:
    """The cases come newest first."""
    silencing = (case for case in cases if case.status in _IN_FORCE and not case.waits)
    return next((case for case in silencing if _silences(case)), None)


def _silences(case: Case) -> bool:
    return any(isinstance(action, Ban | Mute | Timeout) for action in case.actions)
