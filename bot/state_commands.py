"""Commands that look after the state folder: audit verify, db upgrade, db backup."""

from pathlib import Path

from rich.console import Console

from bot.refusals import RefusedUseError
from data.state import open_archive, open_state

console = Console()


async def verify_audit(folder: Path) -> int:
    async with open_archive(folder) as archive:
        broken = await archive.verify()
    if broken is None:
        _say(f"{folder}: every line of the audit log fits the one before it.")
        return 0
    _say(f"{folder}: line {broken} of the audit log was altered or taken away.")
    return 1


async def upgrade(folder: Path) -> int:
    async with open_state(folder) as state:
        for warning in state.warnings:
            _say(warning, style="yellow")
    _say(f"{folder}: the database has the newest schema.")
    return 0


async def backup(folder: Path, target: Path) -> int:
    _refuse_overwriting(target)
    async with open_archive(folder) as archive:
        await archive.backup(target)
    _say(f"{target}: written.")
    return 0


def _say(line: str, *, style: str = "") -> None:
    """Names of files come as they are: brackets in them are no markup, and no line is broken."""
    console.print(line, style=style, highlight=False, markup=False, soft_wrap=True)


def _refuse_overwriting(target: Path) -> None:
    if target.exists():
        raise RefusedUseError(f"{target}: is there already; name a new file")
    if not target.absolute().parent.is_dir():
        raise RefusedUseError(f"{target}: its folder does not exist")
