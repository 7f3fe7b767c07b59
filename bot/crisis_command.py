"""haven train crisis: the distress pack in, the model that hears people in danger out."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from bot.promote_command import models_folder
from bot.promotion import CHAMPION
from bot.reading import reader_for
from bot.refusals import RefusedUseError
from bot.training import contrast_lines
from data.packs import load_packs
from engine.screening.encoder import Encoder
from engine.training.corpus import listed
from engine.training.distress_texts import SOURCES, Told, ordinary, told_in

if TYPE_CHECKING:
    from engine.training.distress import Course
    from engine.training.distress_network import DistressRecipe

console = Console(highlight=False)
_ENGLISH = ".en.toml"
# So many of the ordinary texts only measure.
_UNSEEN = 3_000
_SEED = 7
# The first hand wrote fewer texts, and knew the phrase lists.
_HELD_OUT = ("second", "third")


def train_crisis(manifest: Path, target: Path) -> int:
    """Train, write the model's folder and say where it is; exit code 0.

    Raises:
        RefusedUseError: the extra `train` is missing.
        CorpusError: the data cannot be read.
    """
    try:
        from engine.training.distress import train_distress
        from engine.training.distress_network import DistressRecipe
    except ModuleNotFoundError as missing:
        raise RefusedUseError(
            f"haven train needs the extra `train` ({missing.name} is not installed): "
            "run it from the environment that `make test-train` makes"
        ) from missing

    course = _course(manifest, DistressRecipe())
    written = train_distress(course, target, stage=console.print)
    console.print(f"{target}: {written.model_id}", markup=False)
    return 0


def _course(manifest: Path, recipe: "DistressRecipe") -> "Course":
    from engine.training.distress import Course

    read = reader_for(load_packs())
    told = [each for pack in packs() for each in told_in(pack, read)]
    # Harm to others is ordinary here too: an attack is no cry.
    lessons = [line.text for line in contrast_lines(_SEED)]
    talk = ordinary(manifest, lessons, read, seed=_SEED)
    licences = listed(manifest)
    return Course(
        told=_once(told),
        ordinary=talk[_UNSEEN:],
        unseen=talk[:_UNSEEN],
        hands=_HELD_OUT,
        reader=Encoder.load(models_folder() / CHAMPION),
        recipe=recipe,
        sources=_sources(licences),
        exported_on=datetime.now(UTC).date(),
    )


def packs() -> Iterator[dict[str, Any]]:
    """The English files of the distress pack, by their names."""
    for file in sorted((files("data.packs") / "distress").iterdir(), key=lambda file: file.name):
        if file.name.endswith(_ENGLISH):
            yield tomllib.loads(file.read_text(encoding="utf-8"))


def _once(told: list[Told]) -> list[Told]:
    return list({each.text: each for each in told if each.text}.values())


def _sources(licences: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: {"licence": licences[name], "texts": texts}
        for name, texts in SOURCES.items()
        if name in licences
    }
