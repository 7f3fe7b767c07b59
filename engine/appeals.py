"""Appeals: whoever a case is about may speak against it, and another moderator answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from engine import audit
from engine.actions import Action, AlertModerators, AlertTarget, AnswerRequest, Unban
from engine.apologies import Policies
from engine.authority import DeniedError
from engine.bench import Bench
from engine.casebook import CaseBook
from engine.cases import Appeal, AppealState, Case, Intent, Status
from engine.changes import Changes
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.events import Community, Platform, Standing
from engine.intents import intents_for
from engine.notices.shelf import phrasebook
from engine.ports import Archive
from engine.review import RefusedRulingError, Review
from engine.wording import fit

PAUSE = timedelta(hours=48)
_LONGEST = 2_000
_DONE = {Status.PENDING, Status.APPLIED, Status.UNKNOWN, Status.EXPIRED}
_TAKEN_BACK = {Status.UNDONE, Status.VOID}


class Appeals:
    """One appeal of a case is open at a time; a next one comes 48 hours after the last answer."""

    def __init__(
        self,
        *,
        archive: Archive,
        casebook: CaseBook,
        dispatcher: Dispatcher,
        review: Review,
        bench: Bench,
        policies: Policies,
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._review = review
        self._bench = bench
        self._policies = policies
        self._clock = clock

    async def waiting(self, community: Community) -> Sequence[Appeal]:
        """Those that nobody has answered, the oldest first."""
        return await self._archive.appeals(community, state=AppealState.OPEN)

    async def of(self, community: Community, number: int) -> Sequence[Appeal]:
        """All that was said against a case, the oldest first."""
        return await self._archive.appeals(community, case=number)

    async def open(self, community: Community, number: int, *, by: str, text: str) -> Appeal:
        """Speak against a case; moderators hear that somebody did.

        Raises:
            DeniedError: it is not about `by`, nothing was done, or it is not the time for it.
        """
        text = fit(text, longest=_LONGEST)
        async with self._casebook.turn(community, f"appeal {number}"):
            case = await self._appealable(community, number, by)
            earlier = await self.of(community, number)
            self._check_pause(earlier, by)
            appeal = Appeal(
                community=community,
                case=number,
                number=len(earlier) + 1,
                by=by,
                text=text,
                opened_at=self._clock.now(),
            )
            alert = AlertModerators(text=f"Case {number} is appealed.")
            await self._write(case, appeal, alert, actor=by)
            return appeal

    async def decide(
        self,
        community: Community,
        number: int,
        ends: AppealState,
        *,
        by: Standing,
        over: Sequence[Standing],
        answer: str = "",
    ) -> Appeal:
        """Uphold a case or overturn it, which reverses it and teaches; the person is told.

        Raises:
            DeniedError: `by` may not, is the moderator who acted, or there is nothing to decide.
        """
        overturns = ends is AppealState.OVERTURNED
        answer = fit(answer) if answer.strip() else ""
        case = await self._bench.allow(community, number, by, over, touched=overturns)
        if by.id in {case.ordered_by, case.ruled_by}:
            raise RefusedRulingError(f"Another moderator than you must answer for case {number}.")
        async with self._casebook.turn(community, f"appeal {number}"):
            appeal = await self._open_appeal(community, number)
            decided = replace(
                appeal, state=ends, decided_by=by.id, decided_at=self._clock.now(), answer=answer
            )
            await self._settle(case, decided, self._telling(decided), by=by.id)
            return decided

    async def _settle(self, case: Case, decided: Appeal, tell: Action, *, by: str) -> None:
        if decided.state is AppealState.OPEN:
            raise RefusedRulingError("An appeal is answered by upholding or overturning.")
        taken_back = case.status in _TAKEN_BACK
        if decided.state is AppealState.UPHELD and taken_back:
            raise RefusedRulingError(f"Case {case.number} has been taken back; nothing stands.")
        if decided.state is AppealState.UPHELD or taken_back:
            await self._write(case, decided, tell, actor=by)
            return
        along = self._changes(case, decided, tell, actor=by)
        await self._review.reverse(case.community, case.number, by=by, along=along)

    async def _appealable(self, community: Community, number: int, by: str) -> Case:
        case = await self._casebook.case(community, number)
        if case is None or by not in {case.author, *case.accounts}:
            raise DeniedError(f"There is no case {number} about you here.")
        nothing = case.waits or isinstance(case.actions[0], Unban)
        if nothing or case.status not in _DONE:
            raise DeniedError(f"Nothing of case {number} is in force against you.")
        return case

    def _check_pause(self, earlier: Sequence[Appeal], by: str) -> None:
        """One is open at a time; the pause is each person's own, where a case is about many."""
        if any(appeal.state is AppealState.OPEN for appeal in earlier):
            raise DeniedError("An appeal of this case is open; a moderator will answer it.")
        own = [appeal for appeal in earlier if appeal.by == by]
        answers = [appeal.decided_at for appeal in own if appeal.decided_at]
        again = max(answers) + PAUSE if answers else self._clock.now()
        if again > self._clock.now():
            raise DeniedError(f"You may appeal again from {again:%Y-%m-%d %H:%M} UTC on.")

    async def _open_appeal(self, community: Community, number: int) -> Appeal:
        for appeal in await self.of(community, number):
            if appeal.state is AppealState.OPEN:
                return appeal
        raise RefusedRulingError(f"Nobody's appeal of case {number} is open.")

    async def _write(self, case: Case, appeal: Appeal, tell: Action, *, actor: str) -> None:
        changes = self._changes(case, appeal, tell, actor=actor)
        await self._casebook.write(changes)
        self._dispatcher.submit(changes.intents)

    def _changes(self, case: Case, appeal: Appeal, tell: Action, *, actor: str) -> Changes:
        moment = self._clock.now()
        kind = "opened" if appeal.state is AppealState.OPEN else appeal.state.value
        entry = audit.of_case(case, f"appeal.{kind}", actor=actor, at=moment)
        return Changes(appeals=(appeal,), intents=self._call(case, appeal, tell), audit=(entry,))

    def _telling(self, appeal: Appeal) -> Action:
        """Nobody can be written to on Twitch: there the request that an appeal comes from is what
        is answered.
        """
        words = self._told(appeal)
        if appeal.community.platform is not Platform.TWITCH:
            return AlertTarget(user=appeal.by, text=words)
        granted = appeal.state is AppealState.OVERTURNED
        return AnswerRequest(user=appeal.by, granted=granted, text=words)

    def _told(self, appeal: Appeal) -> str:
        """In the community's language, but for the moderator's own words."""
        policy = self._policies(appeal.community)
        book = phrasebook(policy.language)
        overturned = appeal.state is AppealState.OVERTURNED
        said = (book.overturned if overturned else book.upheld).format(case=appeal.case)
        if overturned and policy.apologise:
            said = f"{said} {book.sorry}"
        return f"{said}\n{appeal.answer}" if appeal.answer else said

    def _call(self, case: Case, appeal: Appeal, tell: Action) -> tuple[Intent, ...]:
        event = f"appeal {appeal.number} {appeal.state}"
        at = self._clock.now()
        return intents_for(case, (tell,), place=case.place, event=event, at=at)
