"""Plain chat logs: `[2026-01-02 03:04:05] #channel name: text`, or only a clock in the brackets."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

from connectors.base import addressed, mentioned
from connectors.formats.moments import EPOCH, moment, within_reason
from connectors.formats.record import (
    BrokenRecordError,
    Format,
    Record,
    Report,
    converted,
    numbered,
)
from connectors.formats.source import Source
from engine.events import Author, Community, Message, Place, Platform

_STAMP = re.compile(
    r"\[(?:(?P<date>\d{4}-\d\d-\d\d)[ T])?(?P<clock>\d\d?:\d\d(?::\d\d)?)(?:\.\d+)?(?: ?UTC|Z)?\] "
)
_SPOKEN = re.compile(
    r"(?:#(?P<channel>\S+) )?(?P<name>[^\s:][^:]{0,63}):(?: (?P<text>.*))?", re.DOTALL
)
_DATE = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
# Lines a few seconds out of order are no midnight.
_STUTTER = timedelta(minutes=1)


def _fits(beginning: str) -> bool:
    return any(_STAMP.match(line) for line in beginning.splitlines())


class _Days:
    """Gives clock times their date: the file's, and a day more whenever the clock starts anew."""

    def __init__(self, path: Path) -> None:
        self._day = _day_of(path)
        self._latest = self._day

    def at(self, clock: time) -> datetime:
        told = self._on_day(clock)
        if told < self._latest - _STUTTER:
            self._day = within_reason(self._day + timedelta(days=1))
            told = self._on_day(clock)
        self._latest = max(self._latest, told)
        return told

    def _on_day(self, clock: time) -> datetime:
        return datetime.combine(self._day, clock, tzinfo=self._day.tzinfo)


def _day_of(path: Path) -> datetime:
    named = _DATE.search(path.name)
    try:
        return moment(named[0]) if named else EPOCH
    except BrokenRecordError:
        return EPOCH


class _Log:
    def __init__(self, path: Path) -> None:
        self._days = _Days(path)

    def event_of(self, line: str, spare_id: str) -> Message | None:
        """None for a notice, which nobody spoke."""
        if line.startswith("#"):
            return None
        stamp = _STAMP.match(line)
        if stamp is None:
            raise BrokenRecordError("no time in brackets at the beginning")
        sent_at = self._moment(stamp["date"], stamp["clock"])
        spoken = _SPOKEN.fullmatch(line, stamp.end())
        return _message(spoken, spare_id, sent_at) if spoken else None

    def _moment(self, date: str | None, clock: str) -> datetime:
        clock = clock if clock[2] == ":" else f"0{clock}"
        if date:
            return moment(f"{date}T{clock}")
        try:
            return self._days.at(time.fromisoformat(clock))
        except ValueError as fault:
            raise BrokenRecordError("the clock shows no time of day") from fault


def _message(spoken: re.Match[str], spare_id: str, sent_at: datetime) -> Message:
    name, text = spoken["name"].strip(), spoken["text"] or ""
    author = Author(id=name.lower(), name=name)
    return Message(
        id=spare_id,
        place=_place(spoken["channel"]),
        author=author,
        text=text,
        sent_at=sent_at,
        targets=addressed(author.id, mentions=mentioned(text)),
    )


def _place(channel: str | None) -> Place:
    """A line that names a channel is Twitch's, where each channel is its own community."""
    if channel:
        return Place(Community(Platform.TWITCH, channel.lower()), channel.lower())
    return Place(Community(Platform.CONSOLE, "replay"), "main")


def _read(source: Source, report: Report) -> Iterator[Record]:
    return converted(source, numbered(source), _Log(source.path).event_of, report)


FORMAT = Format("a log of [2026-01-02 03:04:05] #channel name: text", _fits, _read)
