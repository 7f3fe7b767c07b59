"""gate.toml: which figures of a model must keep which bounds. Every fault is named, all at once."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any

from bot.complaints import quoted
from bot.gates.figures import KNOWN, NARROWED, WITH_SET
from bot.gates.gate import Gate
from bot.refusals import RefusedUseError

_KEYS = ("name", "set", "figure", "functionality", "source", "min", "max")
_TOP = ("sets", "gate")
_HEADING = re.compile(r"^[ \t]*\[\[[ \t]*gate[ \t]*\]\]", re.MULTILINE)

Table = dict[str, Any]


class GateFileError(RefusedUseError):
    """The gates cannot be used; each line of the message names a place and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Gates:
    """`sets` is the folder that their sets lie in."""

    sets: Path
    gates: tuple[Gate, ...]


def read(path: Path, *, sets: Path | None = None) -> Gates:
    """The gates of `path`; their sets lie in `sets`, else where the file says, else beside it.

    Raises:
        GateFileError: with every fault of the file.
    """
    text = _text_of(path)
    document = _parsed(path, text)
    folder = sets or path.parent / _folder(document)
    tables = _tables(document)
    problems = list(_odd_top(document))
    for number, table in enumerate(tables):
        problems += [
            f"{_line(text, number, key)}: {said}" for key, said in _odd_gate(table, folder)
        ]
    problems += [f"{_line(text, number, 'name')}: {said}" for number, said in _twice(tables)]
    if problems:
        raise GateFileError("\n".join(f"{path}{problem}" for problem in problems))
    return Gates(folder, tuple(map(_gate, tables)))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GateFileError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise GateFileError(f"{path}: not UTF-8; save the file as UTF-8") from error


def _parsed(path: Path, text: str) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise GateFileError(f"{path}: not TOML: {error}") from error


def _folder(document: Table) -> str:
    written = document.get("sets")
    return written if isinstance(written, str) else "."


def _tables(document: Table) -> Sequence[Table]:
    written = document.get("gate")
    if not isinstance(written, list):
        return ()
    return [table if isinstance(table, dict) else {} for table in written]


def _gate(table: Table) -> Gate:
    return Gate(
        name=table["name"],
        figure=table["figure"],
        set=table.get("set", ""),
        functionality=tuple(map(str, _names(table.get("functionality", ())))),
        source=tuple(map(str, _names(table.get("source", ())))),
        least=table.get("min"),
        most=table.get("max"),
    )


def _names(written: object) -> Sequence[object]:
    if isinstance(written, str):
        return [written]
    return written if isinstance(written, list | tuple) else [written]


def _line(text: str, number: int, key: str) -> str:
    """The place of a gate's key, or of the gate itself where the key is not written down."""
    headings = [heading.start() for heading in _HEADING.finditer(text)]
    if number >= len(headings):
        return f": gate {number + 1}: {key}"
    start, end = headings[number], [*headings, len(text)][number + 1]
    written = re.compile(rf"^[ \t]*\"?{re.escape(key)}\"?[ \t]*=", re.MULTILINE)
    found = written.search(text, start, end)
    return f":{text.count(chr(10), 0, found.start() if found else start) + 1}: {key}"


def _odd_top(document: Table) -> Iterator[str]:
    yield from (f": {key}: {_unknown(key, _TOP)}" for key in document if key not in _TOP)
    if "sets" in document and not isinstance(document["sets"], str):
        yield f": sets: must be a folder in quotes, not {quoted(document['sets'])}"
    gates = document.get("gate")
    if not isinstance(gates, list) or not gates:
        yield ": gate: there is none; write [[gate]] on a line of its own before each"


def _odd_gate(table: Table, folder: Path) -> Iterator[tuple[str, str]]:
    """Keys with what is wrong there."""
    yield from ((key, _unknown(key, _KEYS)) for key in table if key not in _KEYS)
    for key in ("name", "figure"):
        if not isinstance(table.get(key), str) or not table[key]:
            yield key, "must be there, as words in quotes"
    figure = table.get("figure")
    if isinstance(figure, str) and figure and figure not in KNOWN:
        yield "figure", f"{quoted(figure)} is an {_unknown(figure, KNOWN)}"
    if figure in KNOWN:
        yield from _odd_set(table, figure, folder)
    yield from _odd_bounds(table)
    yield from _odd_narrowing(table)


def _odd_set(table: Table, figure: str, folder: Path) -> Iterator[tuple[str, str]]:
    if figure not in WITH_SET:
        if "set" in table:
            yield "set", f"{figure} is measured without a set; remove it"
        return
    written = table.get("set")
    if not isinstance(written, str) or not written:
        yield "set", f"must name the file that {figure} is measured on"
    elif not (folder / written).is_file():
        yield "set", f"{folder / written}: no such file"


def _odd_bounds(table: Table) -> Iterator[tuple[str, str]]:
    bounds = {key: table[key] for key in ("min", "max") if key in table}
    if not bounds:
        yield "min", "a gate needs a bound: min, max or both"
    odd = {key: bound for key, bound in bounds.items() if not _is_number(bound)}
    yield from ((key, f"must be a number, not {quoted(bound)}") for key, bound in odd.items())
    if len(bounds) > 1 and not odd and bounds["min"] > bounds["max"]:
        yield "min", f"{bounds['min']} is above max, {bounds['max']}: nothing could pass"


def _is_number(written: object) -> bool:
    return isinstance(written, int | float) and not isinstance(written, bool) and isfinite(written)


def _odd_narrowing(table: Table) -> Iterator[tuple[str, str]]:
    for key in (key for key in NARROWED if key in table):
        names = _names(table[key])
        if not names or not all(isinstance(name, str) and name for name in names):
            yield key, "must be a name in quotes, or a list of such"
        if table.get("figure") not in NARROWED[key]:
            yield key, f"goes with {' and '.join(NARROWED[key])} only"


def _twice(tables: Sequence[Table]) -> Iterator[tuple[int, str]]:
    names = [table.get("name") for table in tables]
    for number, name in enumerate(names):
        if isinstance(name, str) and name in names[:number]:
            yield number, f"{quoted(name)} is the name of an earlier gate too"


def _unknown(written: str, known: Sequence[str]) -> str:
    nearest = get_close_matches(written, known, n=1)
    guess = f'did you mean "{nearest[0]}"?' if nearest else f"known are {', '.join(known)}"
    kind = "figure" if known is KNOWN else "key"
    return f"unknown {kind}, {guess}"
