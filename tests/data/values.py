"""Values to store, with sensible defaults."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5

from data.state import State
from engine.actions import Timeout, Warn
from engine.cases import Appeal, Case, Intent
from engine.changes import (
    AuditEntry,
    Changes,
    DeadLetter,
    Journaled,
    LearnedPattern,
    Link,
    PersonRecord,
)
from engine.events import Author, Community, Message, Place, Platform
from engine.packets import Briefing, KeptPacket, Line
from engine.verdict import (
    Category,
    Counsel,
    Mode,
    Polarity,
    Precedent,
    RiskPrediction,
    Route,
    Session,
    Signal,
    Verdict,
    Weight,
)

Value = TypeVar("Value")

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE = Community(Platform.DISCORD, "here")
ELSEWHERE = Community(Platform.TWITCH, "elsewhere")
HALL = Place(HERE, "hall")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def place_in(community: Community) -> Place:
    return Place(community, "hall")


def a_message(number: int = 1, *, community: Community = HERE, **changes: object) -> Message:
    usual: dict[str, Any] = {
        "id": f"m{number}",
        "place": place_in(community),
        "author": Author(id="ann", name="Ann"),
        "text": f"words {number}",
        "sent_at": at(number),
    }
    return Message(**{**usual, **changes})


def journaled(number: int = 1, *, community: Community = HERE) -> Journaled:
    return Journaled(a_message(number, community=community), position=number)


def a_prediction(**changes: object) -> RiskPrediction:
    usual: dict[str, Any] = {
        "risk_score": 0.25,
        "category": Category.INSULT,
        "confidence": 0.5,
        "flags": ("flood",),
        "signals": (Signal("lexicon", Category.INSULT, 0.4, "a harsh word"),),
        "weights": (Weight("semantic", 0.5, 0.45),),
        "precedents": (Precedent("insult-01", 0.8, Category.INSULT, 0.4, Polarity.HARMFUL, "why"),),
        "model": "blueprint",
        "screening_time_ms": 1.25,
    }
    return RiskPrediction(**{**usual, **changes})


def a_verdict(number: int = 1, *, community: Community = HERE, **changes: object) -> Verdict:
    usual: dict[str, Any] = {
        "message": f"m{number}",
        "place": place_in(community),
        "author": "ann",
        "target": "bob",
        "at": at(number),
        "prediction": a_prediction(),
        "route": Route.LIGHT,
        "session": "s1",
        "escalation": 0.1,
    }
    return Verdict(**{**usual, **changes})


def a_record(
    person: str = "ann", *, community: Community = HERE, **changes: object
) -> PersonRecord:
    usual: dict[str, Any] = {
        "community": community,
        "kind": "actor",
        "person": person,
        "values": {"count": 1},
        "updated_at": START,
    }
    return PersonRecord(**{**usual, **changes})


def a_session(name: str = "s1", *, community: Community = HERE, **changes: object) -> Session:
    usual: dict[str, Any] = {
        "id": name,
        "place": place_in(community),
        "started_at": START,
        "ended_at": at(60),
        "participants": ("ann", "bob"),
        "message_count": 7,
        "escalation_score": 0.3,
        "harassment_flags": ("one_sided",),
        "features": {"slope": 0.1},
    }
    return Session(**{**usual, **changes})


def a_case(number: int = 1, *, community: Community = HERE, **changes: object) -> Case:
    usual: dict[str, Any] = {
        "number": number,
        "place": place_in(community),
        "opened_at": at(number),
        "message": f"m{number}",
        "author": "ann",
        "target": "bob",
        "category": Category.THREAT,
        "risk_score": 0.8,
        "harm_score": 0.9,
        "actions": (Timeout(user="ann", duration=timedelta(minutes=10)),),
        "rung": "timeout",
        "reason": "a threat",
        "evidence": (),
        "mode": Mode.ENFORCE,
        "policy": "graduated",
        "reasoner": "rules",
        "model": "blueprint",
    }
    return Case(**{**usual, **changes})


def a_packet(case: int = 1, *, community: Community = HERE, **changes: object) -> KeptPacket:
    lines = (
        Line("rule", "Be kind."),
        Line("earlier", "what is it", who="person A"),
        Line("signal", "Speaks strongly for harm: a threat", "e-a", evidence="signal:lexicon"),
        Line("message", "I will find you", "e-b", "author", f"message:m{case}"),
    )
    usual: dict[str, Any] = {
        "community": community,
        "case": case,
        "oldest": at(case - 60),
        "speakers": (("person A", "cid"), ("author", "ann")),
        "reasoner": "rules, advised by llama",
        "prompt": "1",
        "ruled": 0.6,
        "category": Category.THREAT,
        "acts_from": 0.5,
        "counsel": Counsel("llama", "d1", "1", 0.8, 0.6),
        "briefing": Briefing(lines, is_marked=False),
    }
    return KeptPacket(**{**usual, **changes})


def an_intent(case: int = 1, *, name: str = "first", **changes: object) -> Intent:
    usual: dict[str, Any] = {
        "id": uuid5(UUID(int=0), f"{case} {name}"),
        "case": case,
        "place": HALL,
        "key": "discord:here:ann",
        "action": Warn(user="ann", text="please stop"),
        "reason": "an insult",
        "created_at": START,
        "not_before": START,
    }
    return Intent(**{**usual, **changes})


def an_appeal(number: int = 1, **changes: object) -> Appeal:
    usual: dict[str, Any] = {
        "community": HERE,
        "case": 1,
        "number": number,
        "by": "ann",
        "text": "it was a joke",
        "opened_at": at(100 * number),
    }
    return Appeal(**{**usual, **changes})


def a_pattern(
    name: str = "p1", *, community: Community = HERE, **changes: object
) -> LearnedPattern:
    usual: dict[str, Any] = {
        "id": name,
        "community": community,
        "text": "a remembered text",
        "category": Category.INSULT,
        "severity": 0.5,
        "polarity": Polarity.HARMFUL,
        "explanation": "ruled harmful",
        "case": 1,
        "ruled_by": "mod",
        "learned_at": START,
        "model": "minilm",
        "vector": bytes(range(16)),
    }
    return LearnedPattern(**{**usual, **changes})


def a_link(member: str = "ann", viewer: str = "900", **changes: object) -> Link:
    usual: dict[str, Any] = {"home": HERE, "linked_at": START}
    return Link(member=member, viewer=viewer, **{**usual, **changes})


def an_entry(kind: str = "case opened", **changes: object) -> AuditEntry:
    usual: dict[str, Any] = {
        "at": START,
        "community": HERE,
        "actor": "haven",
        "kind": kind,
        "detail": {"risk": 0.5},
    }
    return AuditEntry(**{**usual, **changes})


def a_dead_letter() -> DeadLetter:
    return DeadLetter(
        community=HERE,
        event="m1",
        at=at(1),
        reason="screen: ValueError",
        attempts=3,
        failed_at=at(5),
    )


async def every(stream: AsyncIterator[Value]) -> list[Value]:
    return [value async for value in stream]


async def judge(state: State, *numbers: int) -> None:
    """Messages with their verdicts, in this order."""
    await state.ledger.commit(
        Changes(
            events=tuple(journaled(number) for number in numbers),
            verdicts=tuple(a_verdict(number) for number in numbers),
        )
    )
