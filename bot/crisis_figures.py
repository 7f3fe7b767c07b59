"""haven eval --crisis: how many people in danger are heard, and what is done to them."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from bot.evaluate import BLOCK, name_broken
from bot.evaluation_tables import shown
from bot.judging import judged
from bot.labelled import Labelled, LabelledFile
from bot.settings import Settings
from connectors.formats import FormatError
from engine.actions import AlertModerators, OfferHelp
from engine.cases import Case
from engine.verdict import Category

# Urging others to die is harmful too, but no cry; a set may name its category or only its function.
_URGING = "encouragement"


@dataclass(frozen=True, slots=True)
class Hearing:
    """What became of one labelled text."""

    functionality: str
    cries: bool
    heard: bool
    punished: bool


async def measure_crisis(settings: Settings, file: Path, *, as_json: bool) -> int:
    """Each text goes through the whole pipeline in force, by itself.

    Raises:
        FormatError: the file cannot be read, or nothing in it has a label.
    """
    labelled = LabelledFile(file)
    texts = [text for block in labelled.blocks(BLOCK) for text in block]
    if not texts:
        raise FormatError(f"{file}: no line with a text and a label of 0 or 1")
    name_broken(labelled)
    with TemporaryDirectory() as folder:
        cases = await judged(settings, [text.text for text in texts], Path(folder))
    figures = figures_of([_hearing(*pair) for pair in zip(texts, cases, strict=True)])
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(figures, option=orjson.OPT_INDENT_2) + b"\n")
        return 0
    for table in _tables(figures):
        Console().print(table)
    return 0


def figures_of(hearings: Sequence[Hearing]) -> Mapping[str, Any]:
    """Shares are None where there is nothing to share; `punished` counts people in danger only."""
    cries = [each for each in hearings if each.cries]
    heard = [each for each in hearings if each.heard]
    right = sum(each.cries for each in heard)
    return {
        "texts": len(hearings),
        "cries": len(cries),
        "recall": _share(right, len(cries)),
        "precision": _share(right, len(heard)),
        "heard_wrongly": len(heard) - right,
        "cries_punished": sum(each.punished for each in cries),
        "functionality": {
            name: {"n": len(part), "heard": sum(each.heard for each in part)}
            for name, part in _by_functionality(hearings)
        },
    }


def _hearing(text: Labelled, case: Case | None) -> Hearing:
    functionality = text.tags.get("functionality", "")
    category = text.tags.get("category", Category.SELF_HARM)
    is_cry = category == Category.SELF_HARM and not functionality.endswith(_URGING)
    actions = case.actions if case else ()
    return Hearing(
        functionality,
        cries=text.harmful and is_cry,
        heard=case is not None and case.category is Category.SELF_HARM,
        punished=not all(isinstance(each, OfferHelp | AlertModerators) for each in actions),
    )


def _by_functionality(hearings: Sequence[Hearing]) -> Iterable[tuple[str, list[Hearing]]]:
    for name in sorted({each.functionality for each in hearings} - {""}):
        yield name, [each for each in hearings if each.functionality == name]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _tables(figures: Mapping[str, Any]) -> Iterable[Table]:
    overall = Table("figure", "value", title="People in danger", title_justify="left")
    for name, figure in figures.items():
        if name != "functionality":
            overall.add_row(name.replace("_", " "), shown(figure))
    yield overall
    parts = Table("functionality", "texts", "heard", title="Taken for a person in danger")
    for name, part in figures["functionality"].items():
        parts.add_row(name, shown(part["n"]), shown(part["heard"]))
    if figures["functionality"]:
        yield parts
