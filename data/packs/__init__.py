"""The shipped knowledge, read from its TOML files and checked entry by entry."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import ValidationError

from data.packs.commerce import BrandsFile, SchemesFile
from data.packs.entries import Entry, HelpPageEntry, LexiconEntry, PatternEntry, PhraseEntry
from engine.language import WITH_LEXICON
from engine.packs import LanguagePack, LexiconGroup, Packs, Pattern

Checked = TypeVar("Checked", bound=Entry)


class PackError(ValueError):
    """A pack is unfit for use; the message names file, entry and fault."""


def load_packs(folder: Traversable | None = None) -> Packs:
    """All packs of `folder`, by default the shipped ones.

    Raises:
        PackError: a file is missing or holds an entry that makes no sense.
    """
    folder = folder or files(__name__)
    pages = _tables(folder / "help.toml", HelpPageEntry)
    return Packs(
        patterns=_patterns(folder / "patterns.toml"),
        lexicon=_lexicon(folder / "lexicon.toml"),
        phrases=_phrases(folder / "phrases.toml"),
        help_pages=tuple(entry.page(language) for language, entry in pages.items()),
        web=_file(folder / "brands.toml", BrandsFile).web_names(),
        schemes=_file(folder / "schemes.toml", SchemesFile).playbook(),
        languages={code: _language(folder, code) for code in WITH_LEXICON},
    )


def scene_paths() -> Mapping[str, Traversable]:
    """The shipped chats by name, in the order of their names."""
    scenes = sorted((files(__name__) / "scenes").iterdir(), key=lambda file: file.name)
    return {file.name.removesuffix(".jsonl"): file for file in scenes}


def _language(folder: Traversable, code: str) -> LanguagePack:
    return LanguagePack(
        lexicon=_lexicon(folder / f"lexicon.{code}.toml"),
        phrases=_phrases(folder / f"phrases.{code}.toml"),
    )


def _lexicon(file: Traversable) -> tuple[LexiconGroup, ...]:
    return tuple(entry.group() for entry in _groups(file, LexiconEntry))


def _phrases(file: Traversable) -> Mapping[str, frozenset[str]]:
    return {name: entry.terms() for name, entry in _tables(file, PhraseEntry).items()}


def _patterns(file: Traversable) -> tuple[Pattern, ...]:
    entries = _groups(file, PatternEntry)
    patterns = tuple(pattern for entry in entries for pattern in entry.patterns())
    _refuse_twice(file, [pattern.text for pattern in patterns], what="text")
    return patterns


def _groups(file: Traversable, shape: type[Checked]) -> Sequence[Checked]:
    groups = _read(file).get("groups")
    if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
        raise PackError(f"{file.name}: has no [[groups]]")
    named = [(f"group {number}", group) for number, group in enumerate(groups, start=1)]
    _refuse_twice(file, [group.get("id") for group in groups], what="id")
    return [_checked(file, group.get("id") or name, group, shape) for name, group in named]


def _file(file: Traversable, shape: type[Checked]) -> Checked:
    return _checked(file, "the file", _read(file), shape)


def _tables(file: Traversable, shape: type[Checked]) -> Mapping[str, Checked]:
    return {name: _checked(file, name, table, shape) for name, table in _read(file).items()}


def _read(file: Traversable) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise PackError(f"{file.name}: missing or unreadable ({error})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"{file.name}: not valid TOML ({error})") from error


def _checked(file: Traversable, name: str, entry: object, shape: type[Checked]) -> Checked:
    try:
        return shape.model_validate(entry)
    except ValidationError as error:
        faults = "; ".join(_fault(part) for part in error.errors())
        raise PackError(f"{file.name}: {name}: {faults}") from error


def _fault(part: Mapping[str, Any]) -> str:
    place = ".".join(map(str, part["loc"]))
    return f"{place}: {part['msg']}" if place else str(part["msg"])


def _refuse_twice(file: Traversable, values: Sequence[object], *, what: str) -> None:
    seen: set[object] = set()
    for value in values:
        if value in seen and value is not None:
            raise PackError(f"{file.name}: {value}: this {what} is there twice")
        seen.add(value)
