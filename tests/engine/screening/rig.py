"""A screener over fakes, whose parts a test may change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.events import Community
from engine.memory.patterns import Excuse
from engine.ports import Readings, Vectors
from engine.screening.cache import VerdictCache
from engine.screening.cascade import Band, Cascade, Shedding
from engine.screening.linear import BITS, Linear
from engine.screening.risk import Blueprint, Factors, Risk
from engine.screening.screen import Screener, Tone, detectors
from engine.text import Normalised, normalise
from engine.verdict import Category, Polarity, Precedent
from tests.engine.screening.samples import HERE, PACKS


@dataclass
class FakeReader:
    """A text's vector and logits hold its length; the batches it was asked for are kept."""

    model_id = "fake"
    heads: tuple[str, ...] = ()
    batches: list[list[str]] = field(default_factory=list)

    async def read(self, texts: Sequence[str]) -> Readings:
        self.batches.append(list(texts))
        lengths = np.array([[len(text), 0.0] for text in texts], dtype=np.float32)
        return Readings(lengths, np.repeat(lengths[:, :1], len(self.heads), axis=1))

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return (await self.read(texts)).vectors


@dataclass
class FakeRecall:
    similarity: float
    precedents: tuple[Precedent, ...] = ()
    is_condemned: bool = False
    excuse: Excuse | None = None


@dataclass
class FakeMemory:
    similarity: float = 0.4
    generations: dict[Community, int] = field(default_factory=dict)

    def generation(self, community: Community) -> int:
        return self.generations.get(community, 0)

    def recall(self, vector: Vectors, community: Community) -> FakeRecall:
        return self.recall_many(vector.reshape(1, -1), community)[0]

    def recall_many(self, vectors: Vectors, community: Community) -> list[FakeRecall]:
        nearest = Precedent("p", 0.9, Category.THREAT, 0.9, Polarity.HARMFUL, "")
        similarity = self.similarity if community == HERE else 0.0
        return [FakeRecall(similarity, (nearest,)) for _ in vectors]


class Gloomy:
    def negativity(self, screened: str) -> float:
        return 1.0 if screened else 0.0

    def forget(self) -> None: ...


@dataclass
class Observed:
    """The blueprint, with what it was asked."""

    name = "blueprint"
    asked: list[Factors] = field(default_factory=list)

    def assess(self, factors: Factors) -> Risk:
        self.asked.append(factors)
        return Blueprint().assess(factors)


# Finds every text as harmless as the next.
MILD = Linear(np.zeros(1 << BITS, np.int8), scale=1.0, bias=-2.0)


def cascade(*, waiting: int = 0, shedding: Shedding = Shedding.SHED, low: float = -1.9) -> Cascade:
    """Crowded from ten texts on, and swamped from twenty."""
    band = Band(low, max(low, -1.0))
    return Cascade(band, shedding=shedding, waiting=lambda: waiting, crowded=10, swamped=20)


@dataclass
class Rig:
    reader: FakeReader = field(default_factory=FakeReader)
    memory: FakeMemory | None = field(default_factory=FakeMemory)
    sentiment: Tone | None = field(default_factory=Gloomy)
    cache: VerdictCache = field(default_factory=VerdictCache)
    off: frozenset[str] = frozenset()
    read: Callable[[str], Normalised] = normalise
    risk_model: Observed = field(default_factory=Observed)
    linear: Linear | None = None
    cascade: Cascade | None = None

    def screener(self) -> Screener:
        return Screener(
            detectors(PACKS, switched_off=self.off),
            reader=self.reader,
            memory=self.memory,
            sentiment=self.sentiment,
            risk_model=self.risk_model,
            cache=self.cache,
            linear=self.linear,
            cascade=self.cascade,
            normalise=self.read,
        )
