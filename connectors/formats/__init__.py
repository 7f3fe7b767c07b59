"""Chat files of many forms, read as events, one record at a time."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from connectors.formats import chat_log, discord_export, jsonl, table, twitch_irc
from connectors.formats.record import BrokenRecord, Format, FormatError, Record, Report
from connectors.formats.source import Source
from engine.events import moment_of

__all__ = [
    "FORMATS",
    "KNOWN_FORMS",
    "BrokenRecord",
    "Format",
    "FormatError",
    "Record",
    "Report",
    "Source",
    "detect",
    "merged",
    "opened",
    "read",
    "records",
    "sources",
]

# A table is asked before the line forms, for a quoted cell may hold such lines.
FORMATS = (
    discord_export.FORMAT,
    table.FORMAT,
    twitch_irc.FORMAT,
    chat_log.FORMAT,
    jsonl.FORMAT,
)
KNOWN_FORMS = "; ".join(form.name for form in FORMATS)


def opened(path: Path, *, prefix: str = "r") -> Source:
    """The file at `path`, not yet read.

    Raises:
        FormatError: there is no such file, or it is a folder.
    """
    if path.is_dir():
        raise FormatError(f"{path}: this is a folder; name the chat file in it")
    try:
        return Source(path, prefix=prefix)
    except OSError as fault:
        raise FormatError(f"{path}: cannot be read: {fault.strerror}") from fault


def detect(path: Path) -> Format:
    """The form of the chat file at `path`, judged by its first 64 kB.

    Raises:
        FormatError: the file cannot be read, is empty or binary, or is no chat of a known form.
    """
    source = opened(path)
    beginning = "".join(islice(source.pieces(), 1))
    if source.damage:
        raise FormatError(f"{path}: {source.damage}")
    if not beginning.strip():
        raise FormatError(f"{path}: the file is empty")
    fitting = next((form for form in FORMATS if form.fits(beginning)), None)
    if fitting is None:
        raise FormatError(f"{path}: {_unknown(beginning)}")
    return fitting


def _unknown(beginning: str) -> str:
    if "\0" in beginning:
        return "a binary file, or text that is not UTF-8"
    return f"not a chat I know; known forms are {KNOWN_FORMS}"


def records(path: Path, *, report: Report) -> Iterator[Record]:
    """The records of a chat file; `report` is told of every broken one.

    Raises:
        FormatError: as `detect`.
    """
    return read(sources((path,)), report=report)


def merged(paths: Sequence[Path], *, report: Report) -> Iterator[Record]:
    """Several files as one stream in the order of time, with positions of that stream.

    Raises:
        FormatError: as `detect`.
    """
    return _merged(sources(paths), report)


def sources(paths: Sequence[Path]) -> tuple[Source, ...]:
    """The files, not yet read. Ids made up for their records differ from file to file."""
    if len(paths) == 1:
        return (opened(paths[0]),)
    return tuple(opened(path, prefix=f"f{number}r") for number, path in enumerate(paths))


def read(files: Sequence[Source], *, report: Report) -> Iterator[Record]:
    """One file as `records` reads it, several as `merged` does; `files` show how far it came."""
    if len(files) == 1:
        return detect(files[0].path).read(files[0], report)
    return _merged(files, report)


def _merged(files: Sequence[Source], report: Report) -> Iterator[Record]:
    streams = [detect(file.path).read(file, _naming(file, report)) for file in files]
    stream = heapq.merge(*streams, key=lambda record: moment_of(record.event))
    return (replace(record, position=position) for position, record in enumerate(stream))


def _naming(file: Source, report: Report) -> Report:
    return lambda broken: report(replace(broken, file=file.path.name))
