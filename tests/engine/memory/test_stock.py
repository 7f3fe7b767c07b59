from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.memory.stock import STOCK, Stocked, read_stock, write_stock
from engine.ports import Vectors


class Counting:
    """An embedder that remembers what it was asked."""

    model_id = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[len(text), 0.0] for text in texts], np.float32)


async def test_only_what_is_not_in_stock_is_embedded(tmp_path: Path) -> None:
    write_stock(tmp_path / STOCK, ["known"], np.array([[7.0, 1.0]], np.float32))
    asked = Counting()

    vectors = await Stocked(asked, read_stock(tmp_path / STOCK)).embed(["new", "known", "newer"])

    assert asked.asked == ["new", "newer"]
    assert vectors.tolist() == [[3.0, 0.0], [7.0, 1.0], [5.0, 0.0]]


async def test_with_everything_in_stock_nobody_is_asked() -> None:
    asked = Counting()

    await Stocked(asked, {"known": np.array([1.0, 0.0], np.float32)}).embed(["known"])

    assert asked.asked == []


def test_vectors_come_out_to_the_bit_as_they_went_in(tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).normal(size=(3, 384)).astype(np.float32)

    write_stock(tmp_path / STOCK, ["a", "b", "c"], vectors)

    assert np.array_equal(np.stack(list(read_stock(tmp_path / STOCK).values())), vectors)
