"""The comparison as one table: in the terminal, and in Markdown for the README."""

import platform
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import assert_never

from rich.table import Table

from bot.measures import Figure
from bot.peers.comparison import Absent, Findings, Measured
from bot.peers.fresh import Failure
from bot.peers.process import BLOCK, CORES
from bot.peers.protocol import Measurement
from bot.peers.quality import Quality
from bot.peers.sets import Sets
from bot.refusals import RefusedUseError

BEGIN, END = "<!-- peers -->", "<!-- /peers -->"
_UNKNOWN = "–"

Cells = Sequence[str]


def rows(findings: Findings) -> Sequence[Cells]:
    """The figure's name, then each peer's; the first row holds the versions."""
    versions = ("version", *map(_version, findings.values()))
    figures = [(name, *(show(finding) for finding in findings.values())) for name, show in _FIGURES]
    return [versions, *figures]


def table(findings: Findings, sets: Sets) -> Table:
    shown = Table(title="Peers", title_justify="left", caption=conditions(sets))
    for name in ("", *findings):
        shown.add_column(name, overflow="fold")
    for row in rows(findings):
        shown.add_row(*row)
    return shown


def markdown(findings: Findings, sets: Sets) -> str:
    names = ("", *findings)
    lines = [_line(names), _line(["---"] * len(names)), *map(_line, rows(findings))]
    return "\n".join((*lines, "", conditions(sets), ""))


def write(file: Path, text: str) -> None:
    """Put `text` between the two markers of `file`, in place of what is there.

    Raises:
        RefusedUseError: the file cannot be read or has no such markers.
    """
    before, after = surroundings(file)
    file.write_text(f"{before}{BEGIN}\n{text}{END}{after}", encoding="utf-8")


def surroundings(file: Path) -> tuple[str, str]:
    """What stands before and after the markers.

    Raises:
        RefusedUseError: the file cannot be read or has no such markers.
    """
    try:
        page = file.read_text(encoding="utf-8")
    except OSError as fault:
        raise RefusedUseError(f"{file}: cannot be read ({fault.strerror})") from fault
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise RefusedUseError(f"{file}: no {BEGIN} followed by {END}; write both where it shall be")
    return before, after


def conditions(sets: Sets) -> str:
    """What was measured, where and on what."""
    sizes = ", ".join(f"{name} {len(cases):,}" for name, cases in sets.items())
    return (
        f"{_processor()}, {CORES} cores, Python {platform.python_version()}; each in a fresh "
        f"process, its load time with all imports, on the same different lines of made-up chat, "
        f"{BLOCK} handed over at a time. Each flags at its own default. Texts: {sizes}."
    )


def _line(cells: Cells) -> str:
    return f"| {' | '.join(cells)} |"


def _version(finding: Measured | Absent | Failure) -> str:
    match finding:
        case Measured(measurement, _):
            return measurement.version
        case Absent(distributions):
            return f"not installed (pip install {' '.join(distributions)})"
        case Failure(reason):
            return f"failed: {reason}".replace("|", "/")
        case _:
            assert_never(finding)


Show = Callable[[Measured | Absent | Failure], str]


def _speed(read: Callable[[Measurement], Figure], form: str) -> Show:
    return lambda finding: (
        _shown(read(finding.measurement), form) if isinstance(finding, Measured) else _UNKNOWN
    )


def _worth(read: Callable[[Quality], Figure], form: str = ".1%") -> Show:
    return lambda finding: (
        _shown(read(finding.quality), form) if isinstance(finding, Measured) else _UNKNOWN
    )


def _shown(figure: Figure, form: str) -> str:
    return _UNKNOWN if figure is None else format(figure, form)


_FIGURES: Sequence[tuple[str, Show]] = (
    ("load, s", _speed(lambda told: told.load_seconds, ".2f")),
    ("RSS, MB", _speed(lambda told: told.rss_mb, ",.0f")),
    ("messages a second", _speed(lambda told: told.messages_per_second, ",.0f")),
    ("one message, P95, ms", _speed(lambda told: told.single_p95_ms, ".2f")),
    ("functional suite, accuracy", _worth(lambda told: told.functional)),
    ("functional suite, harmful cases", _worth(lambda told: told.functional_harmful)),
    ("functional suite, harmless cases", _worth(lambda told: told.functional_harmless)),
    ("ordinary chat, false positives", _worth(lambda told: told.ordinary_fpr)),
    ("identity terms, false positives", _worth(lambda told: told.identity_fpr)),
    ("accuracy lost to obfuscation, mean", _worth(lambda told: told.obfuscation_lost_mean)),
    ("accuracy lost to obfuscation, worst way", _worth(lambda told: told.obfuscation_lost_worst)),
    ("game chat, AUC", _worth(lambda told: told.game_chat_auc, ".3f")),
)


def _processor() -> str:
    """As the system names it; the architecture where it does not."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
