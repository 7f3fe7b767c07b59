"""A planted person: their words, and every trace of them in the file and in the trackers."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, is_dataclass
from pathlib import Path

from bot.app import House
from engine.events import (
    Community,
    Message,
    Place,
    Platform,
)
from tests.builders import NOON, author, message, minutes

PERSON, NAME = "4711004711", "Waltraud"
WORDS = "nobody likes you kill yourself"


def planted(where: Place, text: str = WORDS, *, after: float = 0.0, **changes: object) -> Message:
    who = author(PERSON, name=NAME)
    at = NOON + minutes(after)
    return message(text, by=PERSON, at=at, place=where, **{"id": "m1", "author": who, **changes})


def rows(folder: Path) -> Iterator[tuple[str, str]]:
    """Every row but the audit's, as text."""
    with closing(sqlite3.connect(folder / "haven.db")) as file:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'audit'"
        for (table,) in file.execute(named).fetchall():
            for row in file.execute(f"SELECT * FROM {table}"):  # noqa: S608
                yield table, repr(row)


def traces(folder: Path) -> list[tuple[str, str]]:
    return [
        (table, row)
        for table, row in rows(folder)
        if any(trace in row for trace in (PERSON, NAME, "kill yourself", "joking"))
    ]


def texts_in(value: object, seen: set[int]) -> Iterator[str]:
    """Every text that a tracker holds, however deep."""
    if isinstance(value, str):
        yield value
        return
    if id(value) in seen or isinstance(value, int | float | bytes | type):
        return
    seen.add(id(value))
    inner: list[object] = []
    if isinstance(value, dict):
        inner += [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner += value
    if is_dataclass(value):
        inner += [getattr(value, field.name) for field in fields(value)]
    inner += [
        getattr(value, name) for name in getattr(value, "__slots__", ()) if hasattr(value, name)
    ]
    inner += list(getattr(value, "__dict__", {}).values())
    for each in inner:
        yield from texts_in(each, seen)


def remembered(house: House) -> list[str]:
    held = [house.surroundings, house.door.docket]
    return [
        text
        for each in held
        for text in texts_in(each, set())
        if PERSON in text or NAME.lower() in text.lower()
    ]


def place(name: str) -> Place:
    """The memory is shared by these tests, so each has a community of its own."""
    return Place(Community(Platform.DISCORD, f"rights-{name}"), "hall")
