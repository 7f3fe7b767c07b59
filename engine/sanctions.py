"""Moderators' own orders: the same door as Haven's decisions, each order a case."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine import audit
from engine.actions import Action, AlertModerators, Ban, Hide, Timeout, Unban, end_of
from engine.authority import Deed, DeniedError, power_for, require
from engine.casebook import CaseBook
from engine.cases import UNSENT, Case, Intent, IntentState, Status
from engine.changes import Changes
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.docket import Docket
from engine.events import Place, Standing
from engine.intents import intents_for
from engine.moderator import PATIENCE
from engine.policy.ladder import nearest
from engine.verdict import Category, Mode
from engine.wording import fit

UNSAID = "No reason given."
_OURS = "moderator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What a moderator wants done, the main deed first. `target` is whom it protects, if anybody
    in particular.
    """

    place: Place
    deeds: tuple[Deed, ...]
    reason: str = UNSAID
    category: Category = Category.NONE
    target: str | None = None

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(deed.user for deed in self.deeds))


class Sanctions:
    """The mode says what Haven may do by itself, and the caps hold automation back: a person's
    own order is carried out in every mode. One about several people waits for a second moderator.
    """

    def __init__(
        self, *, docket: Docket, casebook: CaseBook, dispatcher: Dispatcher, clock: Clock
    ) -> None:
        self._docket = docket
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._clock = clock

    async def order(
        self, instruction: Instruction, *, by: Standing, over: Sequence[Standing]
    ) -> Case:
        """Open the case of an order and carry it out. `over` are all persons it is about.

        Raises:
            DeniedError: `by` may not do that, or not to these persons.
        """
        _check(instruction, by, over)
        instruction = replace(instruction, reason=fit(instruction.reason))
        number = self._docket.next_number(instruction.place.community)
        case = _case_of(instruction, number, by=by.id, at=self._clock.now())
        if len(case.accounts) > 1:
            return await self._propose(case)
        async with self._turns(case) as banning:
            return await self._carry_out(case, banning)

    async def _propose(self, case: Case) -> Case:
        """What hits many people is a second moderator's to confirm, however sure the first is."""
        ends = self._clock.now() + PATIENCE
        waiting = replace(case, needs_human=True, proposal=case.actions[0], expires_at=ends)
        ask = f"{case.ordered_by} asks for this for {len(case.accounts)} people: {case.reason}"
        now = self._intents(waiting, (AlertModerators(text=ask),))
        await self._write((waiting,), (*now, *self._intents(waiting, case.actions, held=True)))
        self._dispatcher.submit(now)
        return waiting

    async def _carry_out(self, case: Case, banning: Sequence[Case]) -> Case:
        unsent = self._dispatcher.withdraw(await self._bans_under_way(case, banning))
        superseded = [replace(intent, state=IntentState.SUPERSEDED) for intent in unsent]
        intents = self._intents(case, case.actions)
        lifted = [self._lifted(each, case) for each in banning]
        try:
            await self._write((case, *lifted), (*superseded, *intents))
        except BaseException:
            self._dispatcher.submit(unsent)
            raise
        self._dispatcher.submit(intents)
        return case

    @asynccontextmanager
    async def _turns(self, case: Case) -> AsyncIterator[Sequence[Case]]:
        """The cases in force that an unban ends; it is nobody else's turn to change them then."""
        numbers = self._banning(case)
        async with AsyncExitStack() as turns:
            for number in sorted(numbers):
                await turns.enter_async_context(self._casebook.turn(case.community, number))
            # Somebody may have taken one back while it was another's turn.
            still = sorted(numbers & self._banning(case))
            found = [await self._casebook.case(case.community, number) for number in still]
            yield [each for each in found if each]

    def _banning(self, case: Case) -> frozenset[int]:
        if not isinstance(case.actions[0], Unban):
            return frozenset()
        return self._docket.wanting(case.community, Ban(user=case.author))

    async def _bans_under_way(self, case: Case, banning: Sequence[Case]) -> list[Intent]:
        ban = Ban(user=case.author)
        intents = [intent for each in banning for intent in await self._casebook.intents(each)]
        return [intent for intent in intents if intent.action == ban and intent.state in UNSENT]

    def _lifted(self, banning: Case, case: Case) -> Case:
        """The ban is over and stays a strike; one of many that a case bans leaves it alone."""
        moment = self._clock.now()
        noted = banning.noted(f"Lifted by case {case.number}.", by=_by(case), at=moment)
        others = tuple(act for act in banning.actions if act != Ban(user=case.author))
        if others and len(banning.accounts) > 1:
            return replace(noted, actions=others)
        return replace(noted, expires_at=None).become(Status.EXPIRED)

    def _intents(
        self, case: Case, actions: tuple[Action | Unban, ...], *, held: bool = False
    ) -> tuple[Intent, ...]:
        moment = self._clock.now()
        return intents_for(case, actions, place=case.place, event="order", at=moment, held=held)

    async def _write(self, cases: tuple[Case, ...], intents: tuple[Intent, ...]) -> None:
        opened, *lifted = cases
        by, moment = _by(opened), self._clock.now()
        entries = (
            audit.of_case(opened, "case.ordered", actor=by, at=moment),
            *(audit.of_case(each, "case.lifted", actor=by, at=moment) for each in lifted),
        )
        await self._casebook.write(Changes(cases=cases, intents=intents, audit=entries))


def _check(instruction: Instruction, by: Standing, over: Sequence[Standing]) -> None:
    if not instruction.deeds:
        raise DeniedError("There is nothing to do.")
    if set(instruction.subjects) != {person.id for person in over}:
        raise DeniedError("It is not known how all of these people stand here.")
    if any(
        isinstance(deed, Timeout) and deed.duration <= timedelta(0) for deed in instruction.deeds
    ):
        raise DeniedError("A time-out must last longer than nothing.")
    require(by, map(power_for, instruction.deeds), over)


def _case_of(instruction: Instruction, number: int, *, by: str, at: datetime) -> Case:
    first = instruction.deeds[0]
    return Case(
        number=number,
        place=instruction.place,
        opened_at=at,
        message=first.message if isinstance(first, Hide) else "",
        author=first.user,
        target=instruction.target,
        category=instruction.category,
        risk_score=0.0,
        harm_score=0.0,
        actions=instruction.deeds,
        rung=_rung(first),
        reason=instruction.reason,
        evidence=(),
        # Whatever Haven may do by itself here, a person did this in earnest.
        mode=Mode.ENFORCE,
        policy=_OURS,
        reasoner=_OURS,
        model="",
        accounts=instruction.subjects,
        ordered_by=by,
        expires_at=end_of(first, at),
    )


def _rung(deed: Deed) -> str:
    """A warning, time-out, mute or ban is a strike; anything else is none."""
    return nearest(deed.duration).name.lower() if isinstance(deed, Timeout) else deed.type


def _by(case: Case) -> str:
    return case.ordered_by or "haven"
