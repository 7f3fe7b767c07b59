import base64
import stat
from pathlib import Path

import pytest

from data.faults import KeyUnusableError, StateUnusableError
from data.keys import KEY_FILE, master_key

WRITTEN = base64.b64encode(b"k" * 32).decode()


def test_a_key_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "state"

    first = master_key(folder)

    assert master_key(folder) == first
    assert len(first) == 32
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600
    assert [file.name for file in folder.iterdir()] == [KEY_FILE]


def test_a_written_key_goes_before_the_file_and_makes_none(tmp_path: Path) -> None:
    assert master_key(tmp_path, written=f" {WRITTEN}\n") == b"k" * 32
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("written", ["x", "ä" * 44, base64.b64encode(b"short").decode()])
def test_what_is_no_key_is_refused_by_its_name(tmp_path: Path, written: str) -> None:
    (tmp_path / KEY_FILE).write_text(written)

    with pytest.raises(KeyUnusableError, match="HAVEN_STATE__KEY: must be 32 bytes"):
        master_key(tmp_path, written=written)
    with pytest.raises(KeyUnusableError, match=r"haven\.key: must be 32 bytes"):
        master_key(tmp_path)


def test_an_empty_file_is_not_taken_for_a_key(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).touch()

    with pytest.raises(KeyUnusableError):
        master_key(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StateUnusableError):
        master_key(tmp_path / "file" / "state")
