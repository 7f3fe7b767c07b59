"""Rulings as they are written: the case, its calls, the audit and the lesson in one commit."""

from dataclasses import replace

from engine import audit
from engine.casebook import CaseBook
from engine.cases import Case, Intent
from engine.changes import Changes
from engine.clock import Clock
from engine.memory.teacher import Teacher
from engine.track_record import is_havens_finding


class Registrar:
    def __init__(self, *, casebook: CaseBook, teacher: Teacher, clock: Clock) -> None:
        self._casebook = casebook
        self._teacher = teacher
        self._clock = clock

    async def enter(
        self,
        case: Case,
        intents: tuple[Intent, ...] = (),
        *,
        kind: str,
        by: str,
        along: Changes | None = None,
    ) -> None:
        """Write a case together with what its ruling teaches, and `along` with it.

        A case that is not ruled upon (any more) teaches nothing, nor does one about a topic, a
        rule or an early warning.
        """
        ruling = case.ruling if is_havens_finding(case) else None
        taught = await self._teacher.lesson(case, ruling, by=by) if ruling else None
        lesson = taught if ruling else self._teacher.withdrawal(case)
        lessons = (lesson,) if lesson else ()
        along = along or Changes()
        entry = audit.of_case(case, kind, actor=by, at=self._clock.now())
        changes = replace(
            along,
            cases=(case,),
            intents=(*intents, *along.intents),
            patterns=(*lessons, *along.patterns),
            audit=(entry, *along.audit),
        )
        await self._casebook.write(changes)
        for each in changes.patterns:
            self._teacher.teach(each)

    async def note(self, case: Case, *, kind: str, by: str) -> None:
        """Write a case whose ruling is what it was."""
        entry = audit.of_case(case, kind, actor=by, at=self._clock.now())
        await self._casebook.write(Changes(cases=(case,), audit=(entry,)))
