"""An evaluation's report for people; parts that say nothing are left out."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from bot.evaluation import Report
from bot.measures import Figure

_OVERALL = ("auc", "accuracy", "accuracy_harmful", "accuracy_harmless", "f1", "fpr", "ece")
_PARTS = (
    ("functionality", "Functionality"),
    ("target_group", "Target group"),
    ("source", "Source"),
    ("category", "Category"),
)


def tables(report: Report) -> Iterator[Table]:
    yield _overall(report)
    for part, title in _PARTS:
        if report[part]:
            yield _part(report[part], title)
    if ways := report["obfuscation"]["ways"]:
        yield _part(ways, "Way of obfuscating")


def shown(figure: Figure) -> str:
    if figure is None:
        return "-"
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:.3f}"


def _overall(report: Report) -> Table:
    table = Table("figure", "value", title="Screening", title_justify="left")
    for name in _OVERALL:
        table.add_row(name, shown(report[name]))
    table.add_row("threshold", shown(report["threshold"]))
    table.add_row("best threshold (both classes alike)", shown(report["best_threshold"]))
    for name, figure in _if_known(report).items():
        if figure is not None:
            table.add_row(name, shown(figure))
    table.add_row("messages", f"{report['messages']:,}")
    table.add_row("skipped, without a label", f"{report['skipped']:,}")
    table.add_row("broken", f"{report['broken']:,}")
    table.add_row("messages a second", f"{report['messages_per_second']:,.0f}")
    return table


def _if_known(report: Report) -> Mapping[str, Figure]:
    flag, gaps, obfuscation = report["flag"], report["gaps"], report["obfuscation"]
    return {
        f"recall at flag, {flag['at']:.3f}": flag["recall"],
        f"fpr at flag, {flag['at']:.3f}": flag["fpr"],
        "largest fpr gap between groups": gaps["fpr"],
        "largest fnr gap between groups": gaps["fnr"],
        "accuracy lost to obfuscation, mean over the ways": obfuscation["mean_lost"],
        "accuracy lost to obfuscation, worst way": obfuscation["worst_lost"],
        "category told right, of the harmful": report["category_accuracy"],
    }


def _part(part: Mapping[str, Mapping[str, Any]], title: str) -> Table:
    columns = list(next(iter(part.values())))
    headings = (column.replace("_", " ") for column in columns)
    table = Table(title.lower(), *headings, title=title, title_justify="left")
    for name, figures in part.items():
        # As Text, for brackets in a file's names are no markup.
        table.add_row(Text(name), *(_cell(figure) for figure in figures.values()))
    return table


def _cell(figure: Figure | Mapping[str, int]) -> str:
    if isinstance(figure, Mapping):
        return ", ".join(f"{count:,} {name}" for name, count in figure.items())
    return shown(figure)
