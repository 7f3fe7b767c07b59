"""Promotion: through the gates or not at all, and whenever it is killed both models are there."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot import promote_command, promotion
from bot.gates.gate import Finding
from bot.gates.gate_file import Gates
from bot.gates.judging import Judgement
from bot.promote_command import promote_model, restore_model
from bot.promotion import CANDIDATE, CHAMPION, PREVIOUS, RETIRED, claimed, promote, recover, stage
from bot.refusals import RefusedUseError
from bot.settings import Settings
from engine.screening.manifest import (
    MODEL,
    TOKENIZER,
    Manifest,
    ModelError,
    file_sha256,
    write,
)


def model(folder: Path, words: str) -> Path:
    """A folder whose files have the hashes that its manifest promises."""
    folder.mkdir(parents=True)
    for name in (MODEL, TOKENIZER):
        (folder / name).write_text(words)
    manifest = Manifest(
        model=words,
        files={name: file_sha256(folder / name) for name in (MODEL, TOKENIZER)},
        dimensions=384,
        max_tokens=64,
        source_package="made-up",
        source_version="1",
        source_sha256="",
        licence="Apache-2.0",
        attribution="",
        cosine_mean=1.0,
        cosine_min=1.0,
        log_odds_error=0.0,
        heads=(),
        sentences=0,
        sentences_sha256="",
        tools={},
        exported_on="2026-03-02",
    )
    write(manifest, folder)
    return folder


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A champion and the one before it."""
    folder = tmp_path / "models"
    model(folder / CHAMPION, "old")
    model(folder / PREVIOUS, "older")
    (folder / "gate.toml").write_text('[[gate]]\nname = "size"\nfigure = "size_mb"\nmax = 40\n')
    monkeypatch.setattr(promote_command, "models_folder", lambda: folder)
    return folder


def standing(models: Path) -> dict[str, str]:
    """The words of each model that is there."""
    return {
        folder.name: (folder / MODEL).read_text() for folder in models.iterdir() if folder.is_dir()
    }


def gates_say(monkeypatch: pytest.MonkeyPatch, *, measured: float) -> list[str]:
    """Gates that measure this; returns the names of the models that stood before them."""
    seen: list[str] = []

    async def judged(settings: Settings, gates: Gates) -> Judgement:
        seen.append(settings.screening.model)
        (gate,) = gates.gates
        return Judgement("new@1", (Finding(gate, measured),), ())

    monkeypatch.setattr(promote_command, "judged", judged)
    return seen


async def test_a_model_that_passes_becomes_the_champion(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = gates_say(monkeypatch, measured=30)

    code = await promote_model(Settings(), model(tmp_path / "new", "new"))

    assert (code, seen) == (0, [CANDIDATE])
    assert standing(models) == {CHAMPION: "new", PREVIOUS: "old"}


async def test_a_model_that_fails_changes_nothing(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gates_say(monkeypatch, measured=50)

    code = await promote_model(Settings(), model(tmp_path / "new", "new"))

    assert (code, standing(models)) == (1, {CHAMPION: "old", PREVIOUS: "older"})


async def test_a_damaged_model_is_refused_before_its_gates(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = gates_say(monkeypatch, measured=30)
    candidate = model(tmp_path / "new", "new")
    (candidate / MODEL).write_text("cut")

    with pytest.raises(ModelError, match="damaged"):
        await promote_model(Settings(), candidate)

    assert (seen, standing(models)[CHAMPION]) == ([], "old")


def test_the_first_model_needs_no_champion_before_it(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()

    stage(model(tmp_path / "new", "new"), tmp_path / "models")
    promote(tmp_path / "models")

    assert standing(tmp_path / "models") == {CHAMPION: "new"}


def test_the_model_before_comes_back_and_can_be_left_again(models: Path) -> None:
    restore_model()

    assert standing(models) == {CHAMPION: "older", PREVIOUS: "old"}
    restore_model()
    assert standing(models) == {CHAMPION: "old", PREVIOUS: "older"}


def test_without_a_model_before_there_is_nothing_to_restore(tmp_path: Path, models: Path) -> None:
    (models / PREVIOUS).rename(tmp_path / "gone")

    with pytest.raises(RefusedUseError, match="no model to go back to"):
        restore_model()


@pytest.mark.parametrize("name", [CHAMPION, CANDIDATE])
def test_a_folder_that_promotions_use_is_no_candidate(models: Path, name: str) -> None:
    with pytest.raises(RefusedUseError, match="promotions use this folder"):
        stage(models / name, models)


def test_two_promotions_do_not_mix(models: Path) -> None:
    with (
        claimed(models),
        pytest.raises(RefusedUseError, match="another promotion is at work"),
        claimed(models),
    ):
        pass


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(RefusedUseError, match="No such file"), claimed(tmp_path / "gone"):
        pass


def test_a_rename_that_fails_leaves_the_champion_in_its_place(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage(model(tmp_path / "new", "new"), models)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == CANDIDATE:
            raise PermissionError(13, "Permission denied", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)

    with pytest.raises(PermissionError):
        promote(models)

    assert standing(models)[CHAMPION] == "old"


# Dies by SIGKILL at the n-th change that a promotion makes to the folder.
_KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from bot import promotion

left = int(sys.argv[2])

def dying(change):
    def changed(*what):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return change(*what)
    return changed

Path.rename, shutil.rmtree = dying(Path.rename), dying(shutil.rmtree)
os.sync = lambda: None
promotion.promote(Path(sys.argv[1]))
"""
CHANGES = 4


def killed_at(change: int, models: Path) -> int:
    command = [sys.executable, "-c", _KILLED, str(models), str(change)]
    root = Path(__file__).parents[2]
    return subprocess.run(command, cwd=root, check=False, capture_output=True).returncode


@pytest.mark.parametrize("change", range(CHANGES))
def test_a_promotion_killed_between_two_changes_loses_no_model(
    models: Path, tmp_path: Path, change: int
) -> None:
    stage(model(tmp_path / "new", "new"), models)

    assert killed_at(change, models) == -signal.SIGKILL
    recover(models)

    # Undone until the candidate is the champion, ended from then on.
    assert standing(models) == (
        {CHAMPION: "old", CANDIDATE: "new", PREVIOUS: "older"}
        if change < 2
        else {CHAMPION: "new", PREVIOUS: "old"}
    )


def test_a_promotion_makes_no_more_changes_than_were_tried(models: Path, tmp_path: Path) -> None:
    stage(model(tmp_path / "new", "new"), models)

    assert killed_at(CHANGES, models) == 0


def test_a_recovery_that_is_cut_short_can_be_repeated(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model(models / RETIRED, "oldest")

    def cut_short(folder: Path) -> None:
        (folder / MODEL).unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr(promotion.shutil, "rmtree", cut_short)
    with pytest.raises(KeyboardInterrupt):
        recover(models)
    monkeypatch.undo()
    recover(models)

    assert standing(models) == {CHAMPION: "old", PREVIOUS: "oldest"}
