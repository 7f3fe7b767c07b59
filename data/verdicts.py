"""What was concluded about each message, as rows and back."""

from sqlalchemy import RowMapping

from data.encoding import from_json, from_stamp, to_json, to_stamp
from data.places import place_columns, place_in
from data.tables import EVENTS, VERDICTS, Row
from engine.queries import Beat
from engine.verdict import Assessment, Decision, RiskPrediction, Route, Verdict

V = VERDICTS.c


def verdict_row(verdict: Verdict) -> Row:
    prediction = verdict.prediction
    return {
        **place_columns(verdict.place),
        "message": verdict.message,
        "author": verdict.author,
        "target": verdict.target,
        "at": to_stamp(verdict.at),
        "risk": prediction.risk_score,
        "category": prediction.category,
        "route": verdict.route,
        "session": verdict.session,
        "escalation": verdict.escalation,
        "prevented": verdict.prevented,
        "prediction": to_json(prediction),
        "assessment": to_json(verdict.assessment) if verdict.assessment else None,
        "decision": to_json(verdict.decision) if verdict.decision else None,
    }


def verdict_of(row: RowMapping) -> Verdict:
    assessment, decision = row[V.assessment], row[V.decision]
    return Verdict(
        message=row[V.message],
        place=place_in(row, V),
        author=row[V.author],
        target=row[V.target],
        at=from_stamp(row[V.at]),
        prediction=from_json(RiskPrediction, row[V.prediction]),
        route=Route(row[V.route]),
        session=row[V.session],
        escalation=row[V.escalation],
        assessment=from_json(Assessment, assessment) if assessment else None,
        decision=from_json(Decision, decision) if decision else None,
        prevented=row[V.prevented],
    )


def beat_of(row: RowMapping) -> Beat:
    """Of a row with an event's words and its verdict's figures."""
    return Beat(
        author=row[EVENTS.c.author],
        text=row[EVENTS.c.text],
        at=from_stamp(row[EVENTS.c.at]),
        risk=row[V.risk],
        escalation=row[V.escalation],
    )
