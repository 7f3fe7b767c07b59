"""Intents for a case: what must be called, in whose lane, until when, with which words."""

from datetime import datetime
from uuid import UUID, uuid5

from engine.actions import Action, Inverse, subject
from engine.cases import Case, Intent
from engine.repeats import deadline

# Namespace of the action ids: the same decision about the same event has the same ids for ever.
_IDS = UUID("6f0c4f0e-6d0a-5c53-9a1e-0f4b7a2c9d11")

# Discord refuses longer audit reasons.
_REASON_LIMIT = 512


def intents_for(
    case: Case, actions: tuple[Action | Inverse, ...], *, event: str, at: datetime
) -> tuple[Intent, ...]:
    return tuple(
        Intent(
            id=uuid5(_IDS, f"{case.community}|{case.number}|{event}|{case.policy}|{action!r}"),
            case=case.number,
            place=case.place,
            key=key_of(case, action),
            action=action,
            reason=_reason(case),
            created_at=at,
            not_before=at,
            deadline=deadline(action, at),
        )
        for action in actions
    )


def key_of(case: Case, action: Action | Inverse) -> str:
    """Calls about one person keep their order; so do those about one channel."""
    return f"{case.community}/{subject(action) or case.place.channel}"


def _reason(case: Case) -> str:
    return f"#{case.number} · {case.ruled_by or 'haven'} · {case.reason}"[:_REASON_LIMIT]
