"""A forecast from conversations to a model that loads: needs the extra `train`, so imports late."""

from pathlib import Path

import numpy as np
import pytest

from engine.screening.foresight import ForecastManifest, OnnxForesight
from tests.engine.training.test_arguments import discussion, written

pytestmark = pytest.mark.train

CALM = (
    "i think so, thank you",
    "maybe, it could be",
    "fair point, i agree",
    "i guess, thanks",
)
SHARP = ("you never listen", "no, that is nonsense", "you dont even know", "you are wrong again")


def corpus(folder: Path) -> Path:
    folder.mkdir()
    records = []
    for number in range(40):
        texts = SHARP if number % 2 else CALM
        turned = texts[number % 4 :] + texts[: number % 4]
        lines = (f"{turned[0]} {number}", *turned[1:], "the last")
        records += discussion(*lines, derails=bool(number % 2))
    return written(folder, cga_cmv_valid=records)


def train(manifest: Path, folder: Path) -> ForecastManifest:
    from engine.training.forecast import train_forecast

    def lengths(texts: object) -> np.ndarray:
        return np.array([[len(text)] for text in texts], np.float32)  # type: ignore[attr-defined]

    return train_forecast(manifest, folder, readings={"length": lengths}, stage=lambda _stage: None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("forecast")
    train(corpus(root / "data"), root / "model")
    return root / "model"


def last_chance(foresight: OnnxForesight, texts: tuple[str, ...]) -> float:
    memory, chance = b"", 0.0
    for text in texts:
        memory, chance, _ = foresight.weigh(text, memory)
    return chance


def test_sharp_talk_is_told_from_calm_talk(folder: Path) -> None:
    foresight = OnnxForesight.load(folder)

    assert last_chance(foresight, SHARP) > 0.5 > last_chance(foresight, CALM)


def test_the_file_says_what_the_weights_say(tmp_path: Path) -> None:
    import numpy as np

    from engine.screening.runtime import open_session
    from engine.sessions.rhetoric import manner
    from engine.training.arguments import read_arguments
    from engine.training.forecast_graph import Calibration, to_onnx
    from engine.training.foreseeing import course, fit

    arguments = read_arguments(corpus(tmp_path / "data")).all
    courses = [course(each.turns) for each in arguments]
    weights = fit(arguments, np.array([each[-1] for each in courses]))
    (tmp_path / "model.onnx").write_bytes(to_onnx(weights, Calibration(1.0, 0.0)))
    session = open_session(tmp_path / "model.onnx")
    memory = np.hstack([[manner(SHARP[0])]] * 2).astype(np.float32)
    for text in SHARP:
        present = np.array([manner(text)], np.float32)
        memory, chance, push = session.run(None, {"manner": present, "memory": memory})
        assert push.shape == present.shape[1:]

    odds = weights.log_odds(course(SHARP))[-1]
    assert chance[0, 0] == pytest.approx(1 / (1 + np.exp(-odds)), abs=1e-5)


def test_the_same_conversations_give_the_same_bytes(tmp_path: Path, folder: Path) -> None:
    again = train(corpus(tmp_path / "data"), tmp_path / "model")

    assert again.files == OnnxForesight.load(folder).manifest.files
    assert (tmp_path / "model" / "README.md").read_text() == (folder / "README.md").read_text()


def test_no_thread_is_on_both_sides_of_a_split(tmp_path: Path) -> None:
    from engine.training.arguments import read_arguments
    from engine.training.foreseeing import folds

    arguments = [*read_arguments(corpus(tmp_path / "data")).all] * 2
    sides: dict[str, set[int]] = {}
    for argument, part in zip(arguments, folds(arguments, seed=3).tolist(), strict=True):
        sides.setdefault(argument.thread, set()).add(part)

    assert {len(side) for side in sides.values()} == {1}
