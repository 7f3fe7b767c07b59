"""The screening stack by itself, put together: for the bot, and for `haven screen` and `eval`."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bot.reading import reader_for
from bot.settings import Settings
from data.packs import load_packs
from engine.changes import LearnedPattern
from engine.clock import Clock, SystemClock
from engine.memory.index import FaissIndex
from engine.memory.patterns import PatternMemory
from engine.memory.stock import STOCK, Stocked, read_stock
from engine.packs import Packs
from engine.ports import TextReader, Vectors
from engine.screening.batcher import Batcher
from engine.screening.cache import VerdictCache
from engine.screening.cascade import Cascade, Shedding
from engine.screening.distress import SIEVE, Attentive, Sieve
from engine.screening.encoder import Encoder
from engine.screening.fused import RISK, Fused
from engine.screening.linear import LINEAR, Linear
from engine.screening.risk import Blueprint, RiskModel
from engine.screening.screen import Screener, detectors
from engine.screening.sentiment import Sentiment
from engine.screening.suffixes import domain_of
from engine.text import Normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The screening stack by itself, as `haven screen` and `haven eval` use it."""

    packs: Packs
    embedder: TextReader
    linear: Linear | None
    memory: PatternMemory
    risk_model: RiskModel
    normalise: Normalise
    screener: Screener


@asynccontextmanager
async def open_screening(
    settings: Settings,
    *,
    learned: Sequence[LearnedPattern] = (),
    live: bool = False,
    background: bool = False,
    clock: Clock | None = None,
) -> AsyncIterator[Screening]:
    """Load packs and model, and embed the patterns; about two seconds. Unless it is `live`, no text
    is spared the encoder. In the `background` the encoder makes way for all else.

    Raises:
        ModelError: the model's files are missing or damaged.
        PackError: a shipped pack is.
    """
    off = settings.screening.switched_off
    workers = settings.screening.workers
    packs = load_packs()
    read = reader_for(packs, off=off)
    encoder = Encoder.load(settings.screening.folder, workers=workers, background=background)
    embedder = Batcher(encoder, workers=workers)
    try:
        calibrated = Fused.load(settings.screening.folder / RISK)
        memory = await PatternMemory.build(
            packs.patterns,
            learned,
            Stocked(embedder, _stock(settings, encoder)),
            FaissIndex,
            calibration=calibrated.memory,
            now=(clock or SystemClock()).now,
            normalise=read,
            without_fine="fine_precedents" in off,
        )
        if live:
            # The list of public suffixes takes 0.1 s to load: not on the loop, at the first link.
            await asyncio.to_thread(domain_of, "example.com")
        shedding = _shedding(settings, live=live)
        cascade = Cascade(calibrated.band, shedding=shedding, waiting=lambda: embedder.pending)
        linear = _linear(settings, encoder)
        async with _attentive(settings, embedder, background=background) as reader:
            yield _assembled(
                settings, packs, read, embedder, reader, memory, linear, calibrated, cascade
            )
    finally:
        await embedder.close()
        encoder.close()


def _assembled(
    settings: Settings,
    packs: Packs,
    read: Normalise,
    embedder: TextReader,
    reader: TextReader,
    memory: PatternMemory,
    linear: Linear | None,
    calibrated: Fused,
    cascade: Cascade,
) -> Screening:
    chosen = settings.screening
    risk_model = calibrated if chosen.risk_model == calibrated.name else Blueprint()
    screener = screener_for(
        packs,
        reader,
        memory,
        read=read,
        off=chosen.switched_off,
        linear=linear,
        risk_model=risk_model,
        cascade=cascade,
    )
    return Screening(
        packs=packs,
        embedder=embedder,
        linear=linear,
        memory=memory,
        risk_model=risk_model,
        normalise=read,
        screener=screener,
    )


def screener_for(
    packs: Packs,
    reader: TextReader,
    memory: PatternMemory,
    *,
    read: Normalise,
    off: frozenset[str],
    linear: Linear | None,
    risk_model: RiskModel,
    cascade: Cascade | None = None,
) -> Screener:
    """A screener without the detectors named in `off`."""
    return Screener(
        detectors(packs, switched_off=off),
        reader=reader,
        memory=None if "memory" in off else memory,
        sentiment=None if "sentiment" in off else Sentiment(),
        risk_model=risk_model,
        cache=VerdictCache(),
        linear=linear,
        cascade=cascade,
        classifier="classifier" not in off,
        normalise=read,
    )


@asynccontextmanager
async def _attentive(
    settings: Settings, embedder: TextReader, *, background: bool
) -> AsyncIterator[TextReader]:
    """The embedder itself where nobody listens for people in danger: 50 MB are spared."""
    if "crisis" in settings.screening.switched_off:
        yield embedder
        return
    folder = Path(str(files("data.models"))) / "distress"
    second = Encoder.load(folder, workers=1, background=background)
    try:
        yield Attentive(embedder, second, Sieve.load(folder / SIEVE))
    finally:
        second.close()


def _linear(settings: Settings, encoder: Encoder) -> Linear | None:
    """None for a model that comes without; what it promises has been verified already."""
    if LINEAR not in encoder.manifest.files:
        return None
    return Linear.load(settings.screening.folder / LINEAR)


def _stock(settings: Settings, encoder: Encoder) -> Mapping[str, Vectors]:
    """Empty for a model that comes without; its patterns are then embedded at every start."""
    if STOCK not in encoder.manifest.files:
        return {}
    return read_stock(settings.screening.folder / STOCK)


def _shedding(settings: Settings, *, live: bool) -> Shedding:
    """Never but live: whom a block spares depends on where the block begins."""
    return settings.screening.cascade if live else Shedding.NEVER
