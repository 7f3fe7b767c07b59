"""What a moderator's ruling teaches: a case becomes a precedent of its community."""

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

import numpy as np

from engine.cases import Case, Ruling
from engine.changes import LearnedPattern
from engine.ports import Vectors
from engine.verdict import Polarity

_POLARITY = {Ruling.CONFIRMED: Polarity.HARMFUL, Ruling.REVERSED: Polarity.FINE}


def pattern_id(case: Case) -> str:
    """One precedent a case: a later ruling on the same case replaces the earlier one's."""
    name = f"{case.community}#{case.number}"
    return f"ruling-{blake2b(name.encode(), digest_size=6).hexdigest()}"


def learned(
    case: Case, ruling: Ruling, *, text: str, vector: Vectors, model: str, by: str, at: datetime
) -> LearnedPattern:
    """`text` is the screened form without names and links; `vector` its embedding, shape (384,)."""
    harmful = ruling is Ruling.CONFIRMED
    return LearnedPattern(
        id=pattern_id(case),
        community=case.community,
        text=text,
        category=case.category,
        severity=case.harm_score if harmful else 0.0,
        polarity=_POLARITY[ruling],
        explanation=f"A moderator {ruling} case {case.number} here.",
        case=case.number,
        ruled_by=by,
        learned_at=at,
        model=model,
        vector=np.asarray(vector, dtype=np.float32).tobytes(),
    )


def forgotten(lesson: LearnedPattern) -> LearnedPattern:
    """The lesson as it is kept once withdrawn: that there was one, and nothing of its words."""
    return replace(lesson, text="", vector=b"", revoked=True)
