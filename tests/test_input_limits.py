"""Whatever comes in is cut or refused before it is parsed: in little time and memory."""

import gzip
import json
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest

from bot.policy_command import check_document
from bot.refusals import RefusedUseError
from connectors.formats import FormatError, records
from engine.events import Message
from engine.intake import MOST_ATTACHMENTS, MOST_TARGETS, TEXT_LIMIT, trimmed
from engine.personal import hide
from engine.policy.community import CommunityPolicy
from engine.policy.document import DocumentError, parse
from engine.reasoning.harmless import for_model
from engine.text import normalise
from tests.builders import author, message
from tests.conftest import Figure
from tests.running import SLOWNESS

pytestmark = pytest.mark.promise("S9")

# A busy machine's clock is coarse: what is meant is 50 ms, and no test shall fail by chance.
LONGEST_SECONDS, MOST_BYTES = 0.05 * SLOWNESS, 20_000_000
MEGABYTES = 10_000_000
DEEP = "[" * 200_000
TEXTS: Mapping[str, str] = {
    "10 MB": "a" * MEGABYTES,
    "10 MB of words": "you fool " * (MEGABYTES // 9),
    "100,000 combining marks": "z" + "\u0336" * 100_000,
    "marks on every letter": "a\u0301\u0302" * 50_000,
    "lone surrogates": "\ud800\udfff" * 50_000,
    "NULs": "\x00" * 1_000_000,
    "turned round": "\u202e\u2066" * 100_000,
    "deep JSON": DEEP,
    "mentions": "<@123456789012345678> " * 50_000,
    "links": "https://evil.invalid/x " * 50_000,
    "bars": "|" * 100_000,
    "stars": "*" * 100_000,
    "spaced letters": "a " * 100_000,
    "figures": "1-" * 100_000,
    "one emoji joined without end": "👩\u200d" * 50_000,
    "ligatures that grow": "\ufdfa" * 50_000,
    "backslashes": "\\" * 100_000,
    "hearts": "<3" * 100_000,
}
FILES: Mapping[str, bytes] = {
    "10 MB in a line": b"a" * MEGABYTES,
    "deep JSON": DEEP.encode(),
    "deep JSON in a field": b'{"text": ' + DEEP.encode() + b"}\n",
    "deep objects": b'{"a":' * 200_000,
    "an export that nests": b'{"messages":[' + b'{"content":[' * 100_000,
    "a packed bomb": gzip.compress(b"a" * 50_000_000),
    "a packed bomb of lines": gzip.compress(b'{"text":"a"' + b" " * 20_000_000 + b"}\n"),
    "a packed file cut short": gzip.compress(b'{"text":"a"}\n' * 1_000)[:-20],
    "packed twice": gzip.compress(gzip.compress(b"a" * 10_000_000)),
    "a thousand columns": b"text," * 10_000 + b"\n" + b"x," * 10_000,
    "100,000 mentions": json.dumps({"text": "hi", "targets": ["1"] * 100_000}).encode(),
    "lone surrogates": b'{"text": "\\ud800\\udfff"}\n' * 1_000,
    "a number without end": b'{"text": "a", "at": ' + b"9" * 5_000 + b"}\n",
}
DOCUMENTS: Mapping[str, str] = {
    "10 MB": "a" * MEGABYTES,
    "deep arrays": "rules = " + "[" * 60_000,
    "deep tables": "a" + ".a" * 30_000 + " = 1",
    "many rules": "[[rules]]\n" * 6_000,
    "lone surrogates": 'rules_text = "\ud800"',
    "a number without end": "light_at = " + "9" * 60_000,
    "NULs": "\x00" * 60_000,
}


def cost(work: Callable[[], object]) -> tuple[float, int]:
    """Seconds of processor time, the better of two, and bytes at the most, of work that ends."""
    seconds = min(_timed(work), _timed(work))
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, most


def _timed(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started


def through_the_front_door(text: str) -> None:
    """All that reads a text of any length, before the encoder gets it by its first words."""
    said = message(text, targets=("mika",))
    kept = trimmed(replace(said, author=author("vex", name=text), attachments=(text,) * 20))
    assert isinstance(kept, Message)
    assert len(kept.text) <= TEXT_LIMIT
    kept.text.encode()
    normalise(kept.text)
    hide(kept.text)
    for_model(kept.text)


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_cut_before_anything_reads_it(name: str, figure: Figure) -> None:
    seconds, most = cost(lambda: through_the_front_door(TEXTS[name]))
    assert (seconds < LONGEST_SECONDS, most < MOST_BYTES) == (True, True), (seconds, most)
    figure(f"{len(TEXTS)} hostile texts within 50 ms and 20 MB each")


def test_people_and_files_without_number_are_cut() -> None:
    said = message("hi", targets=("1",) * 100_000, attachments=("cat.png",) * 1_000)
    kept = trimmed(said)
    assert isinstance(kept, Message)
    assert (len(kept.targets), len(kept.attachments)) == (MOST_TARGETS, MOST_ATTACHMENTS)


def read(path: Path) -> None:
    try:
        for record in records(path, report=lambda _: None):
            trimmed(record.event)
    except FormatError:
        return


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_refused_in_little_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "chat"
    path.write_bytes(FILES[name])
    seconds, most = cost(lambda: read(path))
    # A file may be long: what counts is each 10 MB of what it unpacks to.
    assert seconds < 10 * LONGEST_SECONDS, seconds
    assert most < MOST_BYTES, most


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_is_refused(name: str) -> None:
    def work() -> None:
        with pytest.raises(DocumentError):
            parse(DOCUMENTS[name], CommunityPolicy())

    seconds, most = cost(work)
    assert (seconds < 10 * LONGEST_SECONDS, most < MOST_BYTES) == (True, True), (seconds, most)


def test_the_command_reads_no_more_of_a_file_than_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(b"a" * 30_000_000)
    tracemalloc.start()
    code = check_document(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert code == 1
    assert most < MOST_BYTES


def test_bytes_that_are_no_text_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(gzip.compress(b"light_at = 0.2"))
    with pytest.raises(RefusedUseError, match="cannot be read as text"):
        check_document(path)
