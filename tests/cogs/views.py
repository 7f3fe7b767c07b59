"""Views of cases for tests, and what of a card a reader sees."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from discord import ui

from engine.cases import Case
from engine.dossier import CaseView
from engine.events import Community, Place, Platform
from engine.queries import Beat
from engine.verdict import Category, Evidence, Mode, Polarity, Precedent, Signal
from tests.builders import NOON, case, decision, message, prediction, verdict

VEX, MIKA, OAKLEY = "100000000000000001", "100000000000000002", "100000000000000003"
HALL = Place(Community(Platform.DISCORD, "9001"), "9002")
EVIDENCE = (
    Evidence("message:m1", "The message itself."),
    Evidence("signal:lexicon", "A strong insult."),
    Evidence("session", "Two voices against one."),
    Evidence("precedent:p1", "Like a remembered harmful text."),
)
PRECEDENT = Precedent(
    "p1", 0.87, Category.INSULT, 0.8, Polarity.HARMFUL, "Tells a person to leave.", "ruled here"
)


def discord_case(number: int = 7, **changes: object) -> Case:
    parts = {"place": HALL, "author": VEX, "target": MIKA, "accounts": (VEX,)}
    return case(number, **{**parts, "evidence": EVIDENCE, **changes})


def waiting(**changes: object) -> Case:
    asked = discord_case(needs_human=True, **{"mode": Mode.ASSIST, **changes})
    return replace(asked, proposal=asked.actions[0])


def beats(count: int) -> tuple[Beat, ...]:
    return tuple(
        Beat(
            author=VEX if number % 2 else MIKA,
            text=f"line {number}",
            at=NOON + timedelta(seconds=number),
            risk=0.5,
            escalation=0.5,
        )
        for number in range(count)
    )


def view(shown: Case | None = None, **changes: object) -> CaseView:
    signals = (Signal("lexicon", Category.INSULT, 0.8, "A strong insult."),)
    judged = verdict(
        message(),
        decision(elsewhere=((Mode.OBSERVE, "nothing"),)),
        prediction=prediction(*signals, precedents=(PRECEDENT,)),
    )
    parts: dict[str, Any] = {"words": "get lost", "verdict": judged, "course": beats(5)}
    return CaseView(case=shown or discord_case(), **{**parts, **changes})


def text_of(sheet: ui.LayoutView) -> str:
    return "\n".join(
        item.content for item in sheet.walk_children() if isinstance(item, ui.TextDisplay)
    )


def buttons_of(sheet: ui.LayoutView) -> Iterator[ui.Button[Any]]:
    return (item for item in sheet.walk_children() if isinstance(item, ui.Button))


def usable(sheet: ui.LayoutView) -> list[str | None]:
    return [button.label for button in buttons_of(sheet) if not button.disabled]
