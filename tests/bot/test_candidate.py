"""From labelled sources to a model that screens, through the command: needs the extra `train`."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from bot.train_command import TrainRequest, train_screening
from engine.memory.stock import STOCK
from engine.screening.fused import RISK, Fused
from engine.screening.linear import LINEAR
from engine.screening.manifest import Manifest, verify
from engine.training.card import CARD
from engine.training.corpus import OwnText
from engine.training.labels import Labels, harmless

pytestmark = pytest.mark.train

PLACES = ("harbour", "forest", "market", "castle", "library", "tower", "valley", "bridge")
KIND = ("is a lovely place {n}", "has a new map {n}", "opens at nine {n}", "was fun today {n}")
CRUEL = (
    "people are vermin {n}",
    "folk should be hurt {n}",
    "scum must die {n}",
    "lot are trash {n}",
)


def write_source(folder: Path, name: str, records: list[dict[str, Any]]) -> None:
    packed = gzip.compress("\n".join(map(json.dumps, records)).encode())
    (folder / "train" / f"{name}.jsonl.gz").write_bytes(packed)


def sources(folder: Path) -> Path:
    (folder / "train").mkdir()
    kind = [
        f"the {place} {text.format(n=n)}" for place in PLACES for text in KIND for n in range(32)
    ]
    cruel = [f"{place} {text.format(n=n)}" for place in PLACES for text in CRUEL for n in range(32)]
    hate = [{"text": text, "label": 1, "labels": {"hate": 1}} for text in cruel]
    hate += [{"text": text, "label": 0, "labels": {"hate": 0}} for text in kind[::2]]
    write_source(folder, "dghs_dynamic_hate", hate)
    calm = [{"text": text, "label": 0, "labels": {}} for text in kind[1::2]]
    write_source(folder, "benign_irc_ubuntu", calm)
    manifest = folder / "MANIFEST.json"
    licences = {name: {"licence": "made up"} for name in ("dghs_dynamic_hate", "benign_irc_ubuntu")}
    manifest.write_text(json.dumps(licences))
    return manifest


def own(_seed: int) -> list[OwnText]:
    texts = [f"our own line about the {place}" for place in PLACES]
    return [OwnText(text, harmless()) for text in texts] + [
        OwnText(f"get out of the {place} you fool", Labels(1.0, person=1.0)) for place in PLACES
    ]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("command")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.training.own_lessons", own)
        request = TrainRequest(
            manifest=sources(folder),
            work=folder / "work",
            target=folder / "candidate",
            changes=["epochs=1", "batch=16", "head_rate=3e-3"],
        )
        assert train_screening(request) == 0
    return folder


@pytest.fixture(scope="module")
def manifest(folders: Path) -> Manifest:
    return verify(folders / "candidate")


def test_every_file_is_promised_by_the_manifest(manifest: Manifest) -> None:
    assert set(manifest.files) == {"model.onnx", "tokenizer.json", LINEAR, RISK, STOCK}


def test_the_manifest_says_how_the_model_came_about(manifest: Manifest) -> None:
    assert manifest.training["recipe"]["epochs"] == 1
    assert {source["licence"] for source in manifest.training["sources"]} == {"made up"}
    assert all(len(source["sha256"]) == 64 for source in manifest.training["sources"])


def test_the_network_tells_unseen_texts_apart(manifest: Manifest) -> None:
    assert manifest.training["development"]["encoder"]["dghs_dynamic_hate"] > 0.95


def test_the_risk_is_calibrated(folders: Path) -> None:
    assert 0.0 < Fused.load(folders / "candidate" / RISK).flag_at < 1.0


def test_the_card_names_the_sources(folders: Path) -> None:
    assert "| dghs_dynamic_hate |" in (folders / "candidate" / CARD).read_text()


def test_nothing_half_done_is_left_beside_the_candidate(folders: Path) -> None:
    left = {path.name for path in folders.iterdir()}
    assert left == {"MANIFEST.json", "train", "work", "candidate"}
