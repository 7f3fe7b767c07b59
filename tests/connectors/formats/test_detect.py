import gzip
from pathlib import Path

import pytest

from connectors.formats import (
    FORMATS,
    FormatError,
    chat_log,
    detect,
    discord_export,
    jsonl,
    records,
    table,
    twitch_irc,
)
from connectors.formats.record import Format

SAMPLES = [
    ('{"guild": {}, "channel": {}, "messages": [\n]}', discord_export.FORMAT),
    ("text,author\nhi,Ada", table.FORMAT),
    ("\n\ntext\nhi", table.FORMAT),
    ("@id=1 :a!a@a PRIVMSG #b :hi", twitch_irc.FORMAT),
    ("PING :x\n:a!a@a PRIVMSG #b :hi", twitch_irc.FORMAT),
    ("[2026-01-02 03:04:05] #b a: hi", chat_log.FORMAT),
    ("half a line\n[03:04:05] a: hi", chat_log.FORMAT),
    ('{"text": "hi"}', jsonl.FORMAT),
    ('{"broken\n{"event": "join", "author": "a"}', jsonl.FORMAT),
    ('text\n"[03:04:05] a: hi"', table.FORMAT),
]


@pytest.mark.parametrize(("content", "expected"), SAMPLES)
def test_a_form_is_known_by_its_beginning(tmp_path: Path, content: str, expected: Format) -> None:
    path = tmp_path / "chat"
    path.write_text(content)

    assert detect(path) is expected


@pytest.mark.parametrize("content", ["a novel\nin two lines", '{"a": 1}', "name,age\nAda,36"])
def test_a_file_of_another_kind_is_refused_with_the_known_forms(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "novel.txt"
    path.write_text(content)

    with pytest.raises(
        FormatError, match=r"novel\.txt: not a chat I know; known forms are"
    ) as told:
        detect(path)

    assert all(form.name in str(told.value) for form in FORMATS)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\r\n", "empty"),
        (b"\x89PNG\0\0\1", "binary"),
        ("text\nhi".encode("utf-16"), "not UTF-8"),
        (b"\x1f\x8bnot packed at all", "cannot be read"),
        (gzip.compress(b"text\nhi", mtime=0)[:-9], "cannot be read"),
        (gzip.compress(b"", mtime=0), "empty"),
    ],
)
def test_a_file_that_is_no_chat_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "chat"
    path.write_bytes(content)

    with pytest.raises(FormatError, match=why):
        records(path, report=lambda _: None)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="folder"):
        detect(tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="No such file"):
        detect(tmp_path / "none.jsonl")
