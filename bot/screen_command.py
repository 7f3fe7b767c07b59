"""haven screen: one text, every signal and weight."""

import sys
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime

import orjson
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from bot.document import plain
from bot.refusals import RefusedUseError
from bot.screening import Screening, open_screening
from bot.settings import Settings
from engine.events import Author, Community, Message, Place, Platform
from engine.guard import sanitise
from engine.intake import TEXT_LIMIT
from engine.memory.actors import Actors
from engine.memory.targets import Targets
from engine.reasoning.rules import CRISIS_AT
from engine.screening.fused import BIAS
from engine.screening.routing import route
from engine.sessions.tracker import Surroundings
from engine.verdict import Category, Polarity, RiskPrediction, Route, Signal

_CRY_FOR_HELP = "Heard as a cry for help: help is offered, and nobody is punished."
# What becomes of a message from here on.
_WAYS = {
    Route.ALLOW: "it is let through.",
    Route.LIGHT: "Haven looks at it in its conversation.",
    Route.ESCALATE: "Haven thinks it over with all that it knows.",
}
_PLACE = Place(Community(Platform.CONSOLE, "console"), "main")


async def screen_text(settings: Settings, text: str, *, as_json: bool) -> int:
    """A program gets a document for an empty text too; a person has mistyped."""
    if not as_json and not text.strip():
        raise RefusedUseError('nothing to screen: give a message in quotes, as in: "hello there"')
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
        heard = _heard(settings, screening, message, prediction)
    if as_json:
        _print_json(prediction, heard)
        return 0
    _print_table(settings, prediction, heard)
    return 0


def _heard(
    settings: Settings, screening: Screening, message: Message, prediction: RiskPrediction
) -> tuple[Signal, ...]:
    """What the trackers of conversations make of it, as far as a first message tells them."""
    surroundings = Surroundings(
        screening.packs.phrases,
        actors=Actors(),
        targets=Targets(),
        switched_off=settings.screening.switched_off,
        languages=[pack.phrases for pack in screening.packs.languages.values()],
    )
    words = screening.screener.words(message)
    return surroundings.observe(message, prediction, words=words).signals


def _print_json(prediction: RiskPrediction, heard: Sequence[Signal]) -> None:
    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    screened = {field.name: getattr(prediction, field.name) for field in fields(prediction)}
    document = {**screened, "session_signals": heard}
    sys.stdout.buffer.write(orjson.dumps(document, default=plain, option=option))


def _print_table(settings: Settings, prediction: RiskPrediction, heard: Sequence[Signal]) -> None:
    console = Console()
    way = route(
        prediction.risk_score,
        prediction.flags,
        light_at=settings.policy.light_at,
        escalate_at=settings.policy.escalate_at,
        language=prediction.language,
    )
    cries = any(signal.source == "crisis" and signal.score >= CRISIS_AT for signal in heard)
    console.print(f"[bold]{_CRY_FOR_HELP if cries else _in_words(prediction, way)}[/]")
    console.print(
        f"risk {prediction.risk_score:.3f}  category {prediction.category}  "
        f"confidence {prediction.confidence:.2f}  language {prediction.language}  "
        f"in {prediction.screening_time_ms:.1f} ms\n"
    )
    _print_signals(console, (*prediction.signals, *heard))
    _print_precedents(console, prediction)
    # The fused model's terms begin with a bias and add up to log-odds.
    odds = prediction.weights[0].name == BIAS
    title = f"How the risk came about{', in log-odds' if odds else ''}"
    weights = Table("factor", "value", "weight", "adds", title=title, title_justify="left")
    for weight in prediction.weights:
        added = f"{weight.value * weight.weight:.3f}"
        weights.add_row(weight.name, f"{weight.value:.3f}", f"{weight.weight:.2f}", added)
    console.print(weights)


def _in_words(prediction: RiskPrediction, way: Route) -> str:
    kind = _plain(prediction.category)
    like = "" if prediction.category is Category.NONE else f", most likely {kind}"
    return f"{prediction.risk_score:.0%} risk{like}: {_WAYS[way]}"


def _plain(category: Category) -> str:
    return category.replace("_", " ")


def _print_signals(console: Console, found: Sequence[Signal]) -> None:
    if not found:
        console.print("Nothing speaks for harm or against it.")
        return
    signals = Table("what was seen", "speaks for", "score", "signal", title="What it looks like")
    for signal in found:
        kind = "harmlessness" if signal.category is Category.NONE else _plain(signal.category)
        evidence = Text(signal.evidence)
        signals.add_row(evidence, kind, f"{signal.score:.2f}", signal.source)
    console.print(signals)


def _print_precedents(console: Console, prediction: RiskPrediction) -> None:
    # Whoever asks for a precedent needs its whole id.
    named = Column("precedent", overflow="fold")
    title = "What Haven remembers that is most like it"
    precedents = Table("what it was", "did it harm", "likeness", named, title=title)
    for precedent in prediction.precedents:
        harmed = "yes" if precedent.polarity is Polarity.HARMFUL else "no"
        alike = f"{precedent.similarity:.2f}"
        precedents.add_row(Text(precedent.explanation), harmed, alike, precedent.id)
    console.print(precedents)
