"""haven train forecast: conversations in, the model that foresees personal attacks out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.promote_command import models_folder
from bot.promotion import CHAMPION
from bot.refusals import RefusedUseError
from engine.screening.linear import LINEAR, Linear

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.screening.foresight import ForecastManifest

console = Console(highlight=False)


def train_forecast(manifest: Path, target: Path) -> int:
    """Train, write the model's folder and show what it is worth; exit code 0.

    Raises:
        RefusedUseError: the extra `train` is missing.
        CorpusError: the data cannot be read.
    """
    try:
        from engine.training.forecast import train_forecast as train
        from engine.training.screening import untuned_vectors
    except ModuleNotFoundError as missing:
        raise RefusedUseError(
            f"haven train needs the extra `train` ({missing.name} is not installed): "
            "run it from the environment that `make test-train` makes"
        ) from missing

    def vectors(texts: Sequence[str]) -> "NDArray[np.float32]":
        return untuned_vectors(texts)[0]

    readings = {"the untuned encoder's vectors": vectors, "risk of the words alone": _risks}
    written = train(manifest, target, readings=readings, stage=console.print)
    console.print(_table(written))
    console.print(f"{target}: {written.model_id}", markup=False)
    return 0


def _risks(texts: Sequence[str]) -> "NDArray[np.float32]":
    """The shipped n-gram model's log-odds: it learned from none of the discussions."""
    from bot.training import reading

    linear = Linear.load(models_folder() / CHAMPION / LINEAR)
    screened = [reading()(text).screened for text in texts]
    return np.asarray(linear.log_odds(screened))[:, None]


def _table(written: "ForecastManifest") -> Table:
    measured: dict[str, Any] = dict(written.training["measured"])
    table = Table("figure", "value", title="Forecast, on discussions unseen")
    for name in ("auc", "auc_nested", "false_alarms_at_recall_0.6", "calibration_error"):
        table.add_row(name.replace("_", " "), f"{measured[name]}")
    for name, floor in measured["floors"].items():
        table.add_row(f"floor: {name}", f"{floor}")
    for ahead, found in measured["by_horizon"].items():
        table.add_row(f"AUC, {ahead} ahead", f"{found['auc']}")
    for name, auc in measured["by_source"].items():
        table.add_row(f"AUC on {name}", f"{auc}")
    for name, figure in measured["rule"].items():
        table.add_row(f"rule: {name.replace('_', ' ')}", f"{figure}")
    return table
