import sys
from pathlib import Path

import pytest

from bot.refusals import RefusedUseError
from bot.train_command import TrainRequest, changed, combinations, train_screening
from engine.training.recipe import Recipe


def test_a_recipe_is_changed_by_key_and_value() -> None:
    recipe = changed(Recipe(), ["epochs=1", "body_rate=1e-5"])
    assert (recipe.epochs, recipe.body_rate) == (1, 1e-5)


def test_a_key_that_a_recipe_has_not_is_refused_with_those_it_has() -> None:
    with pytest.raises(RefusedUseError, match=r"epoch=1: .*epochs"):
        changed(Recipe(), ["epoch=1"])


def test_a_value_of_another_kind_is_refused() -> None:
    with pytest.raises(RefusedUseError, match="epochs is a int"):
        changed(Recipe(), ["epochs=many"])


def test_a_change_without_a_value_is_refused() -> None:
    with pytest.raises(RefusedUseError, match="not key=value"):
        changed(Recipe(), ["epochs"])


def test_a_sweep_is_every_combination() -> None:
    found = list(combinations(["epochs=1,2", "retention=0.5,1"]))
    assert found == [
        ("epochs=1", "retention=0.5"),
        ("epochs=1", "retention=1"),
        ("epochs=2", "retention=0.5"),
        ("epochs=2", "retention=1"),
    ]


def test_without_the_extra_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "engine.training.screening", raising=False)
    request = TrainRequest(manifest=tmp_path / "m.json", work=tmp_path / "w", target=tmp_path / "t")
    with pytest.raises(RefusedUseError, match="make test-train"):
        train_screening(request)
    assert not (tmp_path / "w").exists()
