"""The encoder as it ships: the committed model, read and run."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from engine.screening.encoder import Encoder
from engine.screening.manifest import MANIFEST, MODEL, TOKENIZER, ModelError, file_sha256, read

SHIPPED = Path(__file__).parents[3] / "data" / "models" / "screening"
CHAT = [f"{who} {what}" for who in ("i", "you all", "the raid") for what in ("won", "lost a round")]
# Cosines of the shipped model when it was made: alike in meaning is near, however it is worded.
PAIRS = [
    ("nobody wants you in this server", "we would all be happier if you left this server", 0.533),
    ("nobody wants you in this server", "does anyone know when the update comes out", 0.086),
    ("i will find out where you live", "i know which street you are on", 0.508),
    ("good game everyone", "gg all, well played", 0.518),
    ("free nitro, click here", "claim your gift now at this link", 0.357),
]


@pytest.fixture(scope="module")
def encoder() -> Iterator[Encoder]:
    encoder = Encoder.load(SHIPPED)
    yield encoder
    encoder.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped model, to be damaged."""
    return copytree(SHIPPED, tmp_path / "model")


@pytest.mark.parametrize(("left", "right", "cosine"), PAIRS)
async def test_two_texts_are_as_alike_as_when_the_model_was_made(
    encoder: Encoder, left: str, right: str, cosine: float
) -> None:
    first, second = await encoder.embed([left, right])

    assert float(first @ second) == pytest.approx(cosine, abs=0.03)


async def test_vectors_have_unit_length(encoder: Encoder) -> None:
    vectors = await encoder.embed(CHAT)

    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(CHAT)), abs=1e-5)


async def test_a_text_has_the_same_vector_whatever_it_is_embedded_with(encoder: Encoder) -> None:
    crowd = [f"{text}{' again' * (number % 9)}" for number in range(20) for text in CHAT]
    alone = np.concatenate([await encoder.embed([text]) for text in crowd])

    together = await encoder.embed(crowd)

    assert np.array_equal(together, alone)


async def test_rows_come_in_the_order_asked(encoder: Encoder) -> None:
    forwards = await encoder.embed(CHAT)

    backwards = await encoder.embed(CHAT[::-1])

    assert np.array_equal(backwards, forwards[::-1])


async def test_blocking_makes_no_difference_to_the_vectors(encoder: Encoder) -> None:
    assert np.array_equal(encoder.read_blocking(CHAT).vectors, await encoder.embed(CHAT))


async def test_no_texts_make_no_rows(encoder: Encoder) -> None:
    assert (await encoder.embed([])).shape == (0, 384)


async def test_an_empty_text_has_a_vector(encoder: Encoder) -> None:
    assert np.linalg.norm(await encoder.embed([""])) == pytest.approx(1)


@pytest.mark.parametrize(
    "text",
    [
        "\ud83d half a smile",
        "a" * 1_000_000,
        "e" + "\u0301" * 100_000,
        "\0\u202e\u200b",
        "🙂" * 500,
    ],
    ids=["lone surrogate", "a megabyte", "100k combining marks", "controls", "emoji"],
)
async def test_odd_texts_have_vectors(encoder: Encoder, text: str) -> None:
    assert np.isfinite(await encoder.embed([text])).all()


async def test_only_the_first_64_tokens_count(encoder: Encoder) -> None:
    # 62 words and the two marks at the ends.
    first, second = await encoder.embed(["word " * 62, "word " * 62 + "something else"])

    assert np.array_equal(first, second)


def test_the_model_id_names_the_very_file(encoder: Encoder) -> None:
    assert encoder.model_id == f"haven-screening@{file_sha256(SHIPPED / MODEL)[:12]}"


def test_the_shipped_model_is_as_close_to_its_source_as_promised() -> None:
    assert read(SHIPPED).cosine_mean >= 0.99


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, MANIFEST])
def test_a_missing_file_is_named_with_its_remedy(folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(ModelError, match=rf"{name}: .*haven train"):
        Encoder.load(folder)


def test_a_truncated_model_is_refused(folder: Path) -> None:
    with (folder / MODEL).open("r+b") as file:
        file.truncate(1_000_000)

    with pytest.raises(ModelError, match=rf"{MODEL}: damaged or exchanged"):
        Encoder.load(folder)


def test_another_tokenizer_is_refused(folder: Path) -> None:
    (folder / TOKENIZER).write_text("{}")

    with pytest.raises(ModelError, match=rf"{TOKENIZER}: damaged or exchanged"):
        Encoder.load(folder)


@pytest.mark.parametrize("text", ["", "[]", '{"model": "x"}', "not json", '"text"'])
def test_a_manifest_that_is_none_is_refused(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text)

    with pytest.raises(ModelError, match=rf"{MANIFEST}: not a manifest"):
        Encoder.load(folder)


def test_a_manifest_that_promises_no_model_is_refused(folder: Path) -> None:
    promise(folder, {TOKENIZER: file_sha256(folder / TOKENIZER)})

    with pytest.raises(ModelError, match=rf"names no {MODEL}"):
        Encoder.load(folder)


def test_a_model_without_the_promised_logits_is_refused(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | {"heads": ["moon", "tide"]}))

    with pytest.raises(ModelError, match=rf"{MODEL}: its outputs .* are not those"):
        Encoder.load(folder)


@pytest.mark.parametrize(("name", "library"), [(MODEL, "onnxruntime"), (TOKENIZER, "tokenizers")])
def test_a_file_that_the_library_cannot_read_is_named(
    folder: Path, name: str, library: str
) -> None:
    (folder / name).write_text("promised, but no model")
    promise(folder, {kind: file_sha256(folder / kind) for kind in (MODEL, TOKENIZER)})

    with pytest.raises(ModelError, match=rf"{name}: {library} cannot load it"):
        Encoder.load(folder)


def promise(folder: Path, files: dict[str, str]) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | {"files": files}))


async def test_in_the_background_the_encoders_threads_make_way_for_all_others() -> None:
    background = Encoder.load(SHIPPED, workers=1, background=True)
    try:
        priority = background._threads.submit(os.getpriority, os.PRIO_PROCESS, 0).result()
    finally:
        background.close()

    # Where threads have no priorities of their own, they keep that of the process.
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert priority == (19 if sys.platform == "linux" else ours)
    assert ours < 19
