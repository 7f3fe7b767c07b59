"""Character n-grams to log-odds of harm: the cheap look at every message, in numpy alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.screening.manifest import ModelError

LINEAR = "linear.npz"
SIZES = (2, 3, 4, 5)
BITS = 19
# Abuse at the end of a long message counts; what comes after a screenful does not.
_LONGEST = 1_000
# Texts that are looked up together: more only take memory.
_TOGETHER = 512
_ROLL = np.uint32(0x01000193)  # FNV's prime
_SCATTER = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B))

Buckets = NDArray[np.uint32]
Places = NDArray[np.int64]
LogOdds = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Grams:
    """Every n-gram's bucket, a row for each of SIZES and a column for each character it begins at.

    The grams of text `t` of the size of row `r` lie at `buckets[r, starts[t]:stops[r, t]]`; what
    lies between reaches into the next text and belongs to none.
    """

    buckets: Buckets
    starts: Places
    stops: Places

    @property
    def counts(self) -> Places:
        """How many grams each text has, of all sizes."""
        return np.asarray((self.stops - self.starts).sum(axis=0))


def grams_of(texts: Sequence[str]) -> Grams:
    """The grams of the texts with a space at either end, up to their thousandth character."""
    padded = [f" {text[:_LONGEST]} " for text in texts]
    letters = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.array([len(text) for text in padded])
    ends = lengths.cumsum()
    starts = ends - lengths
    stops = np.maximum(ends + _REACH, starts)
    return Grams(_buckets(letters), starts, stops)


_REACH = 1 - np.array(SIZES).reshape(-1, 1)


def _buckets(letters: Buckets) -> Buckets:
    count, longest = len(letters), SIZES[-1]
    following = np.empty(count + longest, np.uint32)
    following[:count], following[count:] = letters, 0
    rolled = following[:count]
    hashes = np.empty((len(SIZES), count), np.uint32)
    for size in range(2, longest + 1):
        rolled = rolled * _ROLL + following[size - 1 : size - 1 + count]
        hashes[size - SIZES[0]] = rolled
    return _scattered(hashes)


def _scattered(hashes: Buckets) -> Buckets:
    """In place: the upper bits of a rolled hash hardly know of its last letters."""
    hashes ^= hashes >> 15
    hashes *= _SCATTER[0]
    hashes ^= hashes >> 13
    hashes *= _SCATTER[1]
    hashes >>= 32 - BITS
    return hashes


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """log-odds = scale · (sum of the grams' weights) / √(number of grams) + bias.

    Weights are whole numbers, so that a text's sum is the same whatever it is looked up with.
    """

    weights: NDArray[np.int8]
    scale: float
    bias: float

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote; whether it is the promised file, the manifest knows.

        Raises:
            ModelError: the file is missing, damaged or made for other n-grams.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                made_for, weights = tuple(kept["sizes"].tolist()), kept["weights"]
                linear = cls(weights, float(kept["scale"]), float(kept["bias"]))
        except Exception as error:  # numpy, zipfile and zlib each raise their own
            raise ModelError(f"{path}: no linear model ({error})") from error
        if made_for != SIZES or weights.shape != (1 << BITS,) or weights.dtype != np.int8:
            raise ModelError(f"{path}: made for other n-grams than this version of haven reads")
        return linear

    def save(self, path: Path) -> None:
        np.savez_compressed(
            path, weights=self.weights, scale=self.scale, bias=self.bias, sizes=np.array(SIZES)
        )

    def log_odds(self, texts: Sequence[str]) -> LogOdds:
        """Of being harmful, for screened texts; shape (len(texts),)."""
        if len(texts) <= _TOGETHER:
            return self._log_odds(texts)
        parts = range(0, len(texts), _TOGETHER)
        return np.concatenate([self._log_odds(texts[at : at + _TOGETHER]) for at in parts])

    def _log_odds(self, texts: Sequence[str]) -> LogOdds:
        if not texts:
            return np.empty(0, np.float32)
        grams = grams_of(texts)
        sums = np.empty((len(SIZES), grams.buckets.shape[1] + 1), np.int32)
        sums[:, 0] = 0
        np.cumsum(self.weights[grams.buckets], axis=1, dtype=np.int32, out=sums[:, 1:])
        totals = (sums[_ROWS, grams.stops] - sums[_ROWS, grams.starts]).sum(axis=0)
        odds = totals * self.scale / np.sqrt(np.maximum(grams.counts, 1)) + self.bias
        return np.asarray(odds, np.float32)


_ROWS = np.arange(len(SIZES)).reshape(-1, 1)
