"""How far a language model's figures are to be believed: an isotonic fit on moderators' rulings.

Its figures are kept in their order; only what each of them means is learned. Rulings of all
communities count together, for a model is the same everywhere. A fit sees nothing but messages that
became cases.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from engine.memory.trust import MOST_OF_ONE

# Of 50 rulings a share is known to about 14 points, which is what advice may move (advice.BAND);
# of fewer the fit would be noise. At 50 it is believed half, at 450 nine tenths.
LEAST = 50
# Where moderators always say the same, nothing tells a high figure from a low one.
LEAST_OF_EACH = 10


@dataclass(frozen=True, slots=True)
class Tried:
    """The figure a model gave for a case, 0..1, and what moderators said of the case."""

    model: str
    harm: float
    harmful: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Curve:
    """From a model's figure to the one that is meant. `knots` rise in both; `trust` is 0..1."""

    knots: tuple[tuple[float, float], ...] = ()
    trust: float = 0.0

    def __call__(self, harm: float) -> float:
        if not self.knots:
            return harm
        figures, shares = zip(*self.knots, strict=True)
        fitted = float(np.interp(harm, figures, shares))
        return max(0.0, min(1.0, harm + self.trust * (fitted - harm)))


AS_SAID = Curve()


class Calibration:
    """A curve for each model, made anew of all rulings: one that was withdrawn leaves no trace."""

    def __init__(self) -> None:
        self._curves: dict[str, Curve] = {}

    def learn(self, tried: Iterable[Tried]) -> None:
        by_model = defaultdict[str, list[Tried]](list)
        for each in tried:
            by_model[each.model].append(each)
        self._curves = {model: fitted(group) for model, group in by_model.items()}

    def of(self, model: str) -> Curve:
        return self._curves.get(model, AS_SAID)


def model_key(model: str, digest: str) -> str:
    """Other weights under the same name are another model."""
    return f"{model}@{digest}"


def fitted(tried: Iterable[Tried]) -> Curve:
    """One model's; as it says itself where too little is known."""
    heard = list(_heard(list(tried)))
    harmful = sum(each.harmful for each in heard)
    if len(heard) < LEAST or min(harmful, len(heard) - harmful) < LEAST_OF_EACH:
        return AS_SAID
    return Curve(tuple(_pooled(heard)), trust=len(heard) / (len(heard) + LEAST))


def _heard(tried: Sequence[Tried]) -> Iterator[Tried]:
    """The newest of each moderator: no more than a memory learns of one, nor than all others have
    given together, so that nobody teaches a model alone.
    """
    given = Counter(each.by for each in tried)
    most = {by: min(count, MOST_OF_ONE) for by, count in given.items()}
    whole = sum(most.values())
    left = {by: min(count, whole - count) for by, count in most.items()}
    newest = sorted(tried, key=lambda each: (each.at, each.harm, each.harmful), reverse=True)
    for each in newest:
        if left[each.by] > 0:
            left[each.by] -= 1
            yield each


def _pooled(tried: Sequence[Tried]) -> Iterator[tuple[float, float]]:
    """Pool adjacent violators: the rising shares nearest to what was ruled, by mean figure."""
    pools: list[tuple[int, float, int]] = []
    for figure in sorted({each.harm for each in tried}):
        said = [each.harmful for each in tried if each.harm == figure]
        pools.append((len(said), figure * len(said), sum(said)))
        while len(pools) > 1 and _share(pools[-2]) >= _share(pools[-1]):
            last, before = pools.pop(), pools.pop()
            pools.append((last[0] + before[0], last[1] + before[1], last[2] + before[2]))
    for count, figures, harmful in pools:
        yield figures / count, harmful / count


def _share(pool: tuple[int, float, int]) -> float:
    return pool[2] / pool[0]
