"""A model's folder and what its manifest promises about the files in it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

MODEL, TOKENIZER, MANIFEST = "model.onnx", "tokenizer.json", "manifest.json"


class ModelError(RuntimeError):
    """The model cannot be used; the message names the file and what mends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is in the folder, where it came from and how close it is to its source.

    `files` maps a name to its sha256; `heads` says what each logit is the log-odds of. The cosines
    are those of this model's vectors to the source model's in 32-bit floats, on those of the
    `sentences` that were kept out of the calibration; `log_odds_error` is the mean distance of the
    first head there. `training` is the record of how the model came about: recipe, sources with
    their hashes, licences and figures, and the time that each stage took.
    """

    model: str
    files: Mapping[str, str]
    dimensions: int
    max_tokens: int
    source_package: str
    source_version: str
    source_sha256: str
    licence: str
    attribution: str
    cosine_mean: float
    cosine_min: float
    sentences: int
    sentences_sha256: str
    tools: Mapping[str, str]
    exported_on: str
    heads: tuple[str, ...]
    log_odds_error: float
    training: Mapping[str, Any] = field(default_factory=dict)

    @property
    def model_id(self) -> str:
        return f"{self.model}@{self.files[MODEL][:12]}"


def write(manifest: Manifest, folder: Path) -> None:
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    path = folder / MANIFEST
    try:
        written = json.loads(path.read_bytes())
        manifest = Manifest(**written | {"heads": tuple(written.get("heads", ()))})
    except FileNotFoundError as error:
        raise ModelError(f"{path}: not found; {_MEND}") from error
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(f"{path}: not a manifest ({error}); {_MEND}") from error
    missing = {MODEL, TOKENIZER} - set(manifest.files)
    if missing:
        raise ModelError(f"{path}: names no {' and no '.join(sorted(missing))}; {_MEND}")
    return manifest


def verify(folder: Path) -> Manifest:
    """The manifest, once every file it names has been read and has the promised hash.

    Raises:
        ModelError: a file is missing, cut short or not the one the manifest was written for.
    """
    manifest = read(folder)
    for name, promised in manifest.files.items():
        found = file_sha256(folder / name)
        if found != promised:
            raise ModelError(
                f"{folder / name}: damaged or exchanged: its sha256 is {found[:12]}…, "
                f"{MANIFEST} promises {promised[:12]}…; {_MEND}"
            )
    return manifest


def file_sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); {_MEND}") from error


_MEND = "reinstall haven, or write the model anew with `haven train`"
