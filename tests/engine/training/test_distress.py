"""A small model for people in danger, from texts to a folder: needs the extra `train`."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from engine.screening.distress import SIEVE, Sieve
from engine.screening.encoder import Encoder
from engine.screening.manifest import MODEL, Manifest
from engine.training.distress_texts import Told

pytestmark = pytest.mark.train

CRIES = ("i do not want to live any more", "tonight i will end my life", "nobody would miss me")
JOKES = ("this boss kills me again", "i am dead lol", "dying of laughter here")
TALK = tuple(f"{who} won the {what}" for who in ("we", "they") for what in ("game", "cup", "race"))
TEXTS = [
    Told(f"{opening} {text}", kind, hand)
    for hand, opening in (("one", "well"), ("two", "so"))
    for kind, texts in (("plain", CRIES), ("hyperbole", JOKES))
    for text in texts
]


@pytest.fixture(scope="module")
def reader() -> Encoder:
    return Encoder.load(Path(str(files("data.models"))) / "screening")


def trained(folder: Path, reader: Encoder) -> Manifest:
    from engine.training.distress import Course, train_distress
    from engine.training.distress_network import DistressRecipe

    course = Course(
        told=TEXTS,
        ordinary=[Told(text) for text in TALK],
        unseen=[Told("who is up for a game")],
        hands=("one", "two"),
        reader=reader,
        recipe=DistressRecipe(epochs=12, ordinary=6, batch=6),
        sources={},
        exported_on=date(2026, 1, 2),
    )
    return train_distress(course, folder, stage=lambda _stage: None)


def test_a_folder_is_written_that_loads_and_hears(tmp_path: Path, reader: Encoder) -> None:
    manifest = trained(tmp_path / "first", reader)

    encoder = Encoder.load(tmp_path / "first")
    odds = encoder.read_blocking([*CRIES, *JOKES]).logits[:, 0]
    assert odds[: len(CRIES)].min() > odds[len(CRIES) :].max()
    assert Sieve.load(tmp_path / "first" / SIEVE).model == reader.model_id
    measured = manifest.training["measured"]
    assert set(measured["hands"]) == {"one", "two"}
    assert "| one | 6 | 3 |" in (tmp_path / "first" / "README.md").read_text()
    assert sorted(path.suffix for path in (tmp_path / "first").iterdir()) == [
        ".json",
        ".json",
        ".md",
        ".npz",
        ".onnx",
    ]


def test_the_same_texts_give_the_same_bytes(tmp_path: Path, reader: Encoder) -> None:
    first, again = trained(tmp_path / "a", reader), trained(tmp_path / "b", reader)

    assert first.files[MODEL] == again.files[MODEL]
    assert np.array_equal(
        Sieve.load(tmp_path / "a" / SIEVE).weights, Sieve.load(tmp_path / "b" / SIEVE).weights
    )
