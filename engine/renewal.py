"""Silences longer than a platform allows: prolonged before they run out, until they are to end."""

from dataclasses import replace
from datetime import datetime, timedelta

from engine import audit
from engine.actions import Action, Mute, Timeout, end_of
from engine.casebook import CaseBook
from engine.cases import Case, Intent, IntentState, Status
from engine.changes import Changes
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.events import Platform
from engine.intents import intents_for
from engine.ports import Archive

# Neither platform lets anybody be silenced for longer by one call.
LONGEST = {Platform.DISCORD: timedelta(days=28), Platform.TWITCH: timedelta(days=14)}
# How early: a bot that is away for a while must not set anybody free.
MARGIN = timedelta(days=4)
# What the platform refused is not asked every hour.
PAUSE = timedelta(days=1)

_IN_FORCE = {Status.APPLIED, Status.UNKNOWN}
_NEVER_SENT = {IntentState.HELD, IntentState.SUPERSEDED}


class Renewal:
    """The truth is in the tables, so it matters little when somebody looks."""

    def __init__(
        self, *, archive: Archive, casebook: CaseBook, dispatcher: Dispatcher, clock: Clock
    ) -> None:
        self._archive = archive
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._clock = clock

    async def renew_due(self) -> int:
        """The number of silences that were prolonged."""
        renewed = 0
        for case in await self._archive.long_silences():
            async with self._casebook.turn(case.community, case.number):
                # A moderator may have ruled while it was this case's turn to come.
                newest = await self._casebook.case(case.community, case.number)
                if newest and newest.status in _IN_FORCE:
                    renewed += await self._renew(newest)
        return renewed

    async def _renew(self, case: Case) -> int:
        moment = self._clock.now()
        calls = await self._casebook.intents(case)
        begun = [call for call in calls if _silences(call) and _may_hold(call)]
        due: list[Intent] = []
        for first in (call for call in begun if not call.renewal):
            if action := _due(first, [call for call in calls if _same(call, first)], moment):
                due += _renewals(case, first, action, moment)
        if due:
            entry = audit.of_case(case, "case.renewed", actor="haven", at=moment)
            await self._casebook.write(Changes(intents=tuple(due), audit=(entry,)))
            self._dispatcher.submit(due)
        return len(due)


def _silences(call: Intent) -> bool:
    return isinstance(call.action, Timeout | Mute)


def _may_hold(call: Intent) -> bool:
    """What another measure has replaced is not prolonged, even where nobody knows if it came."""
    return call.may_have_happened and call.state is not IntentState.SUPERSEDED


def _same(call: Intent, first: Intent) -> bool:
    return (
        call.action.type == first.action.type
        and call.key == first.key
        and call.state not in _NEVER_SENT
    )


def _due(first: Intent, calls: list[Intent], moment: datetime) -> Action | None:
    """What is to be asked for now; None where nothing is."""
    action, limit = first.action, LONGEST.get(first.place.community.platform)
    if limit is None or not isinstance(action, Timeout | Mute):
        return None
    end = end_of(action, first.created_at)
    runs_out = max(call.created_at for call in calls if call.may_have_happened) + limit
    asked = max(call.created_at for call in calls)
    is_enough = end is not None and end <= max(runs_out, moment)
    if is_enough or moment < runs_out - MARGIN or moment < asked + PAUSE:
        return None
    return replace(action, duration=end - moment) if isinstance(action, Timeout) and end else action


def _renewals(case: Case, first: Intent, action: Action, moment: datetime) -> list[Intent]:
    event = f"{first.id} again at {moment.isoformat()}"
    intents = intents_for(case, (action,), place=first.place, event=event, at=moment)
    return [replace(intent, renewal=True) for intent in intents]
