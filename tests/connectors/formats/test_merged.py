from pathlib import Path

from connectors.formats import BrokenRecord, merged
from engine.events import Message


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines))
    return path


def texts(*paths: Path) -> list[str]:
    stream = merged(paths, report=lambda _: None)
    return [record.event.text for record in stream if isinstance(record.event, Message)]


def test_files_are_merged_in_the_order_of_time(tmp_path: Path) -> None:
    one = written(tmp_path, "1", "[10:00] a: first", "[10:02] a: third")
    two = written(tmp_path, "2", "[10:01] b: second", "[10:03] b: fourth")

    assert texts(one, two) == ["first", "second", "third", "fourth"]


def test_records_of_one_moment_keep_the_order_of_the_files(tmp_path: Path) -> None:
    one = written(tmp_path, "1", "[10:00] a: one", "[10:00] a: two")
    two = written(tmp_path, "2", "[10:00] b: three")

    assert texts(one, two) == ["one", "two", "three"]


def test_positions_and_made_up_ids_are_those_of_the_stream(tmp_path: Path) -> None:
    one = written(tmp_path, "1", "[10:00] a: x", "[10:02] a: x")
    two = written(tmp_path, "2", "[10:01] b: x")

    stream = list(merged((one, two), report=lambda _: None))

    assert [record.position for record in stream] == [0, 1, 2]
    assert len({record.event.id for record in stream if isinstance(record.event, Message)}) == 3


def test_a_broken_record_says_which_file_it_stands_in(tmp_path: Path) -> None:
    one = written(tmp_path, "one.log", "[10:00] a: x")
    two = written(tmp_path, "two.log", "[10:01] b: x", "broken")
    broken: list[BrokenRecord] = []

    list(merged((one, two), report=broken.append))

    assert [(fault.file, fault.line) for fault in broken] == [("two.log", 2)]
