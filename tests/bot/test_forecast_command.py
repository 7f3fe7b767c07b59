import sys
from pathlib import Path

import pytest

from bot.forecast_command import train_forecast
from bot.refusals import RefusedUseError


def test_without_the_extra_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.delitem(sys.modules, "engine.training.forecast", raising=False)
    monkeypatch.delitem(sys.modules, "engine.training.foreseeing", raising=False)

    with pytest.raises(RefusedUseError, match="make test-train"):
        train_forecast(tmp_path / "m.json", tmp_path / "t")
    assert not (tmp_path / "t").exists()
