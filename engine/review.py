"""Rulings: moderators confirm or reverse cases, and what has run its time ends."""

from dataclasses import replace
from datetime import datetime, timedelta

from engine import audit
from engine.actions import (
    Action,
    AnswerRequest,
    Hide,
    Inverse,
    LockDown,
    Timeout,
    Unban,
    end_of,
    silences,
)
from engine.apologies import Apologies
from engine.authority import DeniedError
from engine.casebook import CaseBook
from engine.cases import LIFE, Case, Intent, IntentState, Ruling, Status
from engine.changes import Changes
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.events import Community
from engine.holds import Fate, Holds, is_open, recommended, ruling_by
from engine.intents import let_go
from engine.ports import Archive
from engine.registrar import Registrar
from engine.undoing import Undoing
from engine.verdict import Mode


class RefusedRulingError(DeniedError):
    """A ruling that cannot be: no such case, or somebody has ruled so already."""


class Review:
    """Two moderators may click at once: each case is ruled upon by one at a time."""

    def __init__(
        self,
        *,
        archive: Archive,
        casebook: CaseBook,
        dispatcher: Dispatcher,
        undoing: Undoing,
        registrar: Registrar,
        apologies: Apologies,
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._undoing = undoing
        self._registrar = registrar
        self._apologies = apologies
        self._clock = clock
        self._holds = Holds(
            casebook=casebook, dispatcher=dispatcher, registrar=registrar, clock=clock
        )

    async def confirm(self, community: Community, number: int, *, by: str) -> Case:
        """A moderator agrees; what was held for them is carried out now.

        Raises:
            RefusedRulingError: there is no such case, it has been ruled upon already, or it is the
                moderator's own order that waits for another one's consent.
        """
        async with self._casebook.turn(community, number):
            case = await standing_case(self._casebook, community, number)
            if case.ruling is Ruling.CONFIRMED:
                raise RefusedRulingError(f"Case {number} has been confirmed already.")
            if case.waits and case.ordered_by == by:
                raise RefusedRulingError(f"Another moderator than you must confirm case {number}.")
            if _is_held(case):
                return await self._holds.rule(case, Ruling.CONFIRMED, by=by)
            held = await self._held(case)
            ruled = replace(case, ruling=Ruling.CONFIRMED, ruled_by=by, needs_human=False)
            released = tuple(let_go(intent, ruled, at=self._clock.now()) for intent in held)
            if released:
                ruled = carried_out(_met(ruled, released), self._clock.now())
            elif case.gathers and case.waits and case.mode is not Mode.OBSERVE:
                # That somebody had a look was all that was asked for.
                ruled = carried_out(ruled, self._clock.now()).become(Status.APPLIED)
            await self._registrar.enter(ruled, released, kind="ruling.confirmed", by=by)
            self._dispatcher.submit(released)
            return ruled

    async def reverse(
        self, community: Community, number: int, *, by: str, along: Changes | None = None
    ) -> Case:
        """A moderator disagrees: calls not yet sent are withdrawn, the others taken back.

        What stands in `along` is written and called in the same breath, and tells the person; else
        they are apologised to, where the community wants that.

        Raises:
            RefusedRulingError: there is no such case, it has been taken back, or nothing can.
        """
        async with self._casebook.turn(community, number):
            case = await standing_case(self._casebook, community, number)
            if isinstance(case.actions[0], Unban) and not case.waits:
                raise RefusedRulingError(f"Case {number} is an unban; to undo it, ban them again.")
            if _is_held(case):
                return await self._holds.rule(case, Ruling.REVERSED, by=by)
            return await self._take_back(case, by=by, along=along)

    async def _take_back(self, case: Case, *, by: str, along: Changes | None) -> Case:
        async with self._undoing.of(case, by=by) as undone:
            status = Status.UNDONE if undone.done else Status.VOID
            ruled = replace(case, ruling=Ruling.REVERSED, ruled_by=by, needs_human=False)
            ruled = replace(ruled, expires_at=None).become(status)
            told = () if along else self._apologies.owed(ruled, undone.done)
            answers, along = _answers_in(along)
            calls = (*answers, *undone.calls, *told)
            intents = (*undone.superseded, *calls)
            await self._registrar.enter(ruled, intents, kind="ruling.reversed", by=by, along=along)
        self._dispatcher.submit((*calls, *(along.intents if along else ())))
        return ruled

    async def decide(self, community: Community, number: int, fate: type[Fate], *, by: str) -> Case:
        """A moderator lets a held message through or keeps it back, whatever Haven recommended.

        Raises:
            RefusedRulingError: the case is about no message that waits for that.
        """
        async with self._casebook.turn(community, number):
            case = await self._open_hold(community, number)
            return await self._holds.rule(case, ruling_by(case, fate), by=by)

    async def decided(
        self, community: Community, number: int, fate: type[Fate], *, by: str
    ) -> Case:
        """As `decide`, where a moderator has done it on the platform itself."""
        async with self._casebook.turn(community, number):
            case = await self._open_hold(community, number)
            return await self._holds.note(case, ruling_by(case, fate), by=by)

    async def lapse(self, community: Community, number: int) -> Case:
        """Nobody decided about a held message in time, and now nobody can."""
        async with self._casebook.turn(community, number):
            return await self._end(await self._open_hold(community, number))

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

    def _is_over(self, case: Case) -> bool:
        over = case.expires_at is not None and case.expires_at <= self._clock.now()
        return over and Status.EXPIRED in LIFE[case.status]

    async def _end(self, case: Case) -> Case:
        asks = case.needs_human and not case.waits
        ended = replace(case, needs_human=asks).run_out()
        # A time-out ends by itself on the platform; a lock-down has to be lifted.
        locks = [
            intent
            for intent in await self._casebook.intents(case)
            if isinstance(intent.action, LockDown) and intent.may_have_happened
        ]
        lifted = self._undoing.backwards(ended, locks)
        entry = audit.of_case(ended, "case.expired", actor="haven", at=self._clock.now())
        await self._casebook.write(Changes(cases=(ended,), intents=lifted, audit=(entry,)))
        self._dispatcher.submit(lifted)
        return ended

    async def _open_hold(self, community: Community, number: int) -> Case:
        case = await standing_case(self._casebook, community, number)
        if recommended(case) is None:
            raise RefusedRulingError(f"Case {number} is about no message that is held back.")
        if not is_open(case):
            raise RefusedRulingError(f"The message of case {number} has been decided on already.")
        return case

    async def _held(self, case: Case) -> list[Intent]:
        """What waits for a moderator's word; nothing does where nobody is asked any more."""
        if case.mode is Mode.OBSERVE or not case.needs_human:
            return []
        intents = await self._casebook.intents(case)
        return [intent for intent in intents if intent.state is IntentState.HELD]


async def standing_case(casebook: CaseBook, community: Community, number: int) -> Case:
    """A case that has not been taken back; whoever asks holds its turn.

    Raises:
        RefusedRulingError: there is no such case here, or it has been taken back.
    """
    case = await casebook.case(community, number)
    if case is None:
        raise RefusedRulingError(f"There is no case {number} here.")
    if case.status in {Status.UNDONE, Status.VOID}:
        raise RefusedRulingError(f"Case {number} has been taken back already.")
    return case


def _answers_in(along: Changes | None) -> tuple[tuple[Intent, ...], Changes | None]:
    """Answers to requests, and all else: they go first, for an unban would end the request."""
    if along is None:
        return (), None
    answers = tuple(each for each in along.intents if isinstance(each.action, AnswerRequest))
    others = tuple(each for each in along.intents if each not in answers)
    return answers, replace(along, intents=others)


def _is_held(case: Case) -> bool:
    """Whether a ruling decides about a held message; where Haven only observes, it does not."""
    return is_open(case) and case.mode is not Mode.OBSERVE


def _met(case: Case, released: tuple[Intent, ...]) -> Case:
    """A siege's case, which asked for a look, is about what is done to people from now on."""
    if not case.gathers:
        return case
    measures = [each.action for each in released if not isinstance(each.action, Inverse)]
    return replace(case, proposal=max(measures, key=_length))


def _length(action: Action | Unban) -> timedelta:
    """How long it lasts: the case must not be over before the longest of its measures is."""
    if isinstance(action, Timeout):
        return action.duration
    if isinstance(action, Hide):
        return timedelta(seconds=-1)
    return timedelta.max if silences(action) else timedelta(0)


def carried_out(case: Case, moment: datetime) -> Case:
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
