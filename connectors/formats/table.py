"""CSV with a header: the same fields as JSON lines, separated by comma, semicolon or tab."""

import csv
from collections.abc import Iterator

from connectors.formats.entries import Entries
from connectors.formats.entry import Entry, names_of
from connectors.formats.record import (
    TOO_LONG,
    BrokenRecord,
    BrokenRecordError,
    Format,
    Item,
    Record,
    Report,
    converted,
)
from connectors.formats.source import Source
from engine.events import Event

_DELIMITERS = ",;\t"


def _columns(header: str) -> tuple[str, list[str]]:
    """The delimiter that makes the most of a header, and the columns it gives."""
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        cells = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        cells = []
    return delimiter, [cell.strip().lower() for cell in cells]


def _fits(beginning: str) -> bool:
    header = next((line for line in beginning.splitlines() if line.strip()), "")
    _, columns = _columns(header)
    return any(name in columns for name in names_of("text"))


class _Rows:
    """Rows with the lines where they begin; a quoted cell may run over several lines."""

    def __init__(self, source: Source) -> None:
        self._lines = source.lines()
        self._line = 0
        self._too_long: list[BrokenRecord] = []

    def header(self) -> str:
        return next((line for line in self._fed() if line.strip()), "").rstrip("\n")

    def rows(self, delimiter: str) -> Iterator[Item[list[str]] | BrokenRecord]:
        reader = csv.reader(self._fed(), delimiter=delimiter)
        while True:
            begin = self._line + 1
            try:
                row = next(reader, None)
            except csv.Error as fault:
                yield BrokenRecord(begin, f"not a row of CSV: {fault}")
                continue
            yield from self._too_long
            begin += len(self._too_long)
            self._too_long.clear()
            if row is None:
                return
            if row:
                yield Item(begin, row)

    def _fed(self) -> Iterator[str]:
        for line in self._lines:
            self._line += 1
            if line is None:
                self._too_long.append(BrokenRecord(self._line, TOO_LONG))
            else:
                yield f"{line}\n"


def _read(source: Source, report: Report) -> Iterator[Record]:
    rows, entries = _Rows(source), Entries()
    delimiter, columns = _columns(rows.header())

    def event_of(row: list[str], spare_id: str) -> Event:
        if len(row) > len(columns):
            raise BrokenRecordError("more cells than the header has columns")
        return entries.event_of(Entry(dict(zip(columns, row, strict=False))), spare_id)

    return converted(source, rows.rows(delimiter), event_of, report)


FORMAT = Format("CSV with a header and a column text", _fits, _read)
