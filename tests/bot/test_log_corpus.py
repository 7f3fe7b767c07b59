"""Every odd character with every kind of personal data through the real handlers: one line each,
and nothing that was planted.
"""

import io
import logging
from collections.abc import Iterator
from itertools import product
from typing import NoReturn

import orjson
import pytest

from bot.log import configure
from bot.settings import Log
from tests.conftest import Figure

pytestmark = pytest.mark.promise("S11")

ODD = [
    *("\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"),
    *("\x1b[31m", "\x1b[2J", "\x1b]0;title\x07", "\x9b1m", "\x08\x08", "\x00", "\x7f"),
    *("\u202e", "\u2066", "\u2069", "\u200f", "\u061c", "\u200b", "\u2060", "\ufeff", "\xad"),
    *("\ud800", "\udfff", "\U000e0041", "\ufff9", "\u180e", "{", "%s", "%d%n", '"}', "\\n", "[/]"),
]
PLANTED = [
    *("mika.fox@example.org", "oakley@mail.example.net", "lena at example dot com"),
    *("+44 7700 900123", "(202) 555-0143", "0171 3920012", "06 39 98 12 34"),
    *("4111 1111 1111 1111", "203.0.113.77", "2001:db8::42:7"),
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
]
WAYS = ("message", "argument", "field", "list", "warning of a library", "error")


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("bot")
    handlers, level = list(root.handlers), root.level
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
    ours.setLevel(logging.NOTSET)


def fail(words: str) -> NoReturn:
    raise ValueError(words)


def say(way: str, words: str) -> None:
    log = logging.getLogger("bot.app")
    match way:
        case "message":
            log.info(words)
        case "argument":
            log.info("said %s", words)
        case "field":
            log.info("said", extra={"user": words})
        case "list":
            log.info("said", extra={"users": [words]})
        case "warning of a library":
            logging.getLogger("somebody.else").warning(words)
        case _:
            try:
                fail(words)
            except ValueError:
                log.exception("failed: %s", words)


def logged(shape: str) -> list[tuple[str, str]]:
    """What was planted, beside what came of it."""
    told = []
    for way, odd, planted in product(WAYS, ODD, PLANTED):
        written = io.StringIO()
        configure(Log(format=shape), stream=written)  # type: ignore[arg-type]
        say(way, f"a {odd} {planted} {odd} b")
        told.append((planted, written.getvalue()))
    return told


def test_the_corpus_is_one_json_line_each_and_holds_nothing_that_was_planted(
    figure: Figure,
) -> None:
    told = logged("json")
    several = [line for _, line in told if len(line.splitlines()) != 1]
    leaked = [line for planted, line in told if planted in line]
    raw = [line for _, line in told if not line.rstrip("\n").isprintable()]
    figure(f"{len(told)} log lines, {len(leaked)} with planted data, {len(several) + len(raw)} odd")
    assert (several, leaked, raw) == ([], [], [])
    assert all(isinstance(orjson.loads(line), dict) for _, line in told)


def test_the_text_format_leaks_none_of_it_either() -> None:
    assert [line for planted, line in logged("text") if planted in line.replace("\n", "")] == []


def test_ids_and_addresses_of_this_machine_stay_readable() -> None:
    written = io.StringIO()
    configure(Log(), stream=written)
    logging.getLogger("bot").info(
        "asked http://127.0.0.1:11434",
        extra={"user": "123456789012345678", "channel": "44322889", "case": 5550123},
    )
    entry = orjson.loads(written.getvalue())
    assert (entry["user"], entry["channel"]) == ("123456789012345678", "44322889")
    assert entry["event"] == "asked http://127.0.0.1:11434"
