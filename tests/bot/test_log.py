"""Logs: one line each, whatever is in it, and never a secret or a user's words."""

import io
import logging
import warnings
from collections.abc import Iterator
from typing import NoReturn

import orjson
import pytest
from pydantic import SecretStr

from bot.log import configure, escape
from bot.settings import Log

pytestmark = pytest.mark.promise("S1", "S11")

ODD = [
    "two\nlines",
    "\r\x1b[31mred\x1b[0m",
    "nul\x00",
    "turned \u202eround\u2066",
    "next\x85line\u2028",
    "lone \ud800",
    "\u200bhidden\ufeff",
    "tag \U000e0041",
]


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    ours = logging.getLogger("bot")
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
    ours.setLevel(logging.NOTSET)


def stream(*secrets: str, log: Log | None = None) -> io.StringIO:
    written = io.StringIO()
    configure(log or Log(), secrets=[SecretStr(secret) for secret in secrets], stream=written)
    return written


def only(written: io.StringIO) -> dict[str, object]:
    (line,) = written.getvalue().splitlines()
    entry: dict[str, object] = orjson.loads(line)
    return entry


def fail(saying: str) -> NoReturn:
    raise ValueError(saying)


def test_an_event_is_one_json_line_with_its_fields() -> None:
    written = stream()

    logging.getLogger("bot.app").info("case opened", extra={"case": 3, "risk": 0.5})

    entry = only(written)
    assert str(entry.pop("at")).endswith("+00:00")
    assert entry == {
        "level": "info",
        "logger": "bot.app",
        "event": "case opened",
        "case": 3,
        "risk": 0.5,
    }


@pytest.mark.parametrize("text", ODD)
def test_odd_characters_stay_on_one_line_and_are_escaped(text: str) -> None:
    written = stream()

    logging.getLogger("bot").info("%s", text, extra={"user": text})

    entry = only(written)
    assert entry["event"] == entry["user"] == escape(text)
    assert str(entry["event"]).isprintable()


@pytest.mark.parametrize("text", ODD)
def test_the_text_format_keeps_odd_characters_on_one_line(text: str) -> None:
    written = stream(log=Log(format="text"))

    logging.getLogger("bot").info("%s", text)

    (line,) = written.getvalue().splitlines()
    assert line.isprintable()


def test_ordinary_writing_of_all_languages_is_left_as_it_is() -> None:
    assert escape("naïve 日本 עברית 🙂") == "naïve 日本 עברית 🙂"


def test_a_secret_is_hidden_in_message_argument_field_and_error() -> None:
    written = stream("canary", "canary-longer")
    log = logging.getLogger("bot")

    try:
        fail("canary")
    except ValueError:
        log.exception("canary %s", "canary-longer", extra={"key": ["canary"]})

    entry = only(written)
    assert "canary" not in written.getvalue()
    assert entry["event"] == "[secret] [secret]"
    assert entry["key"] == "['[secret]']"


def test_a_librarys_log_is_redacted_too() -> None:
    written = stream("canary")

    logging.getLogger("somebody.else").warning("token canary refused")

    assert only(written)["event"] == "token [secret] refused"


def test_the_text_format_hides_secrets_too() -> None:
    written = stream("canary", log=Log(format="text"))

    logging.getLogger("bot").warning("canary", extra={"token": "canary"})

    assert "canary" not in written.getvalue()
    assert "token=[secret]" in written.getvalue()


def test_without_secrets_nothing_is_hidden() -> None:
    written = stream("")

    logging.getLogger("bot").info("as it is")

    assert only(written)["event"] == "as it is"


def test_an_error_tells_its_kind_and_way_but_not_what_it_quotes() -> None:
    written = stream()

    try:
        fail("a user's words")
    except ValueError:
        logging.getLogger("bot").exception("stage failed")

    error = str(only(written)["error"])
    assert error.startswith("ValueError ")
    assert "test_log.py" in error
    assert "a user's words" not in written.getvalue()


def test_a_librarys_chatter_below_warning_is_not_heard() -> None:
    written = stream(log=Log(level="debug"))

    logging.getLogger("discord.gateway").debug("a payload with a user's words")
    logging.getLogger("bot").debug("ours")

    assert only(written)["event"] == "ours"


def test_a_level_silences_what_lies_below() -> None:
    written = stream(log=Log(level="error"))

    logging.getLogger("bot").warning("not this")

    assert written.getvalue() == ""


def test_a_python_warning_becomes_a_line_as_well() -> None:
    written = stream()

    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.warn("old ways", UserWarning, stacklevel=1)

    assert "old ways" in str(only(written)["event"])


def test_a_log_call_with_wrong_arguments_breaks_nobody() -> None:
    written = stream()

    logging.getLogger("bot").info(too_few := "%d of %d", "one")

    assert only(written)["event"] == too_few


def test_a_number_too_large_for_json_is_written_as_text() -> None:
    written = stream()

    logging.getLogger("bot").info("id", extra={"id": 2**70})

    assert only(written)["id"] == str(2**70)
