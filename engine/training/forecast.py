"""haven train forecast: conversations in, a calibrated model with its rule and its card out."""

from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from engine.screening.foresight import ForecastManifest, write_manifest
from engine.screening.manifest import MODEL, file_sha256
from engine.sessions.rhetoric import FEATURES
from engine.training.arguments import SOURCES, Arguments, read_arguments
from engine.training.forecast_card import card
from engine.training.forecast_figures import (
    Read,
    calibrate,
    choose_rule,
    courses_of,
    figures,
    floors,
    rehearsals,
)
from engine.training.forecast_graph import to_onnx
from engine.training.foreseeing import fit

CARD = "README.md"
_LICENCE = "CC BY-SA 4.0, as the discussions that it learned from ask"
_TOOLS = ("onnx", "scikit-learn", "numpy")


def train_forecast(
    manifest: Path,
    folder: Path,
    *,
    readings: Mapping[str, Read],
    stage: Callable[[str], None],
) -> ForecastManifest:
    """Write model, manifest and card into `folder`; the same data give the same bytes.

    The weights that ship have learned from all conversations; every figure comes from weights that
    had not seen the conversation. `readings` are what the floors are made of, by name.

    Raises:
        CorpusError: the data cannot be read.
    """
    stage("reading the conversations")
    known = read_arguments(manifest)
    arguments = known.all
    courses = courses_of(arguments)
    stage("cross-validating by conversation")
    rehearsed = rehearsals(arguments, courses)
    calibration = calibrate(rehearsed)
    rule = choose_rule(rehearsed, calibration)
    measured = figures(arguments, courses, rehearsed, calibration, rule)
    stage("measuring the floors")
    measured["floors"] = floors(arguments, readings)
    stage("fitting on all of them")
    weights = fit(arguments, np.array([each[-1] for each in courses]))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL).write_bytes(to_onnx(weights, calibration))
    written = ForecastManifest(
        model="haven-forecast",
        licence=_LICENCE,
        files={MODEL: file_sha256(folder / MODEL)},
        features=FEATURES,
        rule=rule,
        tools={name: version(name) for name in _TOOLS},
        training={"sources": _sources(known), "measured": measured},
    )
    write_manifest(written, folder)
    (folder / CARD).write_text(card(written), encoding="utf-8")
    return written


def _sources(known: Arguments) -> list[Mapping[str, Any]]:
    """As the licences ask: who made what, under which terms; and how much of it was used."""
    return [
        {
            "name": source.name,
            "attribution": source.attribution,
            "licence": known.licences[source.name],
            "weight": source.weight,
            "conversations": len(known.of(source.name)),
            "attacked": sum(each.attacked for each in known.of(source.name)),
            "sha256": known.sha256[source.name],
        }
        for source in SOURCES
        if source.name in known.sha256
    ]
