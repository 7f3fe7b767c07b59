"""Rulings as moderators make them, on the real encoder's vectors."""

from collections.abc import Sequence
from datetime import datetime

from bot.screening import Screening
from engine.cases import Ruling
from engine.changes import LearnedPattern
from engine.events import Place
from engine.memory.rulings import learned
from engine.memory.teacher import redact
from engine.verdict import Category
from tests.builders import NOON, case, message


async def lessons(
    screening: Screening,
    where: Place,
    texts: Sequence[str],
    ruling: Ruling,
    *,
    by: str = "oakley",
    at: datetime = NOON,
) -> list[LearnedPattern]:
    """What one moderator teaches by ruling so upon a case about each text."""
    redacted = [redact(screening.normalise(text).screened) for text in texts]
    vectors = await screening.embedder.embed(redacted)
    model = screening.embedder.model_id
    return [
        learned(
            case(number, place=where, category=Category.INSULT),
            ruling,
            text=text,
            vector=vector,
            model=model,
            by=by,
            at=at,
        )
        for number, (text, vector) in enumerate(zip(redacted, vectors, strict=True))
    ]


async def risks(screening: Screening, where: Place, texts: Sequence[str]) -> list[float]:
    said = [message(text, place=where) for text in texts]
    await screening.screener.prepare(said)
    judged = [await screening.screener.screen(each, behaviour=0.0) for each in said]
    return [prediction.risk_score for prediction in judged]
