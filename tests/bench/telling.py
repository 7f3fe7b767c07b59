"""What both platforms' benches have in common: measures in their turn, and how they are told."""

import os
import sys
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

import orjson
import typer
from rich.console import Console

from tests.bench.figures import Figure, table, told

Measured = Mapping[str, Sequence[Figure]]
Measure = Coroutine[Any, Any, Sequence[Figure]]

stderr = Console(stderr=True)


async def taken(measures: Mapping[str, Measure]) -> Measured:
    """One after another, each with what the machine was busy with before."""
    done = {}
    for title, measure in measures.items():
        load = os.getloadavg()[0]
        with stderr.status(title):
            done[title] = [*await measure, Figure("the machine's load before", load)]
    return done


def tell(measured: Measured, *, as_json: bool, check: bool, remark: str = "") -> None:
    """Raises typer.Exit(1) where a figure is missed and `check` asks for that."""
    if as_json:
        report = {title: told(figures) for title, figures in measured.items()}
        option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        sys.stdout.buffer.write(orjson.dumps(report, option=option))
    else:
        _print(measured, remark)
    if check and any(each.is_missed for figures in measured.values() for each in figures):
        raise typer.Exit(1)


def _print(measured: Measured, remark: str) -> None:
    console = Console()
    for title, figures in measured.items():
        console.print(table(figures, title=title))
    if remark:
        console.print(remark)
