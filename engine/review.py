"""Rulings: moderators confirm or reverse cases, and what has run its time ends."""

import asyncio
from dataclasses import replace
from datetime import datetime
from weakref import WeakValueDictionary

from engine import audit
from engine.actions import Action, AlertModerators, LockDown, end_of, inverse
from engine.casebook import CaseBook
from engine.cases import LIFE, Case, Intent, IntentState, Ruling, Status
from engine.changes import Changes, LearnedPattern
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.events import Community
from engine.intents import intents_for, key_of
from engine.memory.teacher import Teacher
from engine.ports import Archive, Ledger
from engine.verdict import Mode


class RefusedRulingError(Exception):
    """A ruling that cannot be: no such case, or somebody has ruled so already."""


class Review:
    """Two moderators may click at once: each case is ruled upon by one at a time."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        archive: Archive,
        casebook: CaseBook,
        dispatcher: Dispatcher,
        teacher: Teacher,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._archive = archive
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._teacher = teacher
        self._clock = clock
        self._locks: WeakValueDictionary[tuple[Community, int], asyncio.Lock] = (
            WeakValueDictionary()
        )

    async def confirm(self, community: Community, number: int, *, by: str) -> Case:
        """A moderator agrees; a case that waited for them is carried out now.

        Raises:
            RefusedRulingError: there is no such case, or it has been ruled upon already.
        """
        async with self._lock(community, number):
            case = await self._standing_case(community, number)
            if case.ruling is Ruling.CONFIRMED:
                raise RefusedRulingError(f"Case {number} has been confirmed already.")
            asked = _asked(case)
            ruled = replace(case, ruling=Ruling.CONFIRMED, ruled_by=by, needs_human=False)
            if asked:
                ruled = _carried_out(ruled, asked, self._clock.now())
            intents = intents_for(ruled, asked, event=case.message, at=self._clock.now())
            return await self._rule(ruled, intents, by)

    async def reverse(self, community: Community, number: int, *, by: str) -> Case:
        """A moderator disagrees: calls not yet sent are withdrawn, the others taken back.

        Raises:
            RefusedRulingError: there is no such case, or it has been taken back.
        """
        async with self._lock(community, number):
            case = await self._standing_case(community, number)
            withdrawn = self._withdraw(case)
            done = _done(case, withdrawn)
            undone = Status.UNDONE if Status.UNDONE in LIFE[case.status] and done else Status.VOID
            ruled = replace(case, ruling=Ruling.REVERSED, ruled_by=by, needs_human=False)
            ruled = replace(ruled, expires_at=None).become(undone)
            backwards = tuple(back for action in done if (back := inverse(action)))
            intents = intents_for(ruled, backwards, event=case.message, at=self._clock.now())
            return await self._rule(ruled, (*withdrawn, *intents), by)

    async def end_due(self) -> int:
        """End the cases whose `expires_at` has passed; the number of them."""
        due = await self._archive.due_cases(self._clock.now())
        for case in due:
            async with self._lock(case.community, case.number):
                # A moderator may have ruled while it was this case's turn to come.
                if newest := await self._newest(case.community, case.number):
                    await self._end(newest)
        return len(due)

    async def _end(self, case: Case) -> None:
        over = case.expires_at is not None and case.expires_at <= self._clock.now()
        if not over or Status.EXPIRED not in LIFE[case.status]:
            return
        asks = case.needs_human and not case.waits
        ended = replace(case, expires_at=None, needs_human=asks).become(Status.EXPIRED)
        # A time-out ends by itself on the platform; a lock-down has to be lifted.
        lock_downs = [action for action in _done(case, ()) if isinstance(action, LockDown)]
        lifted = tuple(back for action in lock_downs if (back := inverse(action)))
        intents = intents_for(ended, lifted, event=case.message, at=self._clock.now())
        await self._write(ended, intents, kind="case.expired", by="haven")

    async def _newest(self, community: Community, number: int) -> Case | None:
        known = self._casebook.get(community, number)
        return known or await self._archive.case(community, number)

    async def _standing_case(self, community: Community, number: int) -> Case:
        case = await self._newest(community, number)
        if case is None:
            raise RefusedRulingError(f"There is no case {number} here.")
        if case.status in {Status.UNDONE, Status.VOID}:
            raise RefusedRulingError(f"Case {number} has been taken back already.")
        return case

    async def _rule(self, case: Case, intents: tuple[Intent, ...], by: str) -> Case:
        """Write a ruling together with what it teaches."""
        assert case.ruling is not None  # noqa: S101
        lesson = await self._teacher.lesson(case, case.ruling, by=by)
        lessons = (lesson,) if lesson else ()
        await self._write(case, intents, kind=f"ruling.{case.ruling}", by=by, lessons=lessons)
        for lesson in lessons:
            self._teacher.teach(lesson)
        return case

    async def _write(
        self,
        case: Case,
        intents: tuple[Intent, ...],
        *,
        kind: str,
        by: str,
        lessons: tuple[LearnedPattern, ...] = (),
    ) -> None:
        fresh = [intent for intent in intents if intent.state is IntentState.PENDING]
        withdrawn = len(intents) - len(fresh)
        self._casebook.enter(case, calls=len(fresh) - withdrawn)
        entry = audit.of_case(case, kind, actor=by, at=self._clock.now())
        await self._ledger.commit(
            Changes(cases=(case,), intents=intents, patterns=lessons, audit=(entry,))
        )
        self._dispatcher.submit(fresh)

    def _withdraw(self, case: Case) -> tuple[Intent, ...]:
        keys = dict.fromkeys(key_of(case, action) for action in case.actions)
        return tuple(
            intent for key in keys for intent in self._dispatcher.withdraw(key, case.number)
        )

    def _lock(self, community: Community, number: int) -> asyncio.Lock:
        return self._locks.setdefault((community, number), asyncio.Lock())


def _asked(case: Case) -> tuple[Action, ...]:
    """What a moderator's word sets loose; nothing where it was done, or only observed."""
    if not case.needs_human or case.mode is Mode.OBSERVE:
        return ()
    if case.status is Status.PENDING:
        return tuple(a for a in case.actions if not isinstance(a, AlertModerators))
    return (case.proposal,) if case.proposal else ()


def _carried_out(case: Case, asked: tuple[Action, ...], moment: datetime) -> Case:
    """The case once what it asked for is done, at `moment`."""
    others = tuple(action for action in case.actions if action not in asked)
    return replace(
        case, actions=(*asked, *others), proposal=None, expires_at=end_of(asked[0], moment)
    )


def _done(case: Case, withdrawn: tuple[Intent, ...]) -> tuple[Action, ...]:
    """What was (or may have been) carried out on the platform."""
    if case.waits or case.status in {Status.REFUSED, Status.FAILED}:
        return ()
    unsent = [intent.action for intent in withdrawn]
    return tuple(action for action in case.actions if action not in unsent)
