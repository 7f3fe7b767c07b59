"""The project's own labelled sets, which lie in tests/quality of a checkout."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from bot.refusals import RefusedUseError

NAMES = ("functional", "ordinary", "identity", "obfuscation", "game_chat")
_WHERE = "they lie in tests/quality of a checkout; name that folder with --sets"


@dataclass(frozen=True, slots=True)
class Case:
    """`clear` is the same text unobfuscated and `way` how it was obfuscated, if it was."""

    text: str
    harmful: bool
    clear: str = ""
    way: str = ""


Sets = Mapping[str, Sequence[Case]]


def read_sets(folder: Path) -> Sets:
    """All of NAMES.

    Raises:
        RefusedUseError: a set is missing, empty or cannot be understood.
    """
    missing = [f"{name}.jsonl" for name in NAMES if not (folder / f"{name}.jsonl").is_file()]
    if missing:
        raise RefusedUseError(f"{folder}: no {' and no '.join(missing)} there; {_WHERE}")
    return {name: _read(folder / f"{name}.jsonl") for name in NAMES}


def texts_of(sets: Sets) -> Sequence[str]:
    """Each text of any set once, those in clear too."""
    cases = [case for cases in sets.values() for case in cases]
    return list(dict.fromkeys(text for case in cases for text in (case.text, case.clear) if text))


def _read(path: Path) -> Sequence[Case]:
    lines = path.read_bytes().splitlines()
    cases = [_case(line, f"{path} line {row}") for row, line in enumerate(lines, 1) if line.strip()]
    if not cases:
        raise RefusedUseError(f"{path}: the set is empty")
    return cases


def _case(line: bytes, where: str) -> Case:
    try:
        record = orjson.loads(line)
        return Case(
            text=record["text"],
            harmful=bool(record["label"]),
            clear=record.get("clear") or "",
            way=record.get("way") or "",
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as fault:
        raise RefusedUseError(f"{where}: not an object with text and label") from fault
