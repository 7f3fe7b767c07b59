"""Small values for tests: each builder gives something sensible, named parts can be changed."""

from datetime import UTC, datetime, timedelta

from engine.actions import Action, Timeout
from engine.cases import Case
from engine.events import Author, Community, Message, Place, Platform, Power, Standing
from engine.policy.community import CommunityPolicy
from engine.verdict import (
    Assessment,
    Category,
    Decision,
    Evidence,
    Mode,
    RiskPrediction,
    Route,
    Signal,
    Verdict,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
INN = Community(Platform.DISCORD, "inn")
HALL = Place(INN, "hall")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def author(person: str = "vex", **changes: object) -> Author:
    return Author(**{"id": person, "name": person.title(), **changes})  # type: ignore[arg-type]


def standing(person: str = "vex", **changes: object) -> Standing:
    return Standing(**{"id": person, **changes})  # type: ignore[arg-type]


def moderator(person: str = "oakley", **changes: object) -> Standing:
    """Who may do everything to those without a role."""
    return standing(person, **{"rank": 5, "may": frozenset(Power), **changes})


def message(
    text: str = "hello", *, by: str = "vex", at: datetime = NOON, **changes: object
) -> Message:
    parts = {"id": f"{by}-{at:%H%M%S%f}", "place": HALL, "author": author(by), "sent_at": at}
    return Message(text=text, **{**parts, **changes})  # type: ignore[arg-type]


def prediction(*signals: Signal, risk: float = 0.3, **changes: object) -> RiskPrediction:
    parts: dict[str, object] = {
        "risk_score": risk,
        "category": Category.NONE,
        "confidence": 0.5,
        "flags": (),
        "signals": signals,
        "weights": (),
        "precedents": (),
        "model": "test",
        "screening_time_ms": 1.0,
    }
    return RiskPrediction(**{**parts, **changes})  # type: ignore[arg-type]


def assessment(harm: float, category: Category = Category.INSULT) -> Assessment:
    return Assessment(
        harm_score=harm,
        category=category,
        rationale="It insults a person.",
        evidence=(Evidence("signal:lexicon", "A strong insult."),),
        reasoner="rules",
    )


def policy(**changes: object) -> CommunityPolicy:
    return CommunityPolicy(**{"mode": Mode.ENFORCE, **changes})  # type: ignore[arg-type]


def decision(*actions: Action, **changes: object) -> Decision:
    parts: dict[str, object] = {
        "actions": actions or (Timeout(user="vex", duration=minutes(10)),),
        "rung": "timeout_10_minutes",
        "reason": "It insults a person.",
        "category": Category.INSULT,
        "harm_score": 0.7,
        "evidence": (Evidence("signal:lexicon", "A strong insult."),),
        "mode": Mode.ENFORCE,
        "policy": "graduated@test",
    }
    return Decision(**{**parts, **changes})  # type: ignore[arg-type]


def verdict(judged: Message, decided: Decision | None = None, **changes: object) -> Verdict:
    parts: dict[str, object] = {
        "message": judged.id,
        "place": judged.place,
        "author": judged.author.id,
        "target": "mika",
        "at": judged.sent_at,
        "prediction": prediction(risk=0.7),
        "route": Route.ESCALATE,
        "session": "s1",
        "escalation": 0.4,
        "assessment": assessment(0.7),
        "decision": decided,
    }
    return Verdict(**{**parts, **changes})  # type: ignore[arg-type]


def case(number: int = 1, **changes: object) -> Case:
    parts: dict[str, object] = {
        "number": number,
        "place": HALL,
        "opened_at": NOON,
        "message": "m1",
        "author": "vex",
        "target": "mika",
        "category": Category.INSULT,
        "risk_score": 0.6,
        "harm_score": 0.7,
        "actions": (Timeout(user="vex", duration=minutes(10)),),
        "rung": "timeout_10_minutes",
        "reason": "It insults a person.",
        "evidence": (),
        "mode": Mode.ENFORCE,
        "policy": "graduated@test",
        "reasoner": "rules",
        "model": "test",
        "accounts": ("vex",),
    }
    return Case(**{**parts, **changes})  # type: ignore[arg-type]
