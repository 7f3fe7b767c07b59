"""Precedents that moderators' rulings made, as rows and back."""

from sqlalchemy import RowMapping

from data.encoding import from_stamp, to_stamp
from data.places import community_columns, community_in
from data.tables import PATTERNS, Row
from engine.changes import LearnedPattern
from engine.verdict import Category, Polarity

P = PATTERNS.c


def pattern_row(pattern: LearnedPattern) -> Row:
    return {
        **community_columns(pattern.community),
        "id": pattern.id,
        "text": pattern.text,
        "category": pattern.category,
        "severity": pattern.severity,
        "polarity": pattern.polarity,
        "explanation": pattern.explanation,
        "case": pattern.case,
        "ruled_by": pattern.ruled_by,
        "learned_at": to_stamp(pattern.learned_at),
        "model": pattern.model,
        "vector": pattern.vector,
        "revoked": pattern.revoked,
    }


def pattern_of(row: RowMapping) -> LearnedPattern:
    return LearnedPattern(
        id=row[P.id],
        community=community_in(row, P),
        text=row[P.text],
        category=Category(row[P.category]),
        severity=row[P.severity],
        polarity=Polarity(row[P.polarity]),
        explanation=row[P.explanation],
        case=row[P.case],
        ruled_by=row[P.ruled_by],
        learned_at=from_stamp(row[P.learned_at]),
        model=row[P.model],
        vector=row[P.vector],
        revoked=row[P.revoked],
    )
