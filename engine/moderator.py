"""The one door: whatever is done to people by itself goes through here, and becomes a case."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta

from engine import audit
from engine.actions import Action, AlertModerators, Hide, LockDown, Unban, end_of, subject
from engine.casebook import CaseBook
from engine.cases import Case, Intent, Status
from engine.changes import Changes
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.docket import Docket
from engine.events import Community, Message
from engine.intents import intents_for
from engine.policy.community import CommunityPolicy
from engine.policy.limits import HELD_BACK
from engine.reasoning.keeping import kept
from engine.reasoning.packet import Packet
from engine.verdict import Decision, Mode, Verdict

# How long a case waits for a moderator before it lapses.
PATIENCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Step:
    """A case and what is done for it now; what is held waits for a moderator."""

    case: Case
    now: tuple[Action | Unban, ...] = ()
    held: tuple[Action | Unban, ...] = ()


class Moderator:
    """Immunity has been settled by the policy; here mode and caps decide how far to go."""

    def __init__(
        self, *, docket: Docket, casebook: CaseBook, dispatcher: Dispatcher, clock: Clock
    ) -> None:
        self._docket = docket
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._clock = clock

    async def carry_out(
        self,
        message: Message,
        verdict: Verdict,
        policy: CommunityPolicy,
        written: Changes,
        *,
        packet: Packet | None = None,
    ) -> Case | None:
        """Open the case of `verdict.decision`, or extend its campaign's.

        A case keeps the packet that opened it.

        Verdict, case, audit and intents are committed together with `written`. None where nothing
        is done: moderators have taken this campaign's case back.
        """
        decision = verdict.decision
        if decision is None:
            await self._casebook.write(written)
            return None
        community = message.place.community
        campaign = decision.campaign
        async with self._casebook.turn(community, campaign) if campaign else nullcontext():
            number = self._docket.campaign_case(community, campaign) if campaign else None
            async with self._casebook.turn(community, number) if number else nullcontext():
                case = await self._casebook.case(community, number) if number else None
                if number is None or (case and _is_answered(case)):
                    step = self._open(message, verdict, decision, policy)
                    written = _with_packet(written, packet, verdict, step.case)
                    return await self._write(message, verdict, step, written, kind="case.opened")
                if case is None or case.status in {Status.UNDONE, Status.VOID}:
                    await self._casebook.write(written)
                    return None
                step = self._extend(case, message, decision, policy)
                return await self._write(message, verdict, step, written, kind="case.extended")

    async def _write(
        self, message: Message, verdict: Verdict, step: _Step, written: Changes, *, kind: str
    ) -> Case:
        moment, case = self._clock.now(), step.case
        intents = self._intents(message, verdict, case, step.now, held=False)
        held = self._intents(message, verdict, case, step.held, held=True)
        entry = audit.of_case(case, kind, actor="haven", at=moment)
        await self._casebook.write(
            replace(
                written,
                cases=(case,),
                intents=(*intents, *held),
                audit=(*written.audit, entry),
            )
        )
        self._dispatcher.submit(intents)
        return case

    def _intents(
        self,
        message: Message,
        verdict: Verdict,
        case: Case,
        actions: tuple[Action | Unban, ...],
        *,
        held: bool,
    ) -> tuple[Intent, ...]:
        return intents_for(
            case,
            actions,
            place=message.place,
            event=f"{verdict.message}@{verdict.at.isoformat()}",
            at=self._clock.now(),
            since=verdict.at,
            held=held,
        )

    def _extend(
        self, case: Case, message: Message, decision: Decision, policy: CommunityPolicy
    ) -> _Step:
        """One more message of a campaign: it is hidden; the first one of a crowd that had only
        names so far locks the community down.
        """
        added = _added(case, decision)
        accounts = tuple(dict.fromkeys((*case.accounts, message.author.id, *decision.accounts)))
        case = _grown(replace(case, accounts=accounts), decision, added)
        if decision.mode is Mode.OBSERVE:
            return _Step(case)
        if case.waits:
            now = tuple(action for action in added if isinstance(action, AlertModerators))
            return _Step(case, now=now, held=tuple(a for a in added if a not in now))
        refusal = self._refusal(added, case.community, policy)
        if not refusal:
            return _Step(self._under_way(case, added), now=added)
        told = not case.needs_human
        alert = (AlertModerators(text=f"Case {case.number}: {refusal}; the rest waits for you."),)
        return _Step(replace(case, needs_human=True), now=alert if told else (), held=added)

    def _under_way(self, case: Case, added: tuple[Action, ...]) -> Case:
        """A lock-down that is new in a case is what it is about from now on."""
        if case.actions[0] not in added or not isinstance(case.actions[0], LockDown):
            return case
        ends = end_of(case.actions[0], self._clock.now())
        return replace(case, status=Status.PENDING, outcome=None, expires_at=ends)

    def _open(
        self, message: Message, verdict: Verdict, decision: Decision, policy: CommunityPolicy
    ) -> _Step:
        number = self._docket.next_number(message.place.community)
        case = _case_of(message, verdict, decision, number)
        if decision.mode is Mode.OBSERVE:
            return _Step(self._waiting(case))
        if decision.mode is Mode.ASSIST or decision.asks_first:
            return self._asking(case)
        if refusal := self._refusal(decision.actions, case.community, policy):
            return self._asking(replace(case, reason=f"{case.reason} {HELD_BACK}{refusal}."))
        # From now on: words that come late, or in an edit, were written long before.
        ending = replace(case, expires_at=end_of(case.actions[0], self._clock.now()))
        return _Step(ending, now=case.actions, held=(case.proposal,) if case.proposal else ())

    def _asking(self, case: Case) -> _Step:
        waiting = self._waiting(case)
        alert = AlertModerators(text=case.reason)
        held = tuple(a for a in waiting.actions if not isinstance(a, AlertModerators))
        return _Step(waiting, now=(alert,), held=held)

    def _waiting(self, case: Case) -> Case:
        """A case that asks a moderator, and lapses when none comes.

        A proposed ban stands first then: there is nothing to do in the meantime.
        """
        main = case.proposal or case.actions[0]
        return replace(
            case,
            actions=(main, *case.actions[1:]),
            needs_human=True,
            proposal=main,
            expires_at=self._clock.now() + PATIENCE,
        )

    def _refusal(
        self, actions: tuple[Action, ...], community: Community, policy: CommunityPolicy
    ) -> str:
        """Why the caps hold these actions back; empty, and counted, when they do not."""
        moment = self._clock.now()
        spent = self._docket.spent(community)
        refusal = spent.refuses(actions, moment, policy)
        if not refusal:
            for action in actions:
                spent.note(action, moment)
        return refusal


def _is_answered(case: Case) -> bool:
    """A siege's at which a moderator has looked: what comes since then is another question."""
    if not case.gathers or case.status in {Status.UNDONE, Status.VOID}:
        return False
    return case.ruling is not None or not case.waits


def _with_packet(written: Changes, packet: Packet | None, verdict: Verdict, case: Case) -> Changes:
    if packet is None or verdict.assessment is None:
        return written
    return replace(written, packets=(kept(packet, verdict.assessment, case),))


def _case_of(message: Message, verdict: Verdict, decision: Decision, number: int) -> Case:
    return Case(
        number=number,
        place=message.place,
        opened_at=verdict.at,
        message=verdict.message,
        author=message.author.id,
        target=verdict.target,
        category=decision.category,
        risk_score=verdict.prediction.risk_score,
        harm_score=decision.harm_score,
        actions=decision.actions,
        rung=decision.rung,
        reason=decision.reason,
        evidence=decision.evidence,
        mode=decision.mode,
        policy=decision.policy,
        reasoner=verdict.assessment.reasoner if verdict.assessment else "",
        model=verdict.prediction.model,
        needs_human=decision.needs_human,
        proposal=decision.proposal,
        campaign=decision.campaign,
        accounts=tuple(dict.fromkeys((message.author.id, *decision.accounts))),
    )


def _added(case: Case, decision: Decision) -> tuple[Action, ...]:
    """What of a decision its campaign's case lacks: a community is locked down once."""
    if case.gathers:
        return _joining(case, decision)
    lacking: tuple[type[Action], ...] = (Hide,)
    if _locks(decision.actions) and not _locks(case.actions):
        lacking = (Hide, LockDown, AlertModerators)
    return tuple(action for action in decision.actions if isinstance(action, lacking))


def _joining(case: Case, decision: Decision) -> tuple[Action, ...]:
    """Each of their messages is hidden if a moderator agrees, and nobody is met twice."""
    met = {subject(action) for action in case.actions if not isinstance(action, Hide)}
    others = (each for each in decision.actions if not isinstance(each, AlertModerators))
    new = (each for each in others if each not in case.actions)
    return tuple(each for each in new if isinstance(each, Hide) or subject(each) not in met)


def _grown(case: Case, decision: Decision, added: tuple[Action, ...]) -> Case:
    if not _locks(added):
        return replace(case, actions=(*case.actions, *added))
    main, *others = sorted(added, key=lambda action: not isinstance(action, LockDown))
    return replace(
        case,
        actions=(main, *case.actions, *others),
        proposal=main if case.proposal else None,
        category=decision.category,
        rung=decision.rung,
        reason=decision.reason,
    )


def _locks(actions: Sequence[Action | Unban]) -> bool:
    return any(isinstance(action, LockDown) for action in actions)
