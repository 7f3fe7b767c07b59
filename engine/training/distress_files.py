"""The fitted network as a folder that the bot can load: model, tokeniser, sieve, manifest."""

import importlib.metadata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from shutil import copyfile

import numpy as np

from engine.screening.cache import DISTRESS
from engine.screening.distress import SIEVE, Sieve
from engine.screening.encoder import Encoder
from engine.screening.manifest import MODEL, TOKENIZER, Manifest, file_sha256, write
from engine.training import base
from engine.training.distress_network import DistressNetwork, Rows
from engine.training.export import run, to_onnx
from engine.training.lessons import tokenized

MODEL_NAME = "haven-distress"
_LICENCE = "Apache-2.0"
_TOOLS = ("numpy", "onnx", "onnxruntime", "scikit-learn", "tokenizers", "torch")
# So many texts fix the scales of the 8-bit activations; the others tell what is lost.
_WATCHED = 0.25


def write_files(
    folder: Path,
    network: DistressNetwork,
    sieve: Sieve,
    texts: Sequence[str],
    *,
    exported_on: date,
) -> Manifest:
    """All but the card; the manifest's record of the training is still empty."""
    tokenizer = base.source_folder() / TOKENIZER
    places = np.random.default_rng(0).permutation(len(texts)).tolist()
    end = max(1, int(_WATCHED * len(texts)))
    watched, others = ([texts[place] for place in part] for part in (places[:end], places[end:]))
    rows = tokenized(watched, tokenizer, longest=base.MAX_TOKENS)
    (folder / MODEL).write_bytes(to_onnx(network, rows))
    copyfile(tokenizer, folder / TOKENIZER)
    sieve.save(folder / SIEVE)
    manifest = _manifest(folder, watched, exported_on)
    write(manifest, folder)
    return _measured(manifest, folder, network, others)


def _manifest(folder: Path, texts: Sequence[str], exported_on: date) -> Manifest:
    return Manifest(
        model=MODEL_NAME,
        files={name: file_sha256(folder / name) for name in (MODEL, TOKENIZER, SIEVE)},
        heads=(DISTRESS,),
        dimensions=DistressNetwork.width,
        max_tokens=base.MAX_TOKENS,
        source_package=base.PACKAGE,
        source_version=base.VERSION,
        source_sha256=base.WEIGHTS_SHA256,
        licence=_LICENCE,
        attribution=base.ATTRIBUTION,
        cosine_mean=0.0,
        cosine_min=0.0,
        log_odds_error=0.0,
        sentences=len(texts),
        sentences_sha256=sha256("\n".join(texts).encode()).hexdigest(),
        tools={name: importlib.metadata.version(name) for name in _TOOLS},
        exported_on=exported_on.isoformat(),
    )


def _measured(
    manifest: Manifest, folder: Path, network: DistressNetwork, texts: Sequence[str]
) -> Manifest:
    """How close the 8-bit file comes to the network, on texts that fixed no scale."""
    rows: Rows = tokenized(texts, folder / TOKENIZER, longest=base.MAX_TOKENS)
    wanted = run(network, rows)
    encoder = Encoder.load(folder)
    got = encoder.read_blocking(texts)
    encoder.close()
    cosines = (got.vectors * wanted.vectors).sum(axis=1)
    return replace(
        manifest,
        cosine_mean=round(float(cosines.mean()), 4),
        cosine_min=round(float(cosines.min()), 4),
        log_odds_error=round(float(np.abs(got.logits - wanted.logits).mean()), 4),
    )
