"""A trained network as a folder that the bot can load: model, tokeniser, linear model, manifest."""

import hashlib
import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from shutil import copyfile

import numpy as np

from engine.screening.encoder import Encoder
from engine.screening.linear import LINEAR, Linear
from engine.screening.manifest import MODEL, TOKENIZER, Manifest, file_sha256, write
from engine.training import base
from engine.training.export import run, to_onnx
from engine.training.labels import HEADS
from engine.training.lessons import tokenized
from engine.training.network import WIDTH, Network

MODEL_NAME = "haven-screening"
_TOOLS = (
    "numpy",
    "onnx",
    "onnxruntime",
    "scikit-learn",
    "sentence-transformers",
    "tokenizers",
    "torch",
)
# Every third sentence is kept out of the fixing of scales, to be measured.
_HELD_OUT = 3


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How close the 8-bit file comes to the network in 32 bits, on held-out sentences."""

    cosine_mean: float
    cosine_min: float
    log_odds_error: float


def write_candidate(
    folder: Path,
    network: Network,
    linear: Linear,
    *,
    sentences: Sequence[str],
    exported_on: date,
) -> Manifest:
    """Write all but the calibrated risk. `sentences` should be like what the bot will read: two of
    three fix the scales of the activations, the third measures the loss. Some hundreds are enough.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = base.source_folder() / TOKENIZER
    rows = tokenized(sentences, tokenizer, longest=base.MAX_TOKENS)
    scales = [row for place, row in enumerate(rows) if place % _HELD_OUT]
    (folder / MODEL).write_bytes(to_onnx(network, scales))
    copyfile(tokenizer, folder / TOKENIZER)
    linear.save(folder / LINEAR)
    manifest = _manifest(folder, sentences, exported_on)
    write(manifest, folder)
    found = _fidelity(folder, network, sentences[::_HELD_OUT], rows[::_HELD_OUT])
    manifest = replace(
        manifest,
        cosine_mean=round(found.cosine_mean, 4),
        cosine_min=round(found.cosine_min, 4),
        log_odds_error=round(found.log_odds_error, 4),
    )
    write(manifest, folder)
    return manifest


def _manifest(folder: Path, sentences: Sequence[str], exported_on: date) -> Manifest:
    return Manifest(
        model=MODEL_NAME,
        files={name: file_sha256(folder / name) for name in (MODEL, TOKENIZER, LINEAR)},
        heads=HEADS,
        dimensions=WIDTH,
        max_tokens=base.MAX_TOKENS,
        source_package=base.PACKAGE,
        source_version=base.VERSION,
        source_sha256=base.WEIGHTS_SHA256,
        licence=base.LICENCE,
        attribution=base.ATTRIBUTION,
        cosine_mean=0.0,
        cosine_min=0.0,
        log_odds_error=0.0,
        sentences=len(sentences),
        sentences_sha256=hashlib.sha256("\n".join(sentences).encode()).hexdigest(),
        tools={name: importlib.metadata.version(name) for name in _TOOLS},
        exported_on=exported_on.isoformat(),
    )


def _fidelity(
    folder: Path, network: Network, texts: Sequence[str], rows: Sequence[Sequence[int]]
) -> Fidelity:
    wanted = run(network, rows)
    encoder = Encoder.load(folder)
    got = encoder.read_blocking(texts)
    encoder.close()
    cosines = (got.vectors * wanted.vectors).sum(axis=1)
    error = np.abs(got.logits[:, 0] - wanted.logits[:, 0]).mean()
    return Fidelity(float(cosines.mean()), float(cosines.min()), float(error))
