"""What several commands take, and how each of them ends."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot.config import ConfigError, load
from bot.settings import Settings

WRONG_USE = 2

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="Configuration file; ./bot.toml if it is there.")
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
StateOption = Annotated[
    Path | None, typer.Option("--state", help="State folder; the configured one by default.")
]


def complain(*lines: str) -> NoReturn:
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201 - this is what the user reads
    sys.exit(WRONG_USE)


def settings_from(config: Path | None) -> Settings:
    try:
        return load(config, environ=os.environ)
    except ConfigError as error:
        complain(*error.problems)


def finish(work: Coroutine[Any, Any, int]) -> NoReturn:
    """Run a command to its exit code."""
    sys.exit(asyncio.run(work))
