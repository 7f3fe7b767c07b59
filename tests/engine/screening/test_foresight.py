"""The shipped forecast: it loads verified, remembers little, and tells a quarrel from a chat."""

import json
import shutil
from importlib.resources import files
from pathlib import Path
from time import process_time

import pytest

from engine.screening.foresight import OnnxForesight
from engine.screening.manifest import ModelError

SHIPPED = Path(str(files("data.models"))) / "forecast"
QUARREL = (
    "did you even read it",
    "yes i did and you just made that up",
    "no i did not. you clearly never got past the first line",
    "you never listen, you just keep saying no",
    "you have no argument and you know it",
)
CHAT = (
    "has anyone got a spare ticket for saturday",
    "i think so, let me ask my sister",
    "thank you, that would be great",
    "she says yes, i could bring it tomorrow",
    "perfect, see you then",
)


@pytest.fixture(scope="module")
def foresight() -> OnnxForesight:
    return OnnxForesight.load(SHIPPED)


def chances(foresight: OnnxForesight, texts: tuple[str, ...]) -> list[float]:
    memory, found = b"", []
    for text in texts:
        outlook = foresight.weigh(text, memory)
        memory = outlook.memory
        found.append(outlook.chance)
    return found


def broken(folder: Path, **changes: object) -> Path:
    shutil.copytree(SHIPPED, folder)
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    return folder


def test_a_quarrel_stands_above_the_bar_and_a_chat_below(foresight: OnnxForesight) -> None:
    quarrel, chat = chances(foresight, QUARREL), chances(foresight, CHAT)

    assert quarrel[-1] > foresight.rule.at > max(chat[1:])


def test_the_same_talk_gives_the_same_chances(foresight: OnnxForesight) -> None:
    assert chances(foresight, QUARREL) == chances(foresight, QUARREL)


def test_reasons_are_given_for_a_bad_outlook_alone(foresight: OnnxForesight) -> None:
    bad = foresight.weigh("you are wrong and you know nothing, you never do", b"")

    assert "talk of the other person rather than the matter" in bad.reasons
    assert foresight.weigh("thank you, that would be great", b"").reasons == ()


def test_a_talk_is_kept_in_three_hundred_bytes_without_a_word_of_it(
    foresight: OnnxForesight,
) -> None:
    memory = foresight.weigh(" ".join(QUARREL), b"").memory

    assert len(memory) <= 300
    assert b"argument" not in memory


def test_a_message_is_weighed_in_a_third_of_a_millisecond(foresight: OnnxForesight) -> None:
    memory, started = b"", process_time()
    for _ in range(500):
        memory = foresight.weigh(QUARREL[2], memory).memory
    spent = (process_time() - started) / 500

    assert spent < 0.0003


def test_the_shipped_model_is_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 3_000_000


def test_what_the_card_promises_was_measured() -> None:
    measured = json.loads((SHIPPED / "manifest.json").read_bytes())["training"]["measured"]
    card = (SHIPPED / "README.md").read_text()

    assert measured["auc"] >= 0.68
    assert measured["auc"] > max(measured["floors"].values()) + 0.05
    assert measured["rule"]["median_lead"] >= 2
    assert measured["rule"]["false_alarms"] <= 0.10
    assert str(measured["auc"]) in card


def test_every_source_is_named_with_its_licence() -> None:
    card = (SHIPPED / "README.md").read_text()
    for source in json.loads((SHIPPED / "manifest.json").read_bytes())["training"]["sources"]:
        assert source["attribution"] in card
        assert source["licence"] in card


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    folder = broken(tmp_path / "forecast")
    (folder / "model.onnx").write_bytes((folder / "model.onnx").read_bytes()[:-1])

    with pytest.raises(ModelError, match="damaged or exchanged"):
        OnnxForesight.load(folder)


def test_a_model_for_other_figures_is_refused(tmp_path: Path) -> None:
    folder = broken(tmp_path / "forecast", features=["you"])

    with pytest.raises(ModelError, match="other figures of manner"):
        OnnxForesight.load(folder)


@pytest.mark.parametrize("rule", [{"at": 0.6}, None, [1]])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, rule: object) -> None:
    with pytest.raises(ModelError, match="haven train forecast"):
        OnnxForesight.load(broken(tmp_path / "forecast", rule=rule))


def test_a_missing_model_says_what_mends_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="haven train forecast"):
        OnnxForesight.load(tmp_path)
