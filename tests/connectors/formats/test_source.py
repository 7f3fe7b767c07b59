import gzip
from pathlib import Path

import pytest

from connectors.formats import Source, records
from connectors.formats.record import BrokenRecord
from tests.connectors.formats.conftest import Read


def test_a_byte_order_mark_is_no_part_of_the_text(read: Read) -> None:
    assert read(b'\xef\xbb\xbf{"text": "hi"}').broken == ()


def test_windows_line_ends_are_no_part_of_the_text(read: Read) -> None:
    assert read("[10:00] a: hi\r\n[10:01] a: ho\r").message.text == "ho"


def test_bytes_of_another_encoding_cost_single_letters(read: Read) -> None:
    assert read(b"[10:00] a: na\xefve \xed\xa0\x80").message.text == "na\ufffdve \ufffd\ufffd\ufffd"


def test_a_letter_cut_by_the_border_of_a_piece_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "chat"
    path.write_text("é" * 100_000, encoding="utf-8")

    assert "".join(Source(path).pieces()) == "é" * 100_000


def test_a_packed_file_is_unpacked_whatever_its_name(read: Read) -> None:
    assert read(gzip.compress(b"[10:00] a: hi")).message.text == "hi"


def test_a_damaged_packed_file_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "chat.gz"
    lines = b"".join(b"[10:00:00] a: line %d\n" % number for number in range(20_000))
    path.write_bytes(gzip.compress(lines)[:-1_000])
    broken: list[BrokenRecord] = []

    read = sum(1 for _ in records(path, report=broken.append))

    assert 0 < read < 20_000
    assert "cannot be read further" in broken[-1].why


@pytest.mark.parametrize("length", [1_000_001, 5_000_000])
def test_a_line_over_a_megabyte_is_broken(read: Read, length: int) -> None:
    reading = read("[10:00] a: one", "[10:00] a: " + "x" * length, "[10:00] a: two")

    assert [message.text for message in reading.messages] == ["one", "two"]
    assert [fault.line for fault in reading.broken] == [2]


def test_a_long_last_line_is_broken_too(read: Read) -> None:
    assert [fault.line for fault in read("[10:00] a: one", "x" * 2_000_000).broken] == [2]


def test_how_far_a_file_was_read_is_told_in_bytes(tmp_path: Path) -> None:
    path = tmp_path / "chat"
    path.write_bytes(b"x\n" * 200_000)
    source = Source(path)
    lines = source.lines()

    next(lines)
    begun = source.bytes_read
    list(lines)

    assert 0 < begun < source.size
    assert source.bytes_read == source.size
