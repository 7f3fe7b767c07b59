"""haven doctor: the check-up as a table; exit 1 when something failed."""

import os
from pathlib import Path

from rich.console import Console
from rich.table import Table
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
    table = Table(box=None, show_header=False, pad_edge=False)
    for check in checks:
        state = f"[{_COLOURS[check.state]}]{check.state}[/]"
        # As Text, for brackets in a path are no markup.
        table.add_row(
            state, check.name, Text(f"{check.said}\n→ {check.fix}" if check.fix else check.said)
        )
    Console().print(table)
    return 0 if is_well(checks) else 1
