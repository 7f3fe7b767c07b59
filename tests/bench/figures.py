"""Figures with what they should be, as a table or for a program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """`aim` is what `value` must stay at or below, None for what is told only."""

    what: str
    value: float
    unit: str = ""
    aim: float | None = None

    @property
    def is_missed(self) -> bool:
        return self.aim is not None and self.value > self.aim


def share(values: Sequence[float], part: float) -> float:
    """The value that `part` of all stay at or below; none of nothing."""
    if not values:
        return float("inf")
    ordered = sorted(values)
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)]


def told(figures: Sequence[Figure]) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "what": figure.what,
            "value": figure.value,
            "unit": figure.unit,
            "aim": figure.aim,
            "missed": figure.is_missed,
        }
        for figure in figures
    ]


def table(figures: Sequence[Figure], *, title: str) -> Table:
    shown = Table("what", title=title, title_justify="left")
    for column in ("measured", "at most", ""):
        shown.add_column(column, justify="right")
    for figure in figures:
        aim = "" if figure.aim is None else _amount(figure.aim, figure.unit)
        mark = "" if figure.aim is None else "missed" if figure.is_missed else "kept"
        shown.add_row(figure.what, _amount(figure.value, figure.unit), aim, mark)
    return shown


def _amount(value: float, unit: str) -> str:
    digits = 1 if unit == "s" else 0
    return f"{value:,.{digits}f} {unit}".strip()
