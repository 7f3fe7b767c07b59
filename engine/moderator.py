"""The one door: whatever is done to people by itself goes through here, and becomes a case."""

from dataclasses import replace
from datetime import datetime, timedelta

from engine import audit
from engine.actions import Action, AlertModerators, end_of
from engine.casebook import CaseBook
from engine.cases import Case, Status
from engine.changes import Changes
from engine.clock import Clock
from engine.dispatcher import Dispatcher
from engine.docket import Docket
from engine.events import Community, Message
from engine.intents import intents_for
from engine.policy.community import CommunityPolicy
from engine.ports import Archive, Ledger
from engine.verdict import Decision, Mode, Verdict

# How long a case waits for a moderator before it lapses.
PATIENCE = timedelta(days=7)


class Moderator:
    """Immunity has been settled by the policy; here mode and caps decide how far to go."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        archive: Archive,
        docket: Docket,
        casebook: CaseBook,
        dispatcher: Dispatcher,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._archive = archive
        self._docket = docket
        self._casebook = casebook
        self._dispatcher = dispatcher
        self._clock = clock

    async def carry_out(
        self, message: Message, verdict: Verdict, policy: CommunityPolicy, written: Changes
    ) -> Case | None:
        """Open the case of `verdict.decision`, or extend its campaign's.

        Verdict, case, audit and intents are committed together with `written`.
        """
        if verdict.decision is None:
            await self._ledger.commit(written)
            return None
        earlier = await self._campaign_case(message.place.community, verdict.decision)
        if earlier:
            case, actions = self._extend(earlier, message, verdict.decision, policy)
        else:
            case, actions = self._open(message, verdict, verdict.decision, policy)
        moment = self._clock.now()
        intents = intents_for(case, actions, event=verdict.message, at=moment)
        self._casebook.enter(case, calls=len(intents))
        kind = "case.extended" if earlier else "case.opened"
        entry = audit.of_case(case, kind, actor="haven", at=moment)
        changes = replace(written, cases=(case,), intents=intents, audit=(*written.audit, entry))
        try:
            await self._ledger.commit(changes)
        except Exception:
            # What was not written never happened: no strike, no campaign, no call under way.
            self._casebook.enter(earlier or case.become(Status.VOID), calls=-len(intents))
            raise
        self._dispatcher.submit(intents)
        return case

    async def _campaign_case(self, community: Community, decision: Decision) -> Case | None:
        if decision.campaign is None:
            return None
        number = self._docket.campaign_case(community, decision.campaign)
        if number is None:
            return None
        return self._casebook.get(community, number) or await self._archive.case(community, number)

    def _extend(
        self, case: Case, message: Message, decision: Decision, policy: CommunityPolicy
    ) -> tuple[Case, tuple[Action, ...]]:
        """One more message of a campaign: the community is locked down already, so hide it."""
        wanted = tuple(action for action in decision.actions if action.type == "hide")
        author = message.author.id
        if author not in case.accounts:
            case = replace(case, accounts=(*case.accounts, author))
        if decision.mode is not Mode.ENFORCE or self._refusal(wanted, case.community, policy):
            return case, ()
        return replace(case, actions=(*case.actions, *wanted)), wanted

    def _open(
        self, message: Message, verdict: Verdict, decision: Decision, policy: CommunityPolicy
    ) -> tuple[Case, tuple[Action, ...]]:
        case = _case_of(message, verdict, decision)
        case = replace(case, number=self._docket.next_number(case.community))
        if decision.mode is Mode.OBSERVE:
            return _waiting(case, self._clock.now()), ()
        if decision.mode is Mode.ASSIST:
            alert = AlertModerators(text=case.reason)
            return _waiting(case, self._clock.now()), (alert,)
        if refusal := self._refusal(decision.actions, case.community, policy):
            held = replace(case, reason=f"{case.reason} Held back: {refusal}.")
            return _waiting(held, self._clock.now()), (AlertModerators(text=held.reason),)
        # From now on: words that come late, or in an edit, were written long before.
        return replace(case, expires_at=end_of(case.actions[0], self._clock.now())), case.actions

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


def _case_of(message: Message, verdict: Verdict, decision: Decision) -> Case:
    return Case(
        number=0,
        place=message.place,
        opened_at=message.sent_at,
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
        accounts=(message.author.id,),
    )


def _waiting(case: Case, moment: datetime) -> Case:
    """A case that asks a moderator, and lapses when none comes.

    A proposed ban stands first then: there is nothing to do in the meantime.
    """
    main = case.proposal or case.actions[0]
    return replace(
        case,
        actions=(main, *case.actions[1:]),
        needs_human=True,
        proposal=main,
        expires_at=moment + PATIENCE,
    )
