"""The words of reading chat files: records, broken records, and the way from one to the other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from connectors.formats.source import Source
from engine.events import Event

Content = TypeVar("Content")


class FormatError(ValueError):
    """A file that cannot be read as a chat at all; the text names the file and the fault."""


class BrokenRecordError(ValueError):
    """One record that makes no event; the text says why, without quoting a user's words."""


def count(written: str) -> int:
    """A number of people; nine digits are enough for all of them."""
    if not (written.isdecimal() and len(written) <= 9):
        raise BrokenRecordError("a size is no whole number")
    return int(written)


@dataclass(frozen=True, slots=True)
class Record:
    """`position` counts a source's records from 0, broken and eventless ones included."""

    position: int
    event: Event


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """`line` counts from 1; in a Discord export it counts messages, for these have no lines."""

    line: int
    why: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Item(Generic[Content]):
    """One record's raw content and the line where it begins."""

    line: int
    content: Content


TOO_LONG = "longer than a megabyte"

Report = Callable[[BrokenRecord], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A form of chat file. `fits` judges the decoded beginning of a file."""

    name: str
    fits: Callable[[str], bool]
    read: Callable[[Source, Report], Iterator[Record]]


def converted(
    source: Source,
    items: Iterable[Item[Content] | BrokenRecord],
    event_of: Callable[[Content, str], Event | None],
    report: Report,
) -> Iterator[Record]:
    """Records of `items`. `event_of` is given an id for events that bring none of their own."""
    line = 0
    for position, item in enumerate(items):
        line = item.line
        event = _event(item, event_of, f"{source.prefix}{position:08d}")
        if isinstance(event, BrokenRecord):
            report(event)
        elif event is not None:
            yield Record(position, event)
    if source.damage:
        report(BrokenRecord(line + 1, source.damage))


def numbered(source: Source) -> Iterator[Item[str] | BrokenRecord]:
    """The lines that are not blank."""
    for number, line in enumerate(source.lines(), 1):
        if line is None:
            yield BrokenRecord(number, TOO_LONG)
        elif line.strip():
            yield Item(number, line)


def _event(
    item: Item[Content] | BrokenRecord,
    event_of: Callable[[Content, str], Event | None],
    spare_id: str,
) -> Event | BrokenRecord | None:
    if isinstance(item, BrokenRecord):
        return item
    try:
        return event_of(item.content, spare_id)
    except BrokenRecordError as fault:
        return BrokenRecord(item.line, str(fault))
