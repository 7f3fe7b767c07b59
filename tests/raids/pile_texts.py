"""Texts of any other hand for `python -m tests.raids.piles`, read from a file of JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Any

from tests.raids.pile_words import Texts

_NAMES = tuple(each.name for each in fields(Texts))
_OPTIONAL = {"bystanders"}


class TextsError(ValueError):
    """What is wrong with a file of texts, all of it at once."""


def read_texts(file: Path) -> Texts:
    """An object with a list of texts for each field of `Texts`, `{host}` for the name.

    Raises:
        TextsError: the file cannot be read, or says something else.
    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TextsError(f"{file}: {error}") from error
    if not isinstance(found, dict):
        raise TextsError(f"{file}: must be an object of lists: {', '.join(_NAMES)}")
    if faults := [*_faults(found)]:
        raise TextsError("\n".join(f"{file}: {fault}" for fault in faults))
    return Texts(**{name: tuple(said) for name, said in found.items()})


def _faults(found: dict[str, Any]) -> Iterator[str]:
    yield from (f"{name}: no such list" for name in found if name not in _NAMES)
    for name in _NAMES:
        if name in found:
            yield from _faults_of(name, found[name])
        elif name not in _OPTIONAL:
            yield f"{name}: is missing"


def _faults_of(name: str, said: object) -> Iterator[str]:
    if not isinstance(said, list) or not said:
        yield f"{name}: must be a list of texts, with one at least"
        return
    for number, text in enumerate(said, 1):
        if fault := _fault(text):
            yield f"{name}, text {number}: {fault}"


def _fault(text: object) -> str:
    if not isinstance(text, str) or not text.strip():
        return "must be words"
    try:
        named = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
        text.format(host="")
    except (ValueError, KeyError, IndexError):
        named = {""}
    return "braces are for {host} alone; write {{ and }} for others" if named - {"host"} else ""


def nameless(said: Sequence[str]) -> Sequence[str]:
    """Those texts which do not speak of the person in the middle."""
    return tuple(text for text in said if "{host}" not in text)
