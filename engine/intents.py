"""Intents for a case: what must be called, in whose lane, until when, with which words."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from engine.actions import Action, Inverse, subject
from engine.cases import Case, Intent, IntentState
from engine.events import Place
from engine.repeats import deadline

# Namespace of the action ids: the same decision of a case has the same ids for ever.
_IDS = UUID("6f0c4f0e-6d0a-5c53-9a1e-0f4b7a2c9d11")

# Discord refuses longer audit reasons.
_REASON_LIMIT = 512


def intents_for(
    case: Case,
    actions: tuple[Action | Inverse, ...],
    *,
    place: Place,
    event: str,
    at: datetime,
    since: datetime | None = None,
    held: bool = False,
) -> tuple[Intent, ...]:
    """`place` is where the words stood, `since` when they were written; `held` ones wait for a
    moderator.
    """
    return tuple(
        Intent(
            id=uuid5(_IDS, f"{case.community}|{case.number}|{event}|{case.policy}|{action!r}"),
            case=case.number,
            place=place,
            key=_key(place, action),
            action=action,
            reason=audit_reason(case),
            created_at=at,
            not_before=at,
            deadline=deadline(action, min(at, since or at)),
            state=IntentState.HELD if held else IntentState.PENDING,
        )
        for action in actions
    )


def let_go(intent: Intent, case: Case, *, at: datetime) -> Intent:
    """A held call, let go in the name of who ruled: from now on it is late or not."""
    return replace(
        intent,
        reason=audit_reason(case),
        state=IntentState.PENDING,
        created_at=at,
        not_before=at,
        deadline=deadline(intent.action, at),
    )


def _key(place: Place, action: Action | Inverse) -> str:
    """Calls about one person keep their order; so do those about one channel."""
    return f"{place.community}/{subject(action) or place.channel}"


def audit_reason(case: Case) -> str:
    """For the platform's own log: which case, by whose word, why."""
    who = case.ruled_by or case.ordered_by or "haven"
    return f"#{case.number} · {who} · {case.reason}"[:_REASON_LIMIT]
