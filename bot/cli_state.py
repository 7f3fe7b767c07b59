"""haven audit … and haven db …: the commands that look after the state folder."""

from pathlib import Path
from typing import Annotated

import typer

from bot.options import ConfigOption, StateOption, finish, settings_from

audit = typer.Typer(help="The append-only, hash-chained log.", no_args_is_help=True)
database = typer.Typer(help="The database of the state folder.", no_args_is_help=True)


@audit.command("verify")
def audit_verify(config: ConfigOption = None, state: StateOption = None) -> None:
    """Recompute the hash chain; exit 1 and name the first line that does not fit."""
    from bot.state_commands import verify_audit

    finish(verify_audit(state or settings_from(config).state.folder))


@database.command("upgrade")
def db_upgrade(config: ConfigOption = None, state: StateOption = None) -> None:
    """Bring the database to the newest schema."""
    from bot.state_commands import upgrade

    finish(upgrade(state or settings_from(config).state.folder))


@database.command("backup")
def db_backup(
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    config: ConfigOption = None,
    state: StateOption = None,
) -> None:
    """Copy the database while the bot runs."""
    from bot.state_commands import backup

    finish(backup(state or settings_from(config).state.folder, target))
