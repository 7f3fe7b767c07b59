"""The figures that gates know by name. None says that a set does not hold what a figure needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation import Report
from bot.gates.gate import Finding, Gate
from bot.measures import Figure, gap


@dataclass(frozen=True, slots=True)
class SetFigure:
    """A figure of a labelled set, and in words what the set must hold."""

    of: Callable[[Report], Figure]
    needs: str


def _plain(name: str) -> Callable[[Report], Figure]:
    return lambda report: report[name]


def _of_both(name: str) -> Callable[[Report], Figure]:
    """Easily had where one class is all there is, so there it is none."""
    return lambda report: report[name] if _has_both(report) else None


def _has_both(report: Report) -> bool:
    return report["auc"] is not None


def _at_flag(name: str) -> Callable[[Report], Figure]:
    return lambda report: report["flag"][name]


def _worst_source(report: Report) -> Figure:
    return _all_known([source["fpr"] for source in report["source"].values()], max)


def _gap(rate: str) -> Callable[[Report], Figure]:
    return lambda report: _all_known(
        [group[rate] for group in report["target_group"].values()], gap
    )


def _all_known(figures: Sequence[Figure], together: Callable[[Sequence[float]], Figure]) -> Figure:
    """A part that lacks a class is not passed over in silence."""
    known = [figure for figure in figures if figure is not None]
    return together(known) if known and len(known) == len(figures) else None


def _lost(name: str) -> Callable[[Report], Figure]:
    return lambda report: report["obfuscation"][name] if _has_pairs(report) else None


def _has_pairs(report: Report) -> bool:
    """Of both classes in every way: flagging whatever is odd must not look robust."""
    ways: Mapping[str, Mapping[str, Any]] = report["obfuscation"]["ways"]
    return bool(ways) and all(0 < way["harmful"] < way["n"] for way in ways.values())


_BOTH = "harmful and harmless texts"
_HARMFUL, _HARMLESS = "harmful texts", "harmless texts"
_PAIRS = "for every `way` harmful and harmless texts with `clear`"
_GROUPS = "two groups in `target_group`, each with texts of that class"

OF_SETS: Mapping[str, SetFigure] = {
    "messages": SetFigure(_plain("messages"), "texts"),
    "accuracy": SetFigure(_of_both("accuracy"), _BOTH),
    "accuracy_harmful": SetFigure(_plain("accuracy_harmful"), _HARMFUL),
    "accuracy_harmless": SetFigure(_plain("accuracy_harmless"), _HARMLESS),
    "auc": SetFigure(_plain("auc"), _BOTH),
    "ece": SetFigure(_of_both("ece"), _BOTH),
    "fpr_at_flag": SetFigure(_at_flag("fpr"), _HARMLESS),
    "recall_at_flag": SetFigure(_at_flag("recall"), _HARMFUL),
    "worst_source_fpr": SetFigure(_worst_source, "harmless texts of every `source`"),
    "fpr_gap": SetFigure(_gap("fpr"), _GROUPS),
    "fnr_gap": SetFigure(_gap("fnr"), _GROUPS),
    "mean_accuracy_lost": SetFigure(_lost("mean_lost"), _PAIRS),
    "worst_accuracy_lost": SetFigure(_lost("worst_lost"), _PAIRS),
    "category_accuracy": SetFigure(_plain("category_accuracy"), "harmful texts with `category`"),
}
PARAPHRASES = "paraphrase_auc"
SIZE = "size_mb"
# By the names that the bench gives them.
OF_MACHINE: Mapping[str, str] = {
    "messages_per_second": "screening_alone_messages_per_second",
    "cascade_messages_per_second": "screening_alone_cascade_messages_per_second",
    "cpu_ms_per_message": "screening_alone_cpu_ms_per_message",
    "cascade_cpu_ms_per_message": "screening_alone_cascade_cpu_ms_per_message",
    "p95_ms": "screening_alone_single_p95_ms",
    "load_s": "screening_alone_load_seconds",
    "rss_mb": "screening_alone_rss_mb",
}
# What a figure can be narrowed down to the texts of.
NARROWED: Mapping[str, Sequence[str]] = {
    "functionality": ("accuracy",),
    "source": ("fpr_at_flag", "worst_source_fpr"),
}
WITH_SET = frozenset({*OF_SETS, PARAPHRASES})
KNOWN = (*OF_SETS, PARAPHRASES, SIZE, *OF_MACHINE)


def found_in(report: Report, gate: Gate) -> Finding:
    """A gate's figure in its set's report."""
    if report["broken"]:
        return Finding(gate, None, f"{gate.set} has {report['broken']:,} broken lines")
    for part, names in (("functionality", gate.functionality), ("source", gate.source)):
        if missing := [name for name in names if name not in report[part]]:
            return Finding(gate, None, f"{gate.set} lacks texts of {' and '.join(missing)}")
    figure = OF_SETS[gate.figure]
    measured = _narrowed(report, gate, figure)
    why = f"{gate.set} lacks {figure.needs}" if measured is None else ""
    return Finding(gate, measured, why)


def _narrowed(report: Report, gate: Gate, figure: SetFigure) -> Figure:
    """A functionality's texts are of one class by nature, so that is enough for accuracy there."""
    if gate.functionality:
        return _pooled(report["functionality"], gate.functionality, "accuracy", "n")
    if gate.source and gate.figure == "fpr_at_flag":
        return _pooled(report["source"], gate.source, "fpr", "harmless")
    sources = {name: report["source"][name] for name in gate.source} or report["source"]
    return figure.of({**report, "source": sources})


def _pooled(parts: Mapping[str, Any], names: Sequence[str], figure: str, count: str) -> Figure:
    """The figure of the parts together, text by text; None where one of them has none."""
    chosen = [parts[name] for name in names]
    if any(part[figure] is None for part in chosen):
        return None
    return float(
        sum(part[figure] * part[count] for part in chosen) / sum(part[count] for part in chosen)
    )
