"""The order in which texts are shown: shuffled, yet texts of like length together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

# Sorting within this many batches saves most of the padding and keeps the mix random.
_WINDOW = 50


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of every text, and of its obfuscated variant where it has one."""

    clear: Sequence[Sequence[int]]
    obfuscated: Sequence[Sequence[int] | None]


def order(
    rows: NDArray[np.int64], tokens: Tokens, *, size: int, seed: int
) -> list[NDArray[np.int64]]:
    """Batches of row numbers; the same for the same seed."""
    random = np.random.default_rng(seed)
    shuffled = random.permutation(rows)
    lengths = np.array([len(tokens.clear[row]) for row in shuffled])
    batches: list[NDArray[np.int64]] = []
    for start in range(0, len(shuffled), _WINDOW * size):
        window = slice(start, start + _WINDOW * size)
        ordered = shuffled[window][np.argsort(lengths[window], kind="stable")]
        batches += [ordered[place : place + size] for place in range(0, len(ordered), size)]
    return [batches[place] for place in random.permutation(len(batches))]


def shown(
    batch: NDArray[np.int64], tokens: Tokens, *, obfuscated: float, random: np.random.Generator
) -> Iterator[Sequence[int]]:
    """Each text's tokens, of its variant in `obfuscated` of the cases that have one."""
    for row, chance in zip(batch, random.random(len(batch)), strict=True):
        variant = tokens.obfuscated[row]
        yield variant if variant is not None and chance < obfuscated else tokens.clear[row]


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Ids and mask, (batch, longest)."""
    longest = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = torch.tensor(row)
        mask[place, : len(row)] = 1
    return ids, mask
