"""What a moderator's ruling teaches: a case becomes a precedent of its community."""

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

import numpy as np

from engine.actions import Release
from engine.cases import Case, Ruling
from engine.changes import LearnedPattern
from engine.ports import Vectors
from engine.verdict import Category, Polarity

# What moderators deny though Haven found nothing in it is harm of no known kind.
_UNFORESEEN, _UNFORESEEN_SEVERITY = Category.HARASSMENT, 0.6


def pattern_id(case: Case) -> str:
    """One precedent a case: a later ruling on the same case replaces the earlier one's."""
    name = f"{case.community}#{case.number}"
    return f"ruling-{blake2b(name.encode(), digest_size=6).hexdigest()}"


def learned(
    case: Case, ruling: Ruling, *, text: str, vector: Vectors, model: str, by: str, at: datetime
) -> LearnedPattern:
    """`text` is the screened form without names and links; `vector` its embedding, shape (384,)."""
    harmful = is_harmful(case, ruling)
    return LearnedPattern(
        id=pattern_id(case),
        community=case.community,
        text=text,
        category=_category(case) if harmful else case.category,
        severity=_severity(case) if harmful else 0.0,
        polarity=Polarity.HARMFUL if harmful else Polarity.FINE,
        explanation=f"A moderator {ruling} case {case.number} here.",
        case=case.number,
        ruled_by=by,
        learned_at=at,
        model=model,
        vector=np.asarray(vector, dtype=np.float32).tobytes(),
    )


def is_harmful(case: Case, ruling: Ruling) -> bool:
    """Whoever confirms that a held message be let through finds it fine."""
    return (ruling is Ruling.CONFIRMED) is not isinstance(case.actions[0], Release)


def _category(case: Case) -> Category:
    found = case.category is not Category.NONE
    return case.category if found else _UNFORESEEN


def _severity(case: Case) -> float:
    unforeseen = isinstance(case.actions[0], Release)
    return max(case.harm_score, _UNFORESEEN_SEVERITY) if unforeseen else case.harm_score


def forgotten(lesson: LearnedPattern) -> LearnedPattern:
    """The lesson as it is kept once withdrawn: that there was one, and nothing of its words."""
    return replace(lesson, text="", vector=b"", revoked=True)
