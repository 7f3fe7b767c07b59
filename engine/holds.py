"""Cases of messages that a platform's filter holds back: to approve or to deny one is a ruling."""

from dataclasses import replace

from engine.actions import Outcome, Release, Withhold
from engine.casebook import CaseBook
from engine.cases import Case, Intent, IntentState, Ruling, Status
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.intents import intents_for
from engine.registrar import Registrar

Fate = Release | Withhold


def recommended(case: Case) -> Fate | None:
    """What Haven would do with the message; None for a case of any other kind."""
    main = case.actions[0]
    return main if isinstance(main, Release | Withhold) else None


def is_open(case: Case) -> bool:
    """Whether the message still waits for somebody's word, as far as Haven knows."""
    waits = case.waits and case.status is Status.PENDING
    return recommended(case) is not None and waits and case.ruling is None


def ruling_by(case: Case, fate: type[Fate]) -> Ruling:
    """What it says of Haven's recommendation that the message met with this fate."""
    return Ruling.CONFIRMED if isinstance(case.actions[0], fate) else Ruling.REVERSED


def overruled(case: Case) -> Fate | None:
    """What a moderator had done with the message against Haven's recommendation, if so."""
    advised = recommended(case)
    dismissed = case.status is Status.VOID and case.ruling is Ruling.REVERSED
    if advised is None or not dismissed or case.proposal is None:
        return None
    return _other(advised)


class Holds:
    """Whoever calls holds the case's turn and has looked whether it `is_open`."""

    def __init__(
        self, *, casebook: CaseBook, dispatcher: Dispatcher, registrar: Registrar, clock: Clock
    ) -> None:
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._registrar = registrar
        self._clock = clock

    async def rule(self, case: Case, ruling: Ruling, *, by: str) -> Case:
        """Have the platform do what was decided, be it the recommended or the other thing."""
        ruled = _ruled(case, ruling, by=by)
        calls = intents_for(
            ruled,
            (_fate(case, ruling),),
            place=case.place,
            event=f"hold {ruling}",
            at=self._clock.now(),
        )
        await self._enter(ruled, calls, by=by)
        self._dispatcher.submit(calls)
        return ruled

    async def note(self, case: Case, ruling: Ruling, *, by: str) -> Case:
        """Somebody decided on the platform itself, so there is nothing left to call."""
        ruled = _ruled(case, ruling, by=by)
        if ruled.status is Status.PENDING:
            ruled = ruled.become(Status.APPLIED, Outcome.APPLIED)
        await self._enter(ruled, (), by=by)
        return ruled

    async def _enter(self, ruled: Case, calls: tuple[Intent, ...], *, by: str) -> None:
        held = [
            replace(intent, state=IntentState.SUPERSEDED)
            for intent in await self._casebook.intents(ruled)
            if intent.state is IntentState.HELD
        ]
        await self._registrar.enter(ruled, (*held, *calls), kind=f"ruling.{ruled.ruling}", by=by)


def _ruled(case: Case, ruling: Ruling, *, by: str) -> Case:
    ruled = replace(case, ruling=ruling, ruled_by=by, needs_human=False, expires_at=None)
    return ruled.become(Status.VOID) if ruling is Ruling.REVERSED else replace(ruled, proposal=None)


def _fate(case: Case, ruling: Ruling) -> Fate:
    advised = recommended(case)
    if advised is None:
        raise ValueError(f"case {case.number} is about no held message")
    return advised if ruling is Ruling.CONFIRMED else _other(advised)


def _other(advised: Fate) -> Fate:
    other = Withhold if isinstance(advised, Release) else Release
    return other(user=advised.user, message=advised.message)
