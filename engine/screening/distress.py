"""People in danger: a second model looks at the few texts in which a cheap look sees a chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.ports import Readings, TextReader, Vectors
from engine.screening.cache import DISTRESS
from engine.screening.manifest import ModelError

SIEVE = "sieve.npz"

# In log-odds: of what the sieve keeps back nobody has asked.
_UNASKED = np.float32(-np.inf)


@dataclass(frozen=True, slots=True, eq=False)
class Sieve:
    """A line through vectors and logits of the screening model `model`, and of no other one; what
    lies at `lowest` or above is looked at again.
    """

    model: str
    weights: NDArray[np.float32]
    lowest: float

    @classmethod
    def load(cls, path: Path) -> Self:
        try:
            with np.load(path) as kept:
                return cls(str(kept["model"]), kept["weights"], float(kept["lowest"]))
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"{path}: not a sieve ({error}); reinstall haven") from error

    def save(self, path: Path) -> None:
        np.savez(path, model=self.model, weights=self.weights, lowest=np.float64(self.lowest))

    @staticmethod
    def seen(readings: Readings) -> NDArray[np.float32]:
        """(n, 384 + heads): what the line goes through."""
        return np.hstack([readings.vectors, readings.logits])

    def passing(self, readings: Readings) -> NDArray[np.intp]:
        """The places of the texts that are to be looked at again."""
        return np.flatnonzero(self.seen(readings) @ self.weights >= self.lowest)


class Attentive:
    """A TextReader with one more head, the log-odds that somebody is in danger; minus infinity
    where the sieve saw no chance of it, so that `second` was not asked. A sieve for another model
    than `reader` lets all through.
    """

    def __init__(self, reader: TextReader, second: TextReader, sieve: Sieve) -> None:
        self._reader = reader
        self._second = second
        self._sieve = sieve if sieve.model == reader.model_id else None

    @property
    def model_id(self) -> str:
        return self._reader.model_id

    @property
    def heads(self) -> tuple[str, ...]:
        return (*self._reader.heads, DISTRESS)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return await self._reader.embed(texts)

    async def read(self, texts: Sequence[str]) -> Readings:
        readings = await self._reader.read(texts)
        danger = np.full((len(texts), 1), _UNASKED)
        chosen = self._sieve.passing(readings) if self._sieve else np.arange(len(texts))
        if len(chosen):
            again = await self._second.read([texts[place] for place in chosen.tolist()])
            danger[chosen] = again.logits
        return Readings(readings.vectors, np.hstack([readings.logits, danger]))
