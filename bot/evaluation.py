"""What an evaluation gathers, and the report that it makes of it."""

from array import array
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from rich.table import Table

from bot.labelled import TAGS, Labelled
from bot.measures import Figure, Outcomes, Tags, auc, best_threshold, gap

_OVERALL = ("auc", "accuracy", "accuracy_harmful", "accuracy_harmless", "f1", "fpr")

Report = Mapping[str, Any]


class Evaluation:
    """Scores and labels of all texts, a few bytes for each."""

    def __init__(self) -> None:
        self._scores = array("d")
        self._labels = array("b")
        self._tags = {tag: Tags() for tag in TAGS}
        self.seconds = 0.0

    def __len__(self) -> int:
        return len(self._labels)

    def add(self, labelled: Labelled, risk: float) -> None:
        self._scores.append(risk)
        self._labels.append(labelled.harmful)
        for tag, tags in self._tags.items():
            tags.add(labelled.tags.get(tag))

    def report(self, threshold: float, *, skipped: int, broken: int) -> Report:
        """As `haven eval --json` prints it; null where a class is missing."""
        scores, harmful = np.array(self._scores), np.array(self._labels, dtype=np.bool_)
        outcomes = Outcomes(scores >= threshold, harmful)
        groups = {
            name: _group(outcomes.of(chosen)) for name, chosen in self._tags["target_group"].named()
        }
        return {
            "auc": auc(scores, harmful),
            "accuracy": outcomes.accuracy,
            "accuracy_harmful": outcomes.recall,
            "accuracy_harmless": outcomes.specificity,
            "f1": outcomes.f1,
            "fpr": outcomes.fpr,
            "threshold": threshold,
            "best_threshold": best_threshold(scores, harmful),
            "messages": len(self),
            "skipped": skipped,
            "broken": broken,
            "messages_per_second": len(self) / self.seconds,
            "functionality": {
                name: {"n": len(part := outcomes.of(chosen)), "accuracy": part.accuracy}
                for name, chosen in self._tags["functionality"].named()
            },
            "target_group": groups,
            "gaps": {rate: gap([group[rate] for group in groups.values()]) for rate in _RATES},
            "source": {
                name: {"n": int(chosen.sum()), "auc": auc(scores[chosen], harmful[chosen])}
                for name, chosen in self._tags["source"].named()
            },
        }


_RATES = ("fpr", "fnr")


def _group(outcomes: Outcomes) -> dict[str, Figure]:
    return {"n": len(outcomes), "fpr": outcomes.fpr, "fnr": outcomes.fnr}


def tables(report: Report) -> Iterator[Table]:
    """The report for people; parts that say nothing are left out."""
    yield _overall(report)
    for part, title in (
        ("functionality", "Functionality"),
        ("target_group", "Target group"),
        ("source", "Source"),
    ):
        if report[part]:
            yield _part(report[part], title)


def _overall(report: Report) -> Table:
    table = Table("figure", "value", title="Screening", title_justify="left")
    for name in _OVERALL:
        table.add_row(name, _shown(report[name]))
    table.add_row("threshold", _shown(report["threshold"]))
    table.add_row("best threshold (both classes alike)", _shown(report["best_threshold"]))
    for rate, figure in report["gaps"].items():
        if figure is not None:
            table.add_row(f"largest {rate} gap between groups", _shown(figure))
    table.add_row("messages", f"{report['messages']:,}")
    table.add_row("skipped, without a label", f"{report['skipped']:,}")
    table.add_row("broken", f"{report['broken']:,}")
    table.add_row("messages a second", f"{report['messages_per_second']:,.0f}")
    return table


def _part(part: Mapping[str, Mapping[str, Figure]], title: str) -> Table:
    columns = list(next(iter(part.values())))
    table = Table(title.lower(), *columns, title=title, title_justify="left")
    for name, figures in part.items():
        table.add_row(name, *(_shown(figure) for figure in figures.values()))
    return table


def _shown(figure: Figure) -> str:
    if figure is None:
        return "-"
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:.3f}"
