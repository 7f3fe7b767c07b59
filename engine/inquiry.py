"""Why something was not done about a message: its verdict, weighed again by what was known then."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from engine.cases import Case
from engine.dossier import LOOK_BACK
from engine.events import Community, Message
from engine.hindsight import Hindsight
from engine.policy.limits import HELD_BACK
from engine.policy.retrial import Retrial
from engine.policy.why_not import WhyNot, why_not
from engine.verdict import Category, Verdict

# On Discord a message's id has more, on Twitch it has letters.
_MOST_DIGITS = 9


def is_case_number(named: str) -> bool:
    return named.isascii() and named.isdecimal() and len(named) <= _MOST_DIGITS


class Judgements(Protocol):
    async def of(
        self, community: Community, message: str, *, at: datetime | None = None
    ) -> tuple[Message, Verdict] | None:
        """None where it is not known, or nothing was concluded about it."""
        ...

    async def talk(self, verdict: Verdict, *, since: datetime) -> Mapping[str, int]:
        """How many messages each person had written in its session before it, since a moment."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`why_not` tells by `why_not.policy`, which is the present one."""

    verdict: Verdict
    why_not: WhyNot


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    judgements: Judgements
    looking: Hindsight

    async def about(
        self, community: Community, message: str, *, case: Case | None = None
    ) -> Answer | None:
        """None where nothing is known of such a message in that community."""
        at = case.opened_at if case else None
        found = await self.judgements.of(community, message, at=at)
        if found is None:
            return None
        said, verdict = found
        policy = self.looking.policies(community)
        known = self.looking.of(await self.looking.known(community, policy, since=verdict.at))
        if verdict.session:
            spoken = await self.judgements.talk(verdict, since=verdict.at - LOOK_BACK)
            known = replace(known, talks={verdict.session: spoken})
        told = why_not(
            Retrial(policy, known).see(said, verdict), policy, held_back=_held_back(case)
        )
        return Answer(verdict=verdict, why_not=_dated(told, verdict))


def _dated(told: WhyNot, verdict: Verdict) -> WhyNot:
    """Only decisions name the policy that they were made under."""
    if verdict.decision is None:
        return told
    decided = verdict.decision
    in_force = decided.policy == told.policy
    return replace(told, in_force=in_force, mode=decided.mode)


def _held_back(case: Case | None) -> str:
    """What a case says of the caps that kept Haven from acting by itself."""
    if case is None or case.category is Category.SELF_HARM:
        return ""
    _, found, why = case.reason.rpartition(HELD_BACK)
    return f"{HELD_BACK}{why}" if found else ""
