"""How well the memory knows again what moderators ruled harmful, said in other words."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from bot.labelled import Labelled
from bot.measures import Figure, auc
from bot.screening import Screening
from engine.changes import LearnedPattern
from engine.events import Community, Platform
from engine.memory.teacher import teachable
from engine.ports import Vectors
from engine.verdict import Category, Polarity

# No other community sees what this one learns.
_CLASSROOM = Community(Platform.CONSOLE, "paraphrases")
_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


async def paraphrase_auc(screening: Screening, texts: Sequence[Labelled]) -> Figure:
    """The chance that a paraphrase lies nearer to the rulings than a harmless text that resembles
    one. Rulings are what the harmful texts are paraphrases of, their `clear`.
    """
    await _teach(screening, [text.clear for text in texts if text.harmful and text.clear])
    known = [text for text in texts if text.clear or not text.harmful]
    if not known:
        return None
    screened = [screening.normalise(text.text).screened for text in known]
    vectors = await screening.embedder.embed(screened)
    recalled = screening.memory.recall_many(vectors, _CLASSROOM)
    similarities = np.array([recall.similarity for recall in recalled])
    return auc(similarities, np.array([text.harmful for text in known], dtype=np.bool_))


async def _teach(screening: Screening, ruled: Sequence[str]) -> None:
    """As moderators' rulings do."""
    texts = list(dict.fromkeys(teachable(text, screening.normalise) for text in ruled))
    if not texts:
        return
    model = screening.embedder.model_id
    for text, vector in zip(texts, await screening.embedder.embed(texts), strict=True):
        screening.memory.learn(_lesson(text, vector, model))


def _lesson(text: str, vector: Vectors, model: str) -> LearnedPattern:
    return LearnedPattern(
        id=f"paraphrases:{text}",
        community=_CLASSROOM,
        text=text,
        category=Category.HARASSMENT,
        severity=0.5,
        polarity=Polarity.HARMFUL,
        explanation="what a text of the set is a paraphrase of",
        case=0,
        ruled_by="paraphrases",
        learned_at=_MOMENT,
        model=model,
        vector=vector.tobytes(),
    )
