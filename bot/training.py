"""The screening model from sources to candidate: the stages, with the shipped packs in place."""

import tomllib
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.reading import reader_for, spelling_for
from bot.scoring import predictions
from bot.screening import Screening, screener_for
from data.packs import load_packs
from engine.clock import SystemClock
from engine.events import Community, Platform
from engine.memory.index import FaissIndex
from engine.memory.patterns import Calibration, PatternMemory
from engine.screening.batcher import Batcher
from engine.screening.encoder import Encoder
from engine.screening.linear import LINEAR, Linear
from engine.screening.risk import Factors, Risk
from engine.screening.spelling import mending
from engine.text import Normalise, normalise_but_masks
from engine.training.calibration import Observed
from engine.training.contrast import Line, lines
from engine.training.corpus import Corpus, OwnText
from engine.training.own import own_texts
from engine.training.sources import SOURCES

# The order counts: a line that stands in two packs is the first one's.
LESSONS = (
    "contrast",
    "chatter",
    "banter",
    "groups",
    "friends",
    "swearing",
    "games",
    "threats",
    "quiet",
    "about",
    "comments",
    "streams",
    "everyday",
    "posts",
)
# Any slope will do: the margin is read back from the similarity that it gives.
_PROBE = Calibration(slope=10.0, offset=0.0, usual_fine=0.0)
_BLOCK = 512
NOWHERE = Community(Platform.CONSOLE, "training")
EVEN = 0.5


@dataclass(slots=True)
class Recorder:
    """A risk model that only writes down what it is asked about."""

    seen: list[Factors] = field(default_factory=list)
    name: str = "recorder"
    flag_at: float = 1.0

    def assess(self, factors: Factors) -> Risk:
        self.seen.append(factors)
        return Risk(0.0, (), confidence=0.0)


def own_lessons(seed: int) -> list[OwnText]:
    """The patterns and the expanded contrast templates of the shipped packs."""
    return list(own_texts(load_packs().patterns, contrast_lines(seed)))


def contrast_lines(seed: int) -> Iterator[Line]:
    """The lines of all lesson packs, no text twice."""
    seen: set[str] = set()
    for name in LESSONS:
        pack = files("data.packs") / "lessons" / f"{name}.toml"
        yield from lines(tomllib.loads(pack.read_text(encoding="utf-8")), seed=seed, seen=seen)


@cache
def reading() -> Normalise:
    """How texts are read for a training: as the bot does, taking all of them for English."""
    return mending(normalise_but_masks, spelling_for(load_packs()))


@asynccontextmanager
async def opened(draft: Path, recorder: Recorder) -> AsyncIterator[Screening]:
    """The screening of a model whose risk is still to be calibrated."""
    packs = load_packs()
    encoder = Encoder.load(draft)
    embedder = Batcher(encoder)
    linear = Linear.load(draft / LINEAR)
    try:
        read = reader_for(packs)
        memory = await PatternMemory.build(
            packs.patterns,
            (),
            embedder,
            FaissIndex,
            calibration=_PROBE,
            now=SystemClock().now,
            normalise=read,
        )
        yield Screening(
            packs=packs,
            embedder=embedder,
            linear=linear,
            memory=memory,
            risk_model=recorder,
            normalise=read,
            screener=screener_for(
                packs,
                embedder,
                memory,
                read=read,
                off=frozenset(),
                linear=linear,
                risk_model=recorder,
            ),
        )
    finally:
        await embedder.close()
        encoder.close()


async def observe(draft: Path, corpus: Corpus) -> Observed:
    """The development texts whose label is known, as the draft's screener sees them."""
    rows = _development(corpus)
    texts = [corpus.texts[row] for row in rows.tolist()]
    recorder = Recorder()
    margins: list[float] = []
    async with opened(draft, recorder) as screening:
        for start in range(0, len(texts), _BLOCK):
            block = texts[start : start + _BLOCK]
            await predictions(screening, block)
            recalled = screening.memory.recall_many(await screening.embedder.embed(block), NOWHERE)
            margins += [recall.margin for recall in recalled]
    return Observed(
        factors=recorder.seen,
        margins=np.array(margins),
        harmful=corpus.targets[rows, 0] >= EVEN,
        sources=[corpus.names[source] for source in corpus.sources[rows]],
        weights={source.name: source.weight for source in SOURCES},
    )


async def usual_fine(draft: Path, texts: Sequence[str]) -> float:
    """What harmless texts have to their nearest fine precedents: the mean cosine."""
    async with opened(draft, Recorder()) as screening:
        vectors = await screening.embedder.embed(texts)
        margins = screening.memory.recall_many(vectors, NOWHERE)
        harm_alone = await PatternMemory.build(
            screening.packs.patterns,
            (),
            screening.embedder,
            FaissIndex,
            calibration=_PROBE,
            now=SystemClock().now,
            without_fine=True,
            normalise=screening.normalise,
        )
        alone = harm_alone.recall_many(vectors, NOWHERE)
    distances = [a.margin - both.margin for a, both in zip(alone, margins, strict=True)]
    return float(np.mean(distances))


def _development(corpus: Corpus) -> NDArray[np.int64]:
    """But for the shipped patterns: the memory knows them by heart."""
    known = {reading()(pattern.text).screened for pattern in load_packs().patterns}
    labelled = corpus.development & (corpus.targets[:, 0] >= 0)
    return np.array(
        [row for row in np.flatnonzero(labelled).tolist() if corpus.texts[row] not in known]
    )
