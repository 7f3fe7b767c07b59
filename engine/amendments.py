"""What moderators change in a case that stands: its measure, reason, notes and validity."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from engine.actions import (
    Ban,
    LockDown,
    Mute,
    Timeout,
    Unban,
    VoidWarning,
    Warn,
    end_of,
    silences,
)
from engine.apologies import Apologies
from engine.campaign_bans import is_campaign, is_open_question, with_bans
from engine.casebook import CaseBook
from engine.cases import Case, Intent, IntentState, Ruling, Status
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.events import Community
from engine.intents import intents_for, let_go
from engine.policy.ladder import Rung
from engine.registrar import Registrar
from engine.review import RefusedRulingError, carried_out, standing_case
from engine.silences import ends_silence, is_one_state
from engine.undoing import Undoing, Undone
from engine.verdict import Category, Mode
from engine.wording import fit

MOST_NOTES = 100
_ON_THE_LADDER = (Warn, Timeout, Mute, Ban)
_RUNNING = {Status.PENDING, Status.APPLIED, Status.UNKNOWN}


class Amendments:
    def __init__(
        self,
        *,
        casebook: CaseBook,
        dispatcher: Dispatcher,
        undoing: Undoing,
        registrar: Registrar,
        apologies: Apologies,
        clock: Clock,
    ) -> None:
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._undoing = undoing
        self._registrar = registrar
        self._apologies = apologies
        self._clock = clock

    async def lighter(self, community: Community, number: int, *, seen: str, by: str) -> Case:
        """Replace a case's measure by the next milder one. `seen` is the rung that the moderator
        saw: of two who click at once, the second saw another one than there is by then.

        Raises:
            RefusedRulingError: there is no such case, nothing milder, or it is another by now.
        """
        return await self._step(community, number, -1, seen=seen, by=by)

    async def harsher(self, community: Community, number: int, *, seen: str, by: str) -> Case:
        """Replace a case's measure by the next harsher one; otherwise like `lighter`."""
        return await self._step(community, number, +1, seen=seen, by=by)

    async def ban(
        self, community: Community, number: int, *, seen: str, by: str, over: Collection[str]
    ) -> Case:
        """Put a ban in place of whatever measure a case has; a person's word is meant in earnest
        even where Haven only observes. All accounts of a campaign that `by` stands `over` are
        banned, on top of what was done already. Otherwise like `lighter`.
        """
        async with self._casebook.turn(community, number):
            case = await standing_case(self._casebook, community, number)
            if is_campaign(case):
                return await self._ban_all(case, seen=seen, by=by, over=over)
            _check_bannable(case, seen=seen)
            return await self._replace(_in_earnest(case), Rung.BAN, step=+1, by=by)

    async def void(self, community: Community, number: int, *, by: str) -> Case:
        """Strike a case off: what it did is taken back, what it taught is forgotten.

        Raises:
            RefusedRulingError: there is no such case, or it has been taken back.
        """
        async with self._casebook.turn(community, number):
            case = await standing_case(self._casebook, community, number)
            async with self._undoing.of(case, by=by) as undone:
                ruled = replace(case, ruling=None, ruled_by=by, needs_human=False, expires_at=None)
                void = ruled.become(Status.VOID)
                calls = (*undone.calls, *self._apologies.owed(void, undone.done))
                intents = (*undone.superseded, *calls)
                await self._registrar.enter(void, intents, kind="case.voided", by=by)
            self._dispatcher.submit(calls)
            return void

    async def note(self, community: Community, number: int, text: str, *, by: str) -> Case:
        """Add a note to a case, whatever became of it.

        Raises:
            RefusedRulingError: there is no such case, or it is full of notes.
            DeniedError: there is nothing written, or too much.
        """
        return await self._wrote(community, number, "case.noted", text, by=by)

    async def give_reason(self, community: Community, number: int, text: str, *, by: str) -> Case:
        """Put another reason in place of a case's; the former stays as a note.

        Raises: as `note`.
        """
        return await self._wrote(community, number, "case.reason", text, by=by)

    async def _wrote(
        self, community: Community, number: int, kind: str, text: str, *, by: str
    ) -> Case:
        text, moment = fit(text), self._clock.now()
        async with self._casebook.turn(community, number):
            case = await self._casebook.case(community, number)
            if case is None:
                raise RefusedRulingError(f"There is no case {number} here.")
            if len(case.notes) >= MOST_NOTES:
                raise RefusedRulingError(f"Case {number} has {MOST_NOTES} notes; that is enough.")
            if kind == "case.reason":
                text, case = f"The reason was: {case.reason}", replace(case, reason=text)
            noted = case.noted(text, by=by, at=moment)
            await self._registrar.note(noted, kind=kind, by=by)
            return noted

    async def _step(
        self, community: Community, number: int, step: int, *, seen: str, by: str
    ) -> Case:
        async with self._casebook.turn(community, number):
            case = await standing_case(self._casebook, community, number)
            rung = _next_rung(case, step, seen=seen)
            return await self._replace(case, rung, step=step, by=by)

    async def _ban_all(self, case: Case, *, seen: str, by: str, over: Collection[str]) -> Case:
        """Whoever bans all of a campaign agrees with what else Haven asked to do about it."""
        _check_seen(case, seen)
        moment, asks = self._clock.now(), is_open_question(case)
        agreed = carried_out(case, moment) if asks and case.waits else case
        changed, bans = with_bans(agreed, by=by, over=over)
        intents = await self._casebook.intents(case) if asks else ()
        held = [each for each in intents if each.state is IntentState.HELD]
        calls = (
            *(let_go(each, changed, at=moment) for each in held),
            *intents_for(
                changed, bans, place=case.place, event=f"banned {len(case.actions)}", at=moment
            ),
        )
        await self._registrar.enter(changed, calls, kind="ruling.harsher", by=by)
        self._dispatcher.submit(calls)
        return changed

    async def _replace(self, case: Case, rung: Rung, *, step: int, by: str) -> Case:
        async with self._undoing.of(case, by=by, chosen=_is_measure) as undone:
            changed = _changed(case, rung, self._clock.now(), milder=step < 0, by=by)
            calls = await self._calls(changed, undone, milder=step < 0)
            over = tuple(map(_taken_over, filter(_silences, undone.done)))
            kind = "ruling.lighter" if step < 0 else "ruling.harsher"
            intents = (*over, *undone.superseded, *calls)
            await self._registrar.enter(changed, intents, kind=kind, by=by)
        self._dispatcher.submit(calls)
        return changed

    async def _calls(self, changed: Case, undone: Undone, *, milder: bool) -> tuple[Intent, ...]:
        """A milder measure comes once the harsher is gone, a harsher one before the milder goes."""
        if changed.mode is Mode.OBSERVE:
            return ()
        moment, intents = self._clock.now(), await self._casebook.intents(changed)
        held = [each for each in intents if each.state is IntentState.HELD]
        companions = [let_go(each, changed, at=moment) for each in held if not _is_measure(each)]
        new = intents_for(
            changed,
            () if changed.status is Status.EXPIRED else changed.actions[:1],
            place=changed.place,
            # Lighter and then harsher again is another call than the first one.
            event=f"amended {len(intents)}",
            at=moment,
        )
        back = [call for call in undone.calls if _is_in_the_way(call, changed, milder=milder)]
        return (*back, *new, *companions) if milder else (*new, *back, *companions)


def _check_seen(case: Case, seen: str) -> None:
    if case.rung != seen:
        raise RefusedRulingError(f"Case {case.number} has been changed meanwhile.")


def _next_rung(case: Case, step: int, *, seen: str) -> Rung:
    _check_seen(case, seen)
    if case.waits and case.status is Status.EXPIRED:
        raise RefusedRulingError(f"Nobody answered case {case.number} in time; it is over.")
    if case.status is Status.EXPIRED and step < 0:
        raise RefusedRulingError(f"What case {case.number} did is over already.")
    present = Rung.__members__.get(case.rung.upper())
    if present is None or len(case.accounts) > 1:
        raise RefusedRulingError(f"Case {case.number} has no measure that has a next one.")
    if present + step not in set(Rung):
        word = "milder" if step < 0 else "harsher"
        raise RefusedRulingError(f"There is nothing {word} than what case {case.number} has.")
    return Rung(present + step)


def check_no_crisis(case: Case) -> None:
    """A card from before this was so may have the button yet."""
    if case.category is Category.SELF_HARM:
        raise RefusedRulingError(f"Case {case.number} is about somebody in danger: no ban for it.")


def _check_bannable(case: Case, *, seen: str) -> None:
    _check_seen(case, seen)
    check_no_crisis(case)
    if case.rung.upper() == Rung.BAN.name and not case.waits:
        raise RefusedRulingError(f"Case {case.number} is a ban already.")
    if case.gathers or len(case.accounts) > 1 or isinstance(case.actions[0], Unban | LockDown):
        raise RefusedRulingError(f"Case {case.number} is not about one person's deeds.")


def _in_earnest(case: Case) -> Case:
    """The case as one that acts; what Haven merely observed was never done."""
    if case.mode is not Mode.OBSERVE:
        return case
    return replace(case, mode=Mode.ENFORCE, actions=(Ban(user=case.author),))


def _changed(case: Case, rung: Rung, moment: datetime, *, milder: bool, by: str) -> Case:
    others = tuple(act for act in case.actions if not isinstance(act, _ON_THE_LADDER))
    main = rung.action(case.author, case.reason)
    changed = replace(
        case,
        actions=(main, *others),
        rung=rung.name.lower(),
        ruling=Ruling.CONFIRMED,
        ruled_by=by,
        needs_human=False,
    )
    if case.mode is Mode.OBSERVE:
        return replace(changed, proposal=main)
    changed = replace(changed, proposal=None, status=Status.PENDING, outcome=None)
    if not isinstance(main, Timeout):
        return replace(changed, expires_at=end_of(main, moment))
    left = _left(case, main.duration, moment, milder=milder)
    if left <= timedelta(0):
        return replace(changed, status=Status.EXPIRED, outcome=case.outcome, expires_at=None)
    main = replace(main, duration=left)
    return replace(changed, actions=(main, *others), expires_at=end_of(main, moment))


def _left(case: Case, whole: timedelta, moment: datetime, *, milder: bool) -> timedelta:
    """What remains of a time-out of length `whole` in place of one that has begun already."""
    former = next((act for act in case.actions if isinstance(act, Timeout)), None)
    if former is None or case.expires_at is None or case.waits or case.status not in _RUNNING:
        return whole
    remaining = case.expires_at - moment
    left = whole - (former.duration - remaining)
    return min(left, remaining) if milder else left


def _is_measure(intent: Intent) -> bool:
    return isinstance(intent.action, _ON_THE_LADDER)


def _silences(intent: Intent) -> bool:
    return silences(intent.action)


def _taken_over(intent: Intent) -> Intent:
    """Another measure is in its place: nobody need take it back a second time."""
    return replace(intent, state=IntentState.SUPERSEDED, ambiguous=False)


def _is_in_the_way(call: Intent, changed: Case, *, milder: bool) -> bool:
    """A warning was read whatever follows, and a new time-out replaces the one before; where all
    of them are one state, whatever is harsher does.
    """
    if isinstance(call.action, VoidWarning):
        return False
    if is_one_state(changed.community.platform) and ends_silence(call.action) and not milder:
        return False
    replaced = isinstance(changed.actions[0], Timeout) and changed.status is not Status.EXPIRED
    return not (call.action.type == "untimeout" and replaced)
