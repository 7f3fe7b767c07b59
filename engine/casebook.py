"""Cases as they change: one at a time, written before they count."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from weakref import WeakValueDictionary

from engine import audit
from engine.actions import AlertModerators, Outcome
from engine.cases import Case, Intent, Status
from engine.changes import Changes
from engine.clock import Clock
from engine.docket import Docket
from engine.events import Community
from engine.intents import intents_for
from engine.ports import Archive, Ledger
from engine.sessions.window import Latest

_STATUS = {
    Outcome.APPLIED: Status.APPLIED,
    Outcome.SIMULATED: Status.APPLIED,
    Outcome.GONE: Status.APPLIED,  # Nothing left to act on: the aim is reached.
    Outcome.FORBIDDEN: Status.REFUSED,
    Outcome.FAILED: Status.FAILED,
    Outcome.UNKNOWN: Status.UNKNOWN,
}
_REACHED = {Outcome.APPLIED, Outcome.SIMULATED, Outcome.GONE}


# A raid's case grows with each of its messages, to hundreds of kilobytes: reading it back each time
# took a third of a core for a raid of 3,000.
CROWDS_AT_HAND = 32

Hear = Callable[[Case], None]


def nobody_hears(case: Case) -> None:
    """For where cases are shown to nobody."""


class CaseBook:
    """Whoever changes a case holds its `turn` from reading it until it is written. `hear` is told
    of each case that has been written; it must not fail.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        archive: Archive,
        docket: Docket,
        clock: Clock,
        hear: Hear = nobody_hears,
    ) -> None:
        self._ledger = ledger
        self._archive = archive
        self._docket = docket
        self._clock = clock
        self._hear = hear
        self._at_hand: Latest[tuple[Community, int], Case] = Latest(most=CROWDS_AT_HAND)
        self._turns: WeakValueDictionary[tuple[Community, str], asyncio.Lock] = (
            WeakValueDictionary()
        )

    def turn(self, community: Community, name: int | str) -> asyncio.Lock:
        """The lock of a case, by its number, or of a campaign, by its id."""
        return self._turns.setdefault((community, str(name)), asyncio.Lock())

    async def case(self, community: Community, number: int) -> Case | None:
        at_hand = self._at_hand.get((community, number))
        return at_hand or await self._archive.case(community, number)

    async def intents(self, case: Case) -> tuple[Intent, ...]:
        return tuple(await self._archive.intents_of(case.community, case.number))

    async def write(self, changes: Changes) -> None:
        """What could not be written has not happened: strikes and silences follow the disk."""
        await self._ledger.commit(changes)
        self.written(changes.cases)

    def written(self, cases: Iterable[Case]) -> None:
        """Let all that follows cases know what is on disk by now."""
        for case in cases:
            if case.campaign is not None:
                self._at_hand.renew((case.community, case.number), case)
            self._docket.enter(case)
            self._hear(case)

    async def settle(self, intent: Intent, outcome: Outcome) -> tuple[Intent, ...]:
        """Write down an answer and what it means for the case; calls that follow from it."""
        community = intent.place.community
        async with self.turn(community, intent.case):
            case = await self.case(community, intent.case)
            changed = _answered(case, intent, outcome, at=self._clock.now()) if case else None
            follow_up = self._alert(changed, intent, outcome) if changed else ()
            entry = audit.of_call(intent, outcome, at=self._clock.now())
            cases = (changed,) if changed else ()
            await self.write(Changes(intents=(intent, *follow_up), cases=cases, audit=(entry,)))
        return follow_up

    def _alert(self, case: Case, intent: Intent, outcome: Outcome) -> tuple[Intent, ...]:
        """Moderators hear when something could not be taken back: they believe it was."""
        if outcome in _REACHED or not intent.is_inverse:
            return ()
        text = f"Case {case.number} was taken back, but {intent.action.type} ended {outcome}."
        alert = AlertModerators(text=text)
        moment = self._clock.now()
        return intents_for(case, (alert,), place=case.place, event=str(intent.id), at=moment)


def _answered(case: Case, intent: Intent, outcome: Outcome, *, at: datetime) -> Case | None:
    """The case with what the answer says of it; None where it says nothing new."""
    if intent.action == case.actions[0] and case.status is Status.PENDING:
        return case.become(_STATUS[outcome], outcome)
    if outcome in _REACHED:
        return None
    return case.noted(f"{intent.action.type}: {outcome}", by="haven", at=at)
