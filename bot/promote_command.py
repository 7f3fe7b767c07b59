"""haven train promote and restore: a model becomes the champion when every gate lets it by."""

from importlib.resources import files
from pathlib import Path

from rich.console import Console

from bot.gates.command import document, tell
from bot.gates.gate_file import read
from bot.gates.judging import Judgement, judged
from bot.promotion import CANDIDATE, CHAMPION, PREVIOUS, claimed, discard, promote, stage
from bot.refusals import RefusedUseError
from bot.settings import Settings
from engine.screening.manifest import read as read_manifest
from engine.training.card import CARD, card

console = Console(highlight=False)


def models_folder() -> Path:
    """Where the shipped models lie, in the installed package."""
    return Path(str(files("data.models")))


async def promote_model(
    settings: Settings, candidate: Path, *, gate: Path | None = None, sets: Path | None = None
) -> int:
    """0 once the candidate is the champion, 1 if a gate holds it back.

    Raises:
        GateFileError: the gate file is broken.
        ModelError: the candidate is.
        RefusedUseError: the models' folder is in use or cannot be written to.
    """
    models = models_folder()
    gates = read(gate or models / "gate.toml", sets=sets)
    with claimed(models):
        stage(candidate, models)
        judgement = await judged(_with_model(settings, CANDIDATE), gates)
        tell(judgement)
        if not judgement.passed:
            discard(models)
            _say(f"{candidate}: not promoted; the champion stays")
            return 1
        _describe(models / CANDIDATE, judgement)
        promote(models)
    _say(f"{judgement.model} is the champion; `haven train restore` brings the one before back")
    return 0


def _describe(model: Path, judgement: Judgement) -> None:
    """The model card with what was measured just now; a model made elsewhere keeps its own."""
    manifest = read_manifest(model)
    if manifest.training:
        text = card(manifest, document(judgement)["gates"])
        (model / CARD).write_text(text, encoding="utf-8")


def restore_model() -> int:
    """Make the model before this one the champion again; asked twice, it is the newer one.

    Raises:
        ModelError: the previous model is damaged.
        RefusedUseError: there is none, or the models' folder cannot be used.
    """
    models = models_folder()
    with claimed(models):
        if not (models / PREVIOUS).exists():
            raise RefusedUseError(f"{models / PREVIOUS}: there is no model to go back to")
        stage(models / PREVIOUS, models)
        promote(models)
        restored = read_manifest(models / CHAMPION).model_id
    _say(f"{restored} is the champion again")
    return 0


def _with_model(settings: Settings, name: str) -> Settings:
    screening = settings.screening.model_copy(update={"model": name})
    return settings.model_copy(update={"screening": screening})


def _say(line: str) -> None:
    """Names of folders come as they are: brackets in them are no markup."""
    console.print(line, markup=False, soft_wrap=True)
