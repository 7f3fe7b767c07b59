"""haven chaos, where it cannot run."""

from pathlib import Path

import pytest

from bot import chaos_command
from bot.options import WRONG_USE


def test_without_the_repository_it_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chaos_command, "_ROOT", tmp_path)
    with pytest.raises(SystemExit) as ended:
        chaos_command.kill_often(1, seed=1)
    assert ended.value.code == WRONG_USE
    assert "needs the repository" in capsys.readouterr().err
