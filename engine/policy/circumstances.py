"""What surrounds the words that a policy decides about, as rules of a community may read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.language import UNKNOWN
from engine.sessions.context import Context
from engine.verdict import RiskPrediction, Signal, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Scores lie in 0..1. `signals` are the strongest score of each source; `messages` and `people`
    count the session's so far.
    """

    risk: float = 0.0
    language: str = UNKNOWN
    signals: Mapping[str, float] = field(default_factory=dict)
    escalation: float = 0.0
    messages: int = 1
    people: int = 1


NOTHING_KNOWN = Circumstances()


def around(prediction: RiskPrediction, context: Context) -> Circumstances:
    session = context.session
    return Circumstances(
        risk=prediction.risk_score,
        language=prediction.language,
        signals=strongest((*prediction.signals, *context.signals)),
        escalation=session.escalation_score,
        messages=session.message_count,
        people=len(session.participants),
    )


def remembered(verdict: Verdict, *, messages: int, people: int) -> Circumstances:
    """As far as a verdict keeps them: the conversation's own signals are not written down."""
    prediction = verdict.prediction
    return Circumstances(
        risk=prediction.risk_score,
        language=prediction.language,
        signals=strongest(prediction.signals),
        escalation=verdict.escalation,
        messages=messages,
        people=people,
    )


def strongest(signals: Iterable[Signal]) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for signal in signals:
        found[signal.source] = max(signal.score, found.get(signal.source, 0.0))
    return found
