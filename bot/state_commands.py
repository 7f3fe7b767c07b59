"""Commands that look after the state folder: audit verify, db upgrade, db backup."""

from pathlib import Path

from rich.console import Console

from data.state import open_archive, open_state

console = Console()


async def verify_audit(folder: Path) -> int:
    async with open_archive(folder) as archive:
        broken = await archive.verify()
    if broken is None:
        console.print(f"{folder}: every line of the audit log fits the one before it.")
        return 0
    console.print(f"{folder}: line {broken} of the audit log was altered or taken away.")
    return 1


async def upgrade(folder: Path) -> int:
    async with open_state(folder) as state:
        for warning in state.warnings:
            console.print(f"[yellow]{warning}[/]")
    console.print(f"{folder}: the database has the newest schema.")
    return 0


async def backup(folder: Path, target: Path) -> int:
    async with open_archive(folder) as archive:
        await archive.backup(target)
    console.print(f"{target}: written.")
    return 0
