"""Administrators raise a community's barriers and lower them again: a case with its inverse."""

from datetime import datetime, timedelta

from engine import audit
from engine.actions import LockDown, end_of
from engine.authority import DeniedError
from engine.casebook import CaseBook
from engine.cases import LIFE, Case, Intent, Status
from engine.changes import Changes
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.docket import Docket
from engine.events import Community, Place
from engine.intents import intents_for
from engine.undoing import Undoing
from engine.verdict import Category, Mode
from engine.wording import fit

_OURS = "moderator"
_ANY = LockDown(duration=timedelta())


class LockDowns:
    """Whoever calls has looked at the administrator's standing; `by` is what the case will say."""

    def __init__(
        self,
        *,
        docket: Docket,
        casebook: CaseBook,
        dispatcher: Dispatcher,
        undoing: Undoing,
        clock: Clock,
    ) -> None:
        self._docket = docket
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._undoing = undoing
        self._clock = clock

    def in_force(self, community: Community) -> tuple[int, ...]:
        """The cases that keep the community locked down."""
        return tuple(sorted(self._docket.wanting(community, _ANY)))

    async def begin(self, place: Place, duration: timedelta, *, by: str, reason: str) -> Case:
        """Raises DeniedError where the community is locked down already."""
        async with self._casebook.turn(place.community, "lockdown"):
            if standing := self.in_force(place.community):
                raise DeniedError(f"It is locked down already, by case {standing[0]}.")
            moment = self._clock.now()
            number = self._docket.next_number(place.community)
            action = LockDown(duration=duration)
            case = _case(place, action, number=number, by=by, reason=fit(reason), at=moment)
            intents = intents_for(case, (action,), place=place, event="order", at=moment)
            await self._write(case, intents, kind="case.ordered", by=by)
        self._dispatcher.submit(intents)
        return case

    async def end(self, community: Community, *, by: str) -> tuple[int, ...]:
        """End every lock-down there is; the numbers of its cases. It was no mistake, so nothing is
        learned from it.

        Raises:
            DeniedError: there is none.
        """
        ended = [n for n in self.in_force(community) if await self._end(community, n, by=by)]
        if not ended:
            raise DeniedError("There is no lock-down to end.")
        return tuple(ended)

    async def _end(self, community: Community, number: int, *, by: str) -> bool:
        async with self._casebook.turn(community, number):
            case = await self._casebook.case(community, number)
            if case is None or Status.EXPIRED not in LIFE[case.status]:
                # It ended by itself, or somebody took it back, before it was its turn.
                return False
            async with self._undoing.of(case, by=by, chosen=_locks) as undone:
                noted = case.noted("Lock-down ended.", by=by, at=self._clock.now())
                over = noted.run_out()
                intents = (*undone.superseded, *undone.calls)
                await self._write(over, intents, kind="case.lifted", by=by)
            self._dispatcher.submit(undone.calls)
            return True

    async def _write(self, case: Case, intents: tuple[Intent, ...], *, kind: str, by: str) -> None:
        entry = audit.of_case(case, kind, actor=by, at=self._clock.now())
        await self._casebook.write(Changes(cases=(case,), intents=intents, audit=(entry,)))


def _locks(intent: Intent) -> bool:
    return isinstance(intent.action, LockDown)


def _case(
    place: Place, action: LockDown, *, number: int, by: str, reason: str, at: datetime
) -> Case:
    """It is about nobody, so whoever ordered it stands in the author's place."""
    return Case(
        number=number,
        place=place,
        opened_at=at,
        message="",
        author=by,
        target=None,
        category=Category.NONE,
        risk_score=0.0,
        harm_score=0.0,
        actions=(action,),
        rung=action.type,
        reason=reason,
        evidence=(),
        mode=Mode.ENFORCE,
        policy=_OURS,
        reasoner=_OURS,
        model="",
        ordered_by=by,
        expires_at=end_of(action, at),
    )
