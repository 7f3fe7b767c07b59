"""The second look at people in danger: who gets it, and what becomes of what it says."""

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from engine.language import Language
from engine.ports import Readings, Vectors
from engine.screening.cache import DISTRESS, Reading
from engine.screening.distress import SIEVE, Attentive, Sieve
from engine.screening.encoder import Encoder
from engine.screening.manifest import ModelError, read
from engine.text import Normalised, normalise
from tests.engine.screening.rig import FakeReader, Rig
from tests.engine.screening.samples import message

SURE = 4.0
MODELS = Path(str(files("data.models")))


class FirstLook:
    """Its one head is high for the texts that hold "dark"."""

    model_id = "first"
    heads = ("harmful",)

    async def read(self, texts: Sequence[str]) -> Readings:
        logits = [[1.0 if "dark" in text else -1.0] for text in texts]
        return Readings(
            np.ones((len(texts), 2), np.float32), np.array(logits, np.float32).reshape(-1, 1)
        )

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return (await self.read(texts)).vectors


class SecondLook:
    heads = (DISTRESS,)
    model_id = "second"

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def read(self, texts: Sequence[str]) -> Readings:
        self.asked += texts
        return Readings(
            np.zeros((len(texts), 2), np.float32), np.full((len(texts), 1), SURE, np.float32)
        )

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return (await self.read(texts)).vectors


def sieve(model: str = "first") -> Sieve:
    return Sieve(model, np.array([0.0, 0.0, 1.0], np.float32), lowest=0.0)


async def test_only_what_the_sieve_lets_through_is_looked_at_again() -> None:
    second = SecondLook()
    attentive = Attentive(FirstLook(), second, sieve())

    readings = await attentive.read(["hello", "dark thoughts", "good game"])

    assert attentive.heads == ("harmful", DISTRESS)
    assert second.asked == ["dark thoughts"]
    assert readings.logits.tolist() == [[-1.0, -np.inf], [1.0, SURE], [-1.0, -np.inf]]


async def test_a_sieve_for_another_model_lets_all_through() -> None:
    second = SecondLook()

    await Attentive(FirstLook(), second, sieve("another")).read(["hello", "dark thoughts"])

    assert second.asked == ["hello", "dark thoughts"]


async def test_nobody_is_asked_about_no_texts() -> None:
    second = SecondLook()

    readings = await Attentive(FirstLook(), second, sieve()).read([])

    assert (len(readings.logits), second.asked) == (0, [])


def test_a_sieve_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    sieve().save(tmp_path / "sieve.npz")

    loaded = Sieve.load(tmp_path / "sieve.npz")

    assert (loaded.model, loaded.lowest) == ("first", 0.0)
    assert loaded.weights.tolist() == [0.0, 0.0, 1.0]


def test_a_damaged_sieve_is_named(tmp_path: Path) -> None:
    (tmp_path / "sieve.npz").write_bytes(b"no sieve")

    with pytest.raises(ModelError, match=r"sieve\.npz: not a sieve"):
        Sieve.load(tmp_path / "sieve.npz")


def test_of_two_pieces_the_greater_danger_and_the_greater_harm_count() -> None:
    calm = Reading(0.0, heads={"harmful": -2.0}, danger=3.0)
    harsh = Reading(0.0, heads={"harmful": 2.0}, danger=-1.0)

    assert [(each.harm, each.danger) for each in (calm.joined(harsh), harsh.joined(calm))] == [
        (2.0, 3.0),
        (2.0, 3.0),
    ]


def test_the_shipped_sieve_goes_by_the_shipped_screening_model() -> None:
    assert Sieve.load(MODELS / "distress" / SIEVE).model == read(MODELS / "screening").model_id


def test_an_exchanged_sieve_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "distress"
    copytree(MODELS / "distress", folder)
    sieve().save(folder / SIEVE)

    with pytest.raises(ModelError, match=r"sieve\.npz: damaged or exchanged"):
        Encoder.load(folder)


def test_the_shipped_model_tells_a_cry_from_a_joke() -> None:
    second = Encoder.load(MODELS / "distress")

    read = second.read_blocking(["i cant go on, tonight i end it", "this boss kills me lol"])
    second.close()

    assert read.logits[0, 0] > 0 > read.logits[1, 0]


async def test_a_prediction_says_how_likely_somebody_is_in_danger() -> None:
    rig = Rig(reader=FakeReader(heads=(DISTRESS,)), memory=None)

    prediction = await rig.screener().screen(message("dark"), behaviour=0.0)

    assert prediction.distress == pytest.approx(0.982, abs=0.001)


async def test_where_nobody_was_asked_a_prediction_says_nothing_of_it() -> None:
    prediction = await Rig(reader=FakeReader()).screener().screen(message("dark"), behaviour=0.0)

    assert prediction.distress is None


async def test_the_model_is_not_believed_in_a_language_that_it_was_not_taught() -> None:
    def polish(text: str) -> Normalised:
        return replace(normalise(text), language=Language("pl", 0.9))

    rig = Rig(reader=FakeReader(heads=(DISTRESS,)), memory=None, read=polish)

    assert (await rig.screener().screen(message("dark"), behaviour=0.0)).distress is None
