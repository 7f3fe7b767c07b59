"""Texts without their surroundings, each scored as the first words of somebody unknown."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.screening import Screening
from engine.events import Author, Community, Message, Place, Platform
from engine.guard import sanitise
from engine.intake import TEXT_LIMIT
from engine.memory.actors import Actors
from engine.verdict import RiskPrediction

_PLACE = Place(Community(Platform.CONSOLE, "eval"), "main")
_STRANGER = Author(id="stranger", name="stranger")
_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


async def predictions(screening: Screening, texts: Sequence[str]) -> Sequence[RiskPrediction]:
    """One for each text, in their order."""
    messages = [_message(text) for text in texts]
    if not messages:
        return []
    behaviour = Actors().behaviour(messages[0]).risk
    await screening.screener.prepare(messages)
    return [await screening.screener.screen(message, behaviour=behaviour) for message in messages]


async def risks(screening: Screening, texts: Sequence[str]) -> Sequence[float]:
    """One risk a text, in their order."""
    return [prediction.risk_score for prediction in await predictions(screening, texts)]


def _message(text: str) -> Message:
    return Message(
        id="evaluated",
        place=_PLACE,
        author=_STRANGER,
        text=sanitise(text, limit=TEXT_LIMIT),
        sent_at=_MOMENT,
    )
