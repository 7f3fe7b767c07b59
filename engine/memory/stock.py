"""The vectors of the shipped patterns, made once: to embed them at every start takes 0.5 s."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from engine.ports import Embedder, Vectors

STOCK = "patterns.npz"


def write_stock(path: Path, texts: Sequence[str], vectors: Vectors) -> None:
    """`vectors` is (len(texts), dimensions); the texts are screened ones, without line breaks."""
    with path.open("wb") as file:
        np.savez(file, texts=np.array("\n".join(texts)), vectors=vectors)


def read_stock(path: Path) -> Mapping[str, Vectors]:
    """Each text's vector, (dimensions,)."""
    with np.load(path) as kept:
        return dict(zip(str(kept["texts"]).split("\n"), kept["vectors"], strict=True))


class Stocked:
    """An embedder that has the vectors of some texts in stock, and asks another for the rest."""

    def __init__(self, embedder: Embedder, stock: Mapping[str, Vectors]) -> None:
        self._embedder = embedder
        self._stock = stock

    @property
    def model_id(self) -> str:
        return self._embedder.model_id

    async def embed(self, texts: Sequence[str]) -> Vectors:
        lacking = [text for text in texts if text not in self._stock]
        if len(lacking) == len(texts):
            return await self._embedder.embed(texts)
        made = await self._embedder.embed(lacking) if lacking else ()
        new = dict(zip(lacking, made, strict=True))
        return np.stack([new[text] if text in new else self._stock[text] for text in texts])
