"""Files that are evaluated: packed, broken, without labels, or none at all."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.evaluate import evaluate_file
from bot.labelled import LabelledFile
from bot.settings import Settings
from connectors.formats import FormatError
from tests.bot.evaluated import Captured, record, report_on, written


@pytest.mark.usefixtures("screened")
async def test_unlabelled_records_are_counted_and_skipped(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    file = written(tmp_path, record(0.9, 1), record(0.1, None), {"text": "none"})

    report = await report_on(file, capfdbinary)

    assert (report["messages"], report["skipped"]) == (1, 2)


@pytest.mark.usefixtures("screened")
@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"label": 1}', '{"text": "x", "label": "1"}', '{"text": "x", "label": 2}'],
)
async def test_a_broken_line_is_named_and_skipped(
    tmp_path: Path, capfdbinary: Captured, line: str
) -> None:
    file = written(tmp_path, record(0.9, 1), line, record(0.1, 0))

    await evaluate_file(Settings(), file, threshold=0.5, as_json=True)

    printed = capfdbinary.readouterr()
    assert b"line 2: " in printed.err
    assert json.loads(printed.out)["broken"] == 1


async def test_only_the_first_ten_broken_lines_are_named(tmp_path: Path) -> None:
    labelled = LabelledFile(written(tmp_path, *["{"] * 12))

    list(labelled.blocks(4))

    assert (labelled.broken, len(labelled.first_broken)) == (12, 10)


@pytest.mark.usefixtures("screened")
async def test_a_packed_file_is_read(tmp_path: Path, capfdbinary: Captured) -> None:
    file = tmp_path / "labelled.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(record(0.9, 1)).encode()))

    report = await report_on(file, capfdbinary)

    assert report["messages"] == 1


def _empty(folder: Path) -> Path:
    (folder / "empty.jsonl").touch()
    return folder / "empty.jsonl"


def _unpacked(folder: Path) -> Path:
    (folder / "plain.jsonl.gz").write_text('{"text": "x", "label": 1}')
    return folder / "plain.jsonl.gz"


def _cut_off(folder: Path) -> Path:
    packed = gzip.compress(b'{"text": "x 0.5", "label": 1}\n' * 99)
    (folder / "cut.jsonl.gz").write_bytes(packed[:-9])
    return folder / "cut.jsonl.gz"


def _unlabelled(folder: Path) -> Path:
    return written(folder, record(0.1, None))


@pytest.mark.usefixtures("screened")
@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (lambda folder: folder / "nowhere", "cannot be read"),
        (lambda folder: folder, "a folder"),
        (_empty, "empty"),
        (_unpacked, "no gzip file"),
        (_cut_off, "cannot be read further"),
        (_unlabelled, "no line with a text and a label"),
    ],
)
async def test_an_unusable_file_is_refused_in_one_line(
    tmp_path: Path, made: Callable[[Path], Path], fault: str
) -> None:
    with pytest.raises(FormatError, match=fault) as refused:
        await evaluate_file(Settings(), made(tmp_path), threshold=0.5, as_json=True)

    assert "\n" not in str(refused.value)
