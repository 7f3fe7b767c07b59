"""Whatever bytes a file holds, reading it ends, in little memory, with nothing but FormatError."""

import json
import tempfile
import tracemalloc
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.formats import FORMATS, FormatError, Record, Source, records
from connectors.formats.record import Format

# Bits of every form, so that chance gets past the first look.
CRUMBS = (
    *(b'{"text":', b'"hi"', b'"event":"join"', b'"messages":[', b'"time":1e99'),
    *(b"{", b"}", b"[", b"]", b",", b'"', b"\\", b"\n", b"\r", b"\0", b"\xff", b"\xed\xa0\x80"),
    *(b":a!b PRIVMSG #c :", b"@id=1;emotes=1:0-9 ", b"[10:00:00] ", b"a: ", b"@a "),
    *(b"text,author\n", b"\x1f\x8b"),
)
CONTENT = st.lists(st.one_of(st.sampled_from(CRUMBS), st.binary(max_size=6)), max_size=30).map(
    b"".join
)


@pytest.fixture(scope="module")
def path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "chat"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(content=CONTENT)
def test_any_bytes_are_read_or_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        stream = list(records(path, report=lambda _: None))
    except FormatError:
        return

    assert all(isinstance(record, Record) for record in stream)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@settings(max_examples=100, deadline=None, derandomize=True)
@given(content=CONTENT)
def test_any_bytes_are_survived_by_every_form(path: Path, form: Format, content: bytes) -> None:
    path.write_bytes(content)
    positions = [record.position for record in form.read(Source(path), lambda _: None)]

    assert positions == sorted(set(positions))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(texts=st.lists(st.text(min_size=1), min_size=1))
def test_any_text_comes_back_as_it_was_written(path: Path, texts: list[str]) -> None:
    path.write_text("\n".join(json.dumps({"text": text}) for text in texts))

    stream = records(path, report=lambda _: None)

    assert [record.event.text for record in stream] == texts  # type: ignore[union-attr]


def peak_of_reading(path: Path, *, behind: int = 0) -> int:
    """Bytes held at most while reading, beyond those held after the first `behind` records."""
    stream = records(path, report=lambda _: None)
    deque(islice(stream, behind), maxlen=0)
    tracemalloc.start()
    try:
        deque(stream, maxlen=0)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_long_file_is_read_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "chat.log"
    with path.open("w") as file:
        for number in range(200_000):
            file.write(f"[10:00:{number % 60:02}] #den owl{number}: hoot @owl{number // 2}\n")

    # Tracing slows reading down tenfold, and whatever grows will also grow at the end.
    assert peak_of_reading(path, behind=190_000) < 1_000_000


def test_one_endless_line_is_read_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    with path.open("w") as file:
        file.write('{"text": "hi"}\n{"text": "')
        for _ in range(50):
            file.write("x" * 1_000_000)

    assert peak_of_reading(path) < 20_000_000


def test_one_endless_message_of_an_export_is_read_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "chat.json"
    with path.open("w") as file:
        file.write('{"messages": [{"content": "')
        for _ in range(50):
            file.write('\\"' * 500_000)

    assert peak_of_reading(path) < 20_000_000
