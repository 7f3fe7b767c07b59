"""all-MiniLM-L6-v2 in sentence-transformers: nearest neighbours among the shipped patterns."""

from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from data.packs import load_packs
from engine.verdict import Polarity

# As many as Haven's memory looks at.
_NEAREST = 5

Vectors = NDArray[np.float32]


class TorchMiniLM:
    """A score is the mean cosine to the five nearest harmful patterns, less that to the fine."""

    flag_at = 0.0  # nearer to harm than to what is fine

    @property
    def version(self) -> str:
        return f"{version('sentence-transformers')}, torch {version('torch')}"

    def load(self, _: str) -> None:
        from engine.training.base import load, source_folder

        self._model = load(source_folder())
        patterns = load_packs().patterns
        vectors = self._embed([pattern.text for pattern in patterns])
        harmful = np.array([pattern.polarity is Polarity.HARMFUL for pattern in patterns])
        self._harmful, self._fine = vectors[harmful], vectors[~harmful]

    def score(self, texts: Sequence[str]) -> Sequence[float]:
        vectors = self._embed(texts)
        margins = _nearness(vectors, self._harmful) - _nearness(vectors, self._fine)
        return [float(margin) for margin in margins]

    def _embed(self, texts: Sequence[str]) -> Vectors:
        vectors: Vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return vectors


def _nearness(vectors: Vectors, precedents: Vectors) -> Vectors:
    """To the five nearest, in the mean; shape (len(vectors),)."""
    cosines = vectors @ precedents.T
    nearest: Vectors = np.partition(cosines, -_NEAREST, axis=1)[:, -_NEAREST:].mean(axis=1)
    return nearest
