"""A configuration file as a test writes it: what comes of it, or what is wrong with it."""

from pathlib import Path

import pytest

from bot.config import ConfigError, load
from bot.settings import Settings


def problems(file: Path, text: str, **environ: str) -> tuple[str, ...]:
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(file, environ=environ, dotenv=file.with_name(".env"))
    return caught.value.problems


def loaded(file: Path, text: str, **environ: str) -> Settings:
    file.write_text(text)
    return load(file, environ=environ, dotenv=file.with_name(".env"))
