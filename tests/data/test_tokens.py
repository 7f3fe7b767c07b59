import stat
from pathlib import Path

import pytest

from data.faults import SealBrokenError, StateUnusableError
from data.tokens import TokenFiles, TokenPair

PAIR = TokenPair("canary-access", "canary-refresh")


def files(folder: Path) -> TokenFiles:
    return TokenFiles(folder, platform="twitch")


def test_tokens_outlast_the_process_for_each_account(tmp_path: Path) -> None:
    files(tmp_path).keep("900", PAIR)
    files(tmp_path).keep("100", TokenPair("a", "b"))

    again = files(tmp_path)

    assert (again.read("900"), again.read("100")) == (PAIR, TokenPair("a", "b"))
    assert again.read("200") is None


def test_nothing_on_the_disk_shows_a_token(tmp_path: Path) -> None:
    files(tmp_path).keep("900", PAIR)
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]

    assert not any(b"canary" in file.read_bytes() for file in kept)
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept} == {0o600}
    assert "canary" not in repr(PAIR)


def test_one_accounts_file_does_not_open_as_anothers(tmp_path: Path) -> None:
    files(tmp_path).keep("100", PAIR)
    folder = tmp_path / "tokens"
    (folder / "twitch-100.sealed").rename(folder / "twitch-900.sealed")

    with pytest.raises(SealBrokenError, match="put back the former"):
        files(tmp_path).read("900")


def test_a_renewed_token_replaces_the_former_one_whole(tmp_path: Path) -> None:
    files(tmp_path).keep("900", PAIR)
    files(tmp_path).keep("900", TokenPair("a", "b"))

    assert files(tmp_path).read("900") == TokenPair("a", "b")
    assert len(list((tmp_path / "tokens").iterdir())) == 1


@pytest.mark.parametrize("account", ["", "../900", "haven"])
def test_an_account_is_a_number(tmp_path: Path, account: str) -> None:
    with pytest.raises(ValueError, match="number"):
        files(tmp_path).read(account)


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "tokens").touch()

    with pytest.raises(StateUnusableError):
        files(tmp_path).keep("900", PAIR)
