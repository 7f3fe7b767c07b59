"""haven screen: one text, every signal and weight."""

import sys
from datetime import UTC, datetime

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.document import plain
from bot.screening import open_screening
from bot.settings import Settings
from engine.events import Author, Community, Message, Place, Platform
from engine.guard import sanitise
from engine.intake import TEXT_LIMIT
from engine.memory.actors import Actors
from engine.screening.fused import BIAS
from engine.screening.routing import route
from engine.verdict import RiskPrediction

_PLACE = Place(Community(Platform.CONSOLE, "console"), "main")


async def screen_text(settings: Settings, text: str, *, as_json: bool) -> int:
    message = Message(
        id="screened",
        place=_PLACE,
        author=Author(id="you", name="you"),
        text=sanitise(text, limit=TEXT_LIMIT),
        sent_at=datetime.now(UTC),
    )
    async with open_screening(settings) as screening:
        behaviour = Actors().behaviour(message).risk
        prediction = await screening.screener.screen(message, behaviour=behaviour)
    if as_json:
        _print_json(prediction)
        return 0
    _print_table(settings, prediction)
    return 0


def _print_json(prediction: RiskPrediction) -> None:
    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    sys.stdout.buffer.write(orjson.dumps(prediction, default=plain, option=option))


def _print_table(settings: Settings, prediction: RiskPrediction) -> None:
    console = Console()
    way = route(
        prediction.risk_score,
        prediction.flags,
        light_at=settings.policy.light_at,
        escalate_at=settings.policy.escalate_at,
        language=prediction.language,
    )
    console.print(
        f"risk [bold]{prediction.risk_score:.3f}[/]  category {prediction.category}  "
        f"confidence {prediction.confidence:.2f}  language {prediction.language}  route {way}  "
        f"({prediction.screening_time_ms:.1f} ms)"
    )
    # The fused model's terms begin with a bias and add up to log-odds.
    odds = prediction.weights[0].name == BIAS
    title = "Log-odds of the risk" if odds else "Risk"
    weights = Table("factor", "value", "weight", "adds", title=title, title_justify="left")
    for weight in prediction.weights:
        added = f"{weight.value * weight.weight:.3f}"
        weights.add_row(weight.name, f"{weight.value:.3f}", f"{weight.weight:.2f}", added)
    console.print(weights)
    _print_signals(console, prediction)
    _print_precedents(console, prediction)


def _print_signals(console: Console, prediction: RiskPrediction) -> None:
    if not prediction.signals:
        console.print("No detector has anything to say.")
        return
    signals = Table("signal", "speaks for", "score", "evidence", title="Signals")
    for signal in prediction.signals:
        evidence = Text(signal.evidence)
        signals.add_row(signal.source, signal.category, f"{signal.score:.2f}", evidence)
    console.print(signals)


def _print_precedents(console: Console, prediction: RiskPrediction) -> None:
    precedents = Table("precedent", "polarity", "cosine", "what it was", title="Memory")
    for precedent in prediction.precedents:
        cosine = f"{precedent.similarity:.2f}"
        precedents.add_row(precedent.id, precedent.polarity, cosine, Text(precedent.explanation))
    console.print(precedents)
