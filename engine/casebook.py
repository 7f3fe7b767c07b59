"""Cases with calls still under way, and what the platform's answers make of them."""

from engine import audit
from engine.actions import Action, Inverse, Outcome
from engine.cases import Case, Intent, Status
from engine.changes import Changes
from engine.clock import Clock
from engine.docket import Docket
from engine.events import Community

_STATUS = {
    Outcome.APPLIED: Status.APPLIED,
    Outcome.SIMULATED: Status.APPLIED,
    Outcome.GONE: Status.APPLIED,  # Nothing left to act on: the aim is reached.
    Outcome.FORBIDDEN: Status.REFUSED,
    Outcome.FAILED: Status.FAILED,
    Outcome.UNKNOWN: Status.UNKNOWN,
}


class CaseBook:
    """The newest form of each case that has calls under way; the archive has all others."""

    def __init__(self, *, docket: Docket, clock: Clock) -> None:
        self._docket = docket
        self._clock = clock
        self._cases: dict[tuple[Community, int], Case] = {}
        self._calls: dict[tuple[Community, int], int] = {}

    def enter(self, case: Case, *, calls: int) -> None:
        """Take over a case's newest form, with so many more calls under way (or fewer)."""
        self._docket.enter(case)
        key = (case.community, case.number)
        under_way = self._calls.get(key, 0) + calls
        if under_way > 0:
            self._cases[key], self._calls[key] = case, under_way
            return
        self._cases.pop(key, None)
        self._calls.pop(key, None)

    def get(self, community: Community, number: int) -> Case | None:
        return self._cases.get((community, number))

    def settle(self, intent: Intent, outcome: Outcome) -> Changes:
        """What an answer changes: the intent itself, its case where it is the main call, audit."""
        case = self._cases.get((intent.place.community, intent.case))
        changed = _answered(case, intent.action, outcome) if case else None
        if newest := changed or case:
            self.enter(newest, calls=-1)
        return Changes(
            intents=(intent,),
            cases=(changed,) if changed else (),
            audit=(audit.of_call(intent, outcome, at=self._clock.now()),),
        )


def _answered(case: Case, action: Action | Inverse, outcome: Outcome) -> Case | None:
    """The case after its main call's answer; None when another call was answered."""
    if not case.actions or action != case.actions[0] or case.status is not Status.PENDING:
        return None
    return case.become(_STATUS[outcome], outcome)
