"""What the audit log says of cases and calls: ids and numbers, never anybody's words."""

from datetime import datetime

from engine.actions import Outcome
from engine.cases import Case, Intent
from engine.changes import AuditEntry, LearnedPattern
from engine.events import Community, PlatformDeed
from engine.verdict import Mode


def of_case(case: Case, kind: str, *, actor: str, at: datetime) -> AuditEntry:
    return AuditEntry(
        at=at,
        community=case.community,
        actor=actor,
        kind=kind,
        case=case.number,
        detail={
            "author": case.author,
            "category": case.category,
            "harm": case.harm_score,
            "mode": case.mode,
            "policy": case.policy,
            "rung": case.rung,
            "status": case.status,
        },
    )


def of_call(intent: Intent, outcome: Outcome, *, at: datetime) -> AuditEntry:
    return AuditEntry(
        at=at,
        community=intent.place.community,
        actor="haven",
        kind=f"call.{outcome}",
        case=intent.case,
        detail={
            "action": intent.action.type,
            "intent": str(intent.id),
            "state": intent.state,
            "attempts": intent.attempts,
        },
    )


def of_lesson(lesson: LearnedPattern, kind: str, *, actor: str, at: datetime) -> AuditEntry:
    return AuditEntry(
        at=at,
        community=lesson.community,
        actor=actor,
        kind=kind,
        case=lesson.case,
        detail={"pattern": lesson.id, "polarity": lesson.polarity},
    )


def of_person(community: Community, person: str, kind: str, *, at: datetime) -> AuditEntry:
    """What somebody asked for themselves."""
    return AuditEntry(at=at, community=community, actor=person, kind=kind, detail={})


def of_deed(deed: PlatformDeed) -> AuditEntry:
    """What others did on the platform itself, so that both tell one story."""
    return AuditEntry(
        at=deed.done_at,
        community=deed.place.community,
        actor=deed.by or deed.place.community.platform,
        kind=f"platform.{deed.deed}",
        detail={"user": deed.user, "message": deed.message},
    )


def of_run(kind: str, *, at: datetime) -> AuditEntry:
    return AuditEntry(at=at, community=None, actor="haven", kind=kind, detail={})


def of_mode(community: Community, mode: Mode, *, actor: str, at: datetime) -> AuditEntry:
    return AuditEntry(
        at=at, community=community, actor=actor, kind="mode.changed", detail={"mode": mode}
    )
