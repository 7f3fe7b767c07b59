"""Rulings: moderators confirm or reverse cases, and what has run its time ends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from engine import audit
from engine.actions import Inverse, LockDown, Timeout, end_of, inverse
from engine.casebook import CaseBook
from engine.cases import LIFE, Case, Intent, IntentState, Ruling, Status
from engine.changes import Changes, LearnedPattern
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.docket import Docket
from engine.events import Community
from engine.intents import audit_reason, intents_for
from engine.memory.teacher import Teacher
from engine.ports import Archive
from engine.repeats import deadline
from engine.verdict import Mode

# What is over once its case has expired.
_ENDING = (Timeout, LockDown)
_UNSENT = {IntentState.PENDING, IntentState.RETRY, IntentState.SENDING}


class RefusedRulingError(Exception):
    """A ruling that cannot be: no such case, or somebody has ruled so already."""


class Review:
    """Two moderators may click at once: each case is ruled upon by one at a time."""

    def __init__(
        self,
        *,
        archive: Archive,
        docket: Docket,
        casebook: CaseBook,
        dispatcher: Dispatcher,
        teacher: Teacher,
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._docket = docket
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._teacher = teacher
        self._clock = clock

    async def confirm(self, community: Community, number: int, *, by: str) -> Case:
        """A moderator agrees; what was held for them is carried out now.

        Raises:
            RefusedRulingError: there is no such case, or it has been ruled upon already.
        """
        async with self._casebook.turn(community, number):
            case = await self._standing_case(community, number)
            if case.ruling is Ruling.CONFIRMED:
                raise RefusedRulingError(f"Case {number} has been confirmed already.")
            held = await self._held(case)
            ruled = replace(case, ruling=Ruling.CONFIRMED, ruled_by=by, needs_human=False)
            released = tuple(_released(intent, ruled, self._clock.now()) for intent in held)
            if released:
                ruled = _carried_out(ruled, self._clock.now())
            await self._rule(ruled, released, by)
            self._dispatcher.submit(released)
            return ruled

    async def reverse(self, community: Community, number: int, *, by: str) -> Case:
        """A moderator disagrees: calls not yet sent are withdrawn, the others taken back.

        Raises:
            RefusedRulingError: there is no such case, or it has been taken back.
        """
        async with self._casebook.turn(community, number):
            case = await self._standing_case(community, number)
            intents = await self._casebook.intents(case)
            unsent = self._dispatcher.withdraw([i for i in intents if i.state in _UNSENT])
            try:
                return await self._take_back(case, intents, unsent, by)
            except BaseException:
                self._dispatcher.submit(unsent)
                raise

    async def end_due(self) -> int:
        """End the cases whose `expires_at` has passed; the number of those ended."""
        due = await self._archive.due_cases(self._clock.now())
        ended = 0
        for case in due:
            async with self._casebook.turn(case.community, case.number):
                # A moderator may have ruled while it was this case's turn to come.
                newest = await self._casebook.case(case.community, case.number)
                if newest and self._is_over(newest):
                    await self._end(newest)
                    ended += 1
        return ended

    async def _take_back(
        self, case: Case, intents: tuple[Intent, ...], unsent: tuple[Intent, ...], by: str
    ) -> Case:
        gone = {intent.id for intent in unsent if not intent.ambiguous}
        on_the_way = {i.id for i in intents if i.state in _UNSENT} - {i.id for i in unsent}
        done = [
            intent
            for intent in intents
            if intent.id in on_the_way or (intent.may_have_happened and intent.id not in gone)
        ]
        status = Status.UNDONE if done else Status.VOID
        ruled = replace(case, ruling=Ruling.REVERSED, ruled_by=by, needs_human=False)
        ruled = replace(ruled, expires_at=None).become(status)
        backwards = self._backwards(ruled, done, ended=case.status is Status.EXPIRED)
        held = [intent for intent in intents if intent.state is IntentState.HELD]
        superseded = [replace(i, state=IntentState.SUPERSEDED) for i in (*unsent, *held)]
        await self._rule(ruled, (*superseded, *backwards), by)
        self._dispatcher.submit(backwards)
        return ruled

    def _backwards(self, case: Case, done: Sequence[Intent], *, ended: bool) -> tuple[Intent, ...]:
        """What takes `done` back, in the places where it was done.

        What has ended by itself is left, and so is what another case in force wants as well.
        """
        intents: list[Intent] = []
        # A renewal is taken back with what it prolonged.
        for each in (intent for intent in done if not intent.renewal):
            action = each.action
            if isinstance(action, Inverse) or (ended and isinstance(action, _ENDING)):
                continue
            back = inverse(action)
            if back is None or self._docket.held_by_another(case, action):
                continue
            moment = self._clock.now()
            intents += intents_for(case, (back,), place=each.place, event=str(each.id), at=moment)
        return tuple(intents)

    def _is_over(self, case: Case) -> bool:
        over = case.expires_at is not None and case.expires_at <= self._clock.now()
        return over and Status.EXPIRED in LIFE[case.status]

    async def _end(self, case: Case) -> None:
        asks = case.needs_human and not case.waits
        ended = replace(case, expires_at=None, needs_human=asks).become(Status.EXPIRED)
        # A time-out ends by itself on the platform; a lock-down has to be lifted.
        locks = [
            intent
            for intent in await self._casebook.intents(case)
            if isinstance(intent.action, LockDown) and intent.may_have_happened
        ]
        lifted = self._backwards(ended, locks, ended=False)
        entry = audit.of_case(ended, "case.expired", actor="haven", at=self._clock.now())
        await self._casebook.write(Changes(cases=(ended,), intents=lifted, audit=(entry,)))
        self._dispatcher.submit(lifted)

    async def _held(self, case: Case) -> list[Intent]:
        """What waits for a moderator's word; nothing does where nobody is asked any more."""
        if case.mode is Mode.OBSERVE or not case.needs_human:
            return []
        intents = await self._casebook.intents(case)
        return [intent for intent in intents if intent.state is IntentState.HELD]

    async def _standing_case(self, community: Community, number: int) -> Case:
        case = await self._casebook.case(community, number)
        if case is None:
            raise RefusedRulingError(f"There is no case {number} here.")
        if case.status in {Status.UNDONE, Status.VOID}:
            raise RefusedRulingError(f"Case {number} has been taken back already.")
        return case

    async def _rule(self, case: Case, intents: tuple[Intent, ...], by: str) -> None:
        """Write a ruling together with what it teaches."""
        assert case.ruling is not None  # noqa: S101
        lesson: LearnedPattern | None = await self._teacher.lesson(case, case.ruling, by=by)
        lessons = (lesson,) if lesson else ()
        entry = audit.of_case(case, f"ruling.{case.ruling}", actor=by, at=self._clock.now())
        await self._casebook.write(
            Changes(cases=(case,), intents=intents, patterns=lessons, audit=(entry,))
        )
        for each in lessons:
            self._teacher.teach(each)


def _released(intent: Intent, case: Case, moment: datetime) -> Intent:
    """A held call, let go at `moment`, from then on late or not, in the name of who ruled."""
    return replace(
        intent,
        reason=audit_reason(case),
        state=IntentState.PENDING,
        created_at=moment,
        not_before=moment,
        deadline=deadline(intent.action, moment),
    )


def _carried_out(case: Case, moment: datetime) -> Case:
    """The case once what it asked for is under way; a confirmed proposal is its main action."""
    main = case.proposal or case.actions[0]
    others = tuple(action for action in case.actions if action != main)
    return replace(
        case,
        actions=(main, *others),
        proposal=None,
        status=Status.PENDING,
        outcome=None,
        expires_at=end_of(main, moment),
    )
