"""JSON lines: one object a line, with `text` and whatever else is known."""

from collections.abc import Iterator

from connectors.formats.entries import Entries
from connectors.formats.entry import Entry, names_of
from connectors.formats.json_text import parsed
from connectors.formats.record import (
    BrokenRecordError,
    Format,
    Record,
    Report,
    converted,
    numbered,
)
from connectors.formats.source import Source
from engine.events import Event


def _fits(beginning: str) -> bool:
    return any(_is_entry(line) for line in beginning.splitlines())


def _is_entry(line: str) -> bool:
    try:
        fields = parsed(line) if line.lstrip().startswith("{") else None
    except BrokenRecordError:
        return False
    return isinstance(fields, dict) and any(name in fields for name in (*names_of("text"), "event"))


def _read(source: Source, report: Report) -> Iterator[Record]:
    entries = Entries()

    def event_of(line: str, spare_id: str) -> Event:
        fields = parsed(line)
        if not isinstance(fields, dict):
            raise BrokenRecordError("not a JSON object")
        return entries.event_of(Entry(fields), spare_id)

    return converted(source, numbered(source), event_of, report)


FORMAT = Format("JSON lines with text, author, time, channel", _fits, _read)
