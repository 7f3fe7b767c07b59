"""A model before its gates: every set is screened once, the machine's figures come last."""

import asyncio
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.evaluate import evaluated, name_broken
from bot.evaluation import Report
from bot.gates.bias import Gap, largest
from bot.gates.figures import OF_SETS, PARAPHRASES, found_in
from bot.gates.gate import Finding, Gate
from bot.gates.gate_file import Gates
from bot.gates.machine import of_machine, on_machine
from bot.gates.paraphrases import paraphrase_auc
from bot.labelled import LabelledFile
from bot.measures import Figure
from bot.screening import Screening, open_screening
from bot.settings import Settings
from connectors.formats import FormatError

_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found at each gate, in their order, and the largest gaps between groups."""

    model: str
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]

    @property
    def passed(self) -> bool:
        """At least one gate, and every one of them."""
        return bool(self.findings) and all(finding.passed for finding in self.findings)


@dataclass(slots=True)
class _Measured:
    """By set: its report, or why there is none, and the retrieval of its paraphrases."""

    model: str = ""
    reports: dict[str, Report] = field(default_factory=dict)
    unusable: dict[str, str] = field(default_factory=dict)
    paraphrases: dict[str, Figure] = field(default_factory=dict)
    machine: Mapping[str, float] = field(default_factory=dict)


async def judged(settings: Settings, gates: Gates) -> Judgement:
    """Measure the configured model at all gates.

    Raises:
        ModelError: the model's files are missing or damaged.
        RefusedUseError: its speed cannot be measured.
    """
    measured = _Measured()
    async with open_screening(settings) as screening:
        measured.model = screening.embedder.model_id
        await _measure_sets(screening, gates, measured)
    measured.machine = await asyncio.to_thread(of_machine, settings, gates.gates)
    findings = tuple(_finding(gate, measured) for gate in gates.gates)
    groups = {name: report["target_group"] for name, report in measured.reports.items()}
    with_report = [gate for gate in gates.gates if gate.set in groups]
    return Judgement(measured.model, findings, largest(with_report, groups))


async def _measure_sets(screening: Screening, gates: Gates, measured: _Measured) -> None:
    for name in _sets_of(gates.gates, OF_SETS):
        try:
            measured.reports[name] = await _report(screening, gates.sets / name)
        except FormatError as fault:
            measured.unusable[name] = str(fault)
    for name in _sets_of(gates.gates, (PARAPHRASES,)):
        try:
            measured.paraphrases[name] = await _paraphrases(screening, gates.sets / name)
        except FormatError as fault:
            measured.unusable[name] = str(fault)


def _sets_of(gates: Sequence[Gate], figures: Container[str]) -> list[str]:
    return list(dict.fromkeys(gate.set for gate in gates if gate.figure in figures))


async def _report(screening: Screening, path: Path) -> Report:
    labelled = LabelledFile(path)
    evaluation = await evaluated(screening, labelled)
    if not len(evaluation):
        raise FormatError(f"{path}: no line with a text and a label of 0 or 1")
    name_broken(labelled)
    return evaluation.report(evaluation.flag_at, skipped=labelled.skipped, broken=labelled.broken)


async def _paraphrases(screening: Screening, path: Path) -> Figure:
    labelled = LabelledFile(path)
    texts = [text for block in labelled.blocks(_BLOCK) for text in block]
    if labelled.broken:
        raise FormatError(f"{path}: has {labelled.broken:,} broken lines")
    return await paraphrase_auc(screening, texts)


def _finding(gate: Gate, measured: _Measured) -> Finding:
    if why := measured.unusable.get(gate.set):
        return Finding(gate, None, why)
    if gate.figure in OF_SETS:
        return found_in(measured.reports[gate.set], gate)
    if gate.figure == PARAPHRASES:
        figure = measured.paraphrases[gate.set]
        lacking = f"{gate.set} lacks paraphrases with `clear`, or harmless texts"
        return Finding(gate, figure, lacking if figure is None else "")
    return on_machine(gate, measured.machine)
