"""haven doctor: the check-up as a table; exit 1 when something failed."""

import os
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from bot.checks import Check, Health
from bot.config import ConfigError, load
from bot.doctor import checkup, is_well, refused

_COLOURS = {Health.OK: "green", Health.WARNING: "yellow", Health.FAILED: "red"}


async def examine(config: Path | None, *, quick: bool) -> int:
    try:
        settings = load(config, environ=os.environ)
    except ConfigError as error:
        return _tell([refused(error)])
    return _tell(await checkup(settings, quick=quick))


def _tell(checks: list[Check] | tuple[Check, ...]) -> int:
    console = Console()
    longest = max(len(check.name) for check in checks)
    for check in checks:
        console.print(_finding(check, longest))
        if check.fix:
            console.print(_remedies(check.fix))
    return 0 if is_well(checks) else 1


def _finding(check: Check, longest: int) -> Table:
    """One line below the other as in one table; `longest` is that of the names."""
    table = Table.grid(Column(width=len(Health.WARNING)), Column(width=longest), padding=(0, 2))
    state = f"[{_COLOURS[check.state]}]{check.state}[/]"
    # As Text, for brackets in a path are no markup.
    table.add_row(state, check.name, Text(check.said))
    return table


def _remedies(fix: str) -> Table:
    """Beginning at the left, so that a narrow terminal breaks few of them."""
    table = Table.grid(padding=(0, 1))
    for line in fix.splitlines():
        table.add_row("  →", Text(line))
    return table
