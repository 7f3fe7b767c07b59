"""haven eval --gate: the gates as a table or as JSON; exit 1 when one does not let the model by."""

import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.evaluation_tables import shown
from bot.gates.bias import line
from bot.gates.gate import Finding
from bot.gates.gate_file import read
from bot.gates.judging import Judgement, judged
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRequest:
    """As the command line says it; without `sets` they lie where the gate file says."""

    file: Path
    sets: Path | None = None
    as_json: bool = False


async def pass_gates(settings: Settings, request: GateRequest) -> int:
    """0 when every gate lets the configured model by, else 1.

    Raises:
        GateFileError: the gate file is broken.
    """
    judgement = await judged(settings, read(request.file, sets=request.sets))
    if request.as_json:
        option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        sys.stdout.buffer.write(orjson.dumps(document(judgement), option=option))
    else:
        tell(judgement)
    return 0 if judgement.passed else 1


def document(judgement: Judgement) -> Mapping[str, Any]:
    return {
        "model": judgement.model,
        "passed": judgement.passed,
        "gates": [_plain(finding) for finding in judgement.findings],
        "bias": [asdict(gap) for gap in judgement.gaps],
    }


def _plain(finding: Finding) -> Mapping[str, Any]:
    gate = finding.gate
    return {
        "name": gate.name,
        "set": gate.set or None,
        "figure": gate.figure,
        "functionality": gate.functionality,
        "source": gate.source,
        "min": gate.least,
        "max": gate.most,
        "measured": finding.measured,
        "passed": finding.passed,
        "why": finding.why or None,
    }


def tell(judgement: Judgement) -> None:
    console = Console(highlight=False)
    table = Table(title=Text(f"Gates for {judgement.model}"), title_justify="left")
    for column in ("gate", "figure", "bound", "measured", "passed"):
        table.add_column(column)
    for finding in judgement.findings:
        table.add_row(*_row(finding))
    console.print(table)
    console.print(line(judgement.gaps), markup=False, soft_wrap=True)
    failed = sum(not finding.passed for finding in judgement.findings)
    console.print(f"{len(judgement.findings) - failed} of {len(judgement.findings)} gates passed")


def _row(finding: Finding) -> tuple[Text, Text, str, Text, str]:
    gate = finding.gate
    return (
        Text(gate.name),
        Text(f"{gate.figure}, {gate.set}" if gate.set else gate.figure),
        gate.bound,
        Text(finding.why or shown(finding.measured)),
        "[green]yes[/]" if finding.passed else "[red]NO[/]",
    )
