"""Texts of any other hand for the dogpiles."""

import json
from pathlib import Path

import pytest

from tests.raids.pile_texts import TextsError, read_texts
from tests.raids.piles import FRESH, main

GOOD: dict[str, object] = {
    name: ["{host}, well"]
    for name in ["attacks", "comfort", "rebukes", "quotes", "curses", "roasts", "wishes", "answers"]
}


def fault(folder: Path, **changes: object) -> str:
    file = folder / "texts.json"
    file.write_text(json.dumps({**GOOD, **changes}))
    with pytest.raises(TextsError) as raised:
        read_texts(file)
    return str(raised.value)


def test_the_shipped_file_has_many_texts_of_each_kind() -> None:
    texts = read_texts(FRESH)
    assert min(len(texts.attacks), len(texts.comfort), len(texts.bystanders)) >= 25


def test_bystanders_may_be_left_out(tmp_path: Path) -> None:
    file = tmp_path / "texts.json"
    file.write_text(json.dumps(GOOD))
    assert read_texts(file).bystanders == ()


def test_each_fault_is_named(tmp_path: Path) -> None:
    said = fault(tmp_path, curses=[], quotes=["{name}"], wishes=["{"], answers=[3], jokes=["x"])
    for each in ("curses: must be", "quotes, text 1: braces", "wishes, text 1: braces"):
        assert each in said
    assert "answers, text 1: must be words" in said
    assert "jokes: no such list" in said


@pytest.mark.parametrize("written", ["[]", "{", "\x00"])
def test_what_is_no_object_is_refused(tmp_path: Path, written: str) -> None:
    file = tmp_path / "texts.json"
    file.write_text(written)
    assert main(["--texts", str(file)]) == 2


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert main(["--texts", str(tmp_path / "none.json")]) == 2
