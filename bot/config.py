"""Configuration: environment over .env over bot.toml over defaults, and every fault at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from bot.complaints import (
    Location,
    Table,
    dotted,
    say,
    secret_keys,
    unknown_variable,
    variable,
    variables,
)
from bot.settings import PREFIX, Settings

FILE = Path("bot.toml")
DOTENV = Path(".env")
CHOICE = "HAVEN_CONFIG"

_YES_OR_NO = re.compile(
    r"^(?P<key>[ \t]*[\w.-]+[ \t]*=[ \t]*)(?!true\b|false\b)"
    r"(?P<word>(?i:yes|no|on|off|true|false))\b(?=[ \t]*(?:#.*)?\r?$)",
    re.MULTILINE,
)
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class ConfigError(Exception):
    """The configuration cannot be used; each problem is a line with its key and its fix."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def load(
    config: Path | None = None, *, environ: Mapping[str, str], dotenv: Path = DOTENV
) -> Settings:
    """Read the configuration; bot.toml may be absent unless it was asked for by name.

    Raises:
        ConfigError: with every problem of the file, of .env and of the environment.
    """
    problems: list[str] = []
    chosen = config or (Path(environ[CHOICE]) if environ.get(CHOICE) else None)
    path = chosen or FILE
    table = _read(path, problems) if chosen or path.exists() else {}
    problems += _drop_secrets(table, path.name)
    from_dotenv = _known(_read_dotenv(dotenv, problems), problems, origin=".env: ")
    from_environ = _known(environ, problems, origin="")
    layered = _over(_nested(from_environ), _over(_nested(from_dotenv), table))
    settings, errors, lacking = _validated(layered)
    origins = {name: f".env: {name}" for name in from_dotenv} | {
        name: name for name in from_environ
    }
    problems += [line for error in errors for line in _lines(error, path.name, origins)]
    if problems or settings is None:
        raise ConfigError([*problems, *lacking])
    return settings


def _read(path: Path, problems: list[str]) -> Table:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problems.append(f"{path}: cannot be read: {error.strerror}")
        return {}
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.append(f"{path}:{line}: not UTF-8; save the file as UTF-8")
        return {}
    return _parse(text, path, problems)


def _parse(text: str, path: Path, problems: list[str]) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = _misspelt(str(error), text, path)
    # The commonest mistake is mended, so that all others are told as well.
    mended, found = _mended(text, path)
    if not found:
        problems.append(fault)
        return {}
    problems += found
    return _parse(mended, path, problems)


def _mended(text: str, path: Path) -> tuple[str, list[str]]:
    """With `yes` and the like as TOML has them, and a line about each."""
    found: list[str] = []

    def mend(line: re.Match[str]) -> str:
        word = "true" if line["word"].lower() in {"yes", "on", "true"} else "false"
        number = text.count("\n", 0, line.start("word")) + 1
        found.append(f"{path}:{number}: write {word}, not {line['word']}")
        return f"{line['key']}{word}"

    return _YES_OR_NO.sub(mend, text), found


def _misspelt(complaint: str, text: str, path: Path) -> str:
    """Python 3.11 tells the place in the words of its message, and only there."""
    place = _PLACE.search(complaint)
    lines = text.split("\n")
    line, column = (len(lines), len(lines[-1]) + 1)
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    return f"{path}:{line}:{column}: not TOML: {_PLACE.sub('', complaint)}"


def _drop_secrets(table: Table, name: str) -> Iterator[str]:
    for section, key in secret_keys():
        inside = table.get(section)
        if isinstance(inside, dict) and inside.pop(key, None) is not None:
            yield (
                f"{name}: {section}.{key}: secrets do not belong here, "
                f"put it into .env as {variable(section, key)}"
            )


def _read_dotenv(path: Path, problems: list[str]) -> Mapping[str, str]:
    try:
        found = DotEnvSettingsSource(Settings, env_file=path, case_sensitive=True).env_vars
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path}: cannot be read: {error}")
        return {}
    return {name: value or "" for name, value in found.items()}


def _known(written: Mapping[str, str], problems: list[str], *, origin: str) -> dict[str, str]:
    """Our variables that say something; unknown ones become problems."""
    ours = {
        name.upper(): value
        for name, value in written.items()
        if name.upper().startswith(PREFIX) and name.upper() != CHOICE
    }
    known = variables()
    problems += [origin + unknown_variable(name) for name in sorted(ours.keys() - known)]
    return {name: value for name, value in ours.items() if name in known and value}


def _nested(written: Mapping[str, str]) -> Table:
    """pydantic-settings reads the process by itself, so it is handed what to read instead."""
    source = EnvSettingsSource(Settings)
    source.env_vars = {name.lower(): value for name, value in written.items()}
    return source()


def _over(upper: Table, lower: Table) -> Table:
    merged = lower | upper
    for key in upper.keys() & lower.keys():
        if isinstance(upper[key], dict) and isinstance(lower[key], dict):
            merged[key] = upper[key] | lower[key] | upper[key]
    return merged


def _validated(layered: Table) -> tuple[Settings | None, list[ErrorDetails], list[str]]:
    """The settings, or the errors: those of single keys, then those that these keep from sight.
    Beside them what the platforms lack, as far as what is sound tells.
    """
    settings, errors = _attempt(layered)
    if settings:
        return settings, errors, list(settings.lacks())
    sound = layered
    for error in errors:
        sound = _without(sound, error["loc"])
    rest, hidden = _attempt(sound)
    lacking = _lacking(rest, errors) if rest else []
    return None, [*errors, *hidden] if sound is not layered else errors, lacking


def _lacking(rest: Settings, errors: list[ErrorDetails]) -> list[str]:
    """But for the keys that are there and wrong: those have been named already."""
    wrong = [".".join(map(str, error["loc"][:2])) for error in errors]
    return [line for line in rest.lacks() if not any(f" {name}: " in line for name in wrong)]


def _attempt(layered: Table) -> tuple[Settings | None, list[ErrorDetails]]:
    try:
        return Settings(**layered), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _without(table: Table, location: Location) -> Table:
    if not location:
        return table
    first, *rest = location
    inside: Any = table.get(str(first))
    kept = {key: value for key, value in table.items() if key != first}
    if isinstance(inside, dict) and rest and rest[0] in inside:
        kept[str(first)] = _without(inside, tuple(rest))
    return kept


def _lines(error: ErrorDetails, file: str, origins: Mapping[str, str]) -> Iterator[str]:
    """A location of two names may stem from a variable; policies at odds have no location."""
    section, *keys = error["loc"] or ("",)
    name = variable(str(section), str(keys[0])) if keys else ""
    place = origins.get(name) or ": ".join(filter(None, (file, dotted(error["loc"]))))
    return (f"{place}: {complaint}" for complaint in say(error).split("\n"))
