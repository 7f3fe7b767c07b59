"""Structured logs: one line for each event, without secrets and without users' words."""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

import orjson
from pydantic import SecretStr
from rich.console import Console
from rich.highlighter import NullHighlighter
from rich.logging import RichHandler

from bot.settings import Log
from engine.personal import hide

HIDDEN = "[secret]"

# Our own packages speak at the level that was asked for. Libraries are heard from WARNING on:
# at DEBUG, platform libraries write whole payloads, and with them users' words.
OURS = ("bot", "cogs", "connectors", "data", "engine")

# What a line could be broken or turned round with: control and format characters, line and
# paragraph separators, lone surrogates, tags.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_LARGEST_EXACT = 2**53  # Beyond it, readers of JSON round numbers.

Plain = str | int | float | None
ExceptionTriple = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(log: Log, *, secrets: Sequence[SecretStr] = (), stream: TextIO | None = None) -> None:
    """Make this process's logs ours, on stderr unless another stream is named."""
    handler = _handler(log, stream or sys.stderr)
    handler.addFilter(redact(*secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(log.level.upper())
    logging.captureWarnings(capture=True)


def redact(*secrets: SecretStr) -> "Redaction":
    return Redaction([secret.get_secret_value() for secret in secrets])


def escape(text: str) -> str:
    """The text on one line, every character in its place."""
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode-escape").decode(), text)


class Redaction(logging.Filter):
    """Settles a record's text once, beneath the handler, so that no formatter sees a secret,
    or anybody's address, number or key.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__()
        # The longest first, or a secret that begins another would leave that one's end.
        known = sorted(filter(None, secrets), key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, known)) or r"(?!)")

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._clean(_message(record)), ()
        for name, value in _extras(record):
            setattr(record, name, self._plain(value))
        if record.exc_info and record.exc_info[0]:
            record.exc_text = self._clean(_whence(record.exc_info))
        record.exc_info = record.stack_info = None
        return True

    def _clean(self, text: str) -> str:
        return escape(hide(self._secrets.sub(HIDDEN, text)))

    def _plain(self, value: object) -> Plain:
        if value is None or isinstance(value, bool | float):
            return value
        if isinstance(value, int) and abs(value) <= _LARGEST_EXACT:
            return value
        return self._clean(str(value))


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Plain] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        fields |= dict(_extras(record))
        if record.exc_text:
            fields["error"] = record.exc_text
        return orjson.dumps(fields, default=str).decode()


class Sentences(logging.Formatter):
    """For a person at a terminal; time and level are put before it by rich."""

    def format(self, record: logging.LogRecord) -> str:
        extras = (f"{name}={value}" for name, value in _extras(record))
        return " ".join(filter(None, (record.getMessage(), *extras, record.exc_text)))


def _handler(log: Log, stream: TextIO) -> logging.Handler:
    if log.format == "text":
        shown = RichHandler(
            console=Console(file=stream), show_path=False, highlighter=NullHighlighter()
        )
        shown.setFormatter(Sentences())
        return shown
    lines = logging.StreamHandler(stream)
    lines.setFormatter(JsonLines())
    return lines


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # A filter that raises would break whoever logs.
        return str(record.msg)


def _extras(record: logging.LogRecord) -> Iterator[tuple[str, Plain]]:
    return ((name, value) for name, value in list(vars(record).items()) if name not in _STANDARD)


def _whence(raised: ExceptionTriple | tuple[None, None, None]) -> str:
    """An exception's kind and way. Its message stays out, as it may quote a user or a row."""
    kind, error, _ = raised
    frames = traceback.extract_tb(error.__traceback__) if error else []
    way = " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{kind.__name__ if kind else ''} {way}".strip()
