"""The screening stack by itself, put together: for the bot, and for `haven screen` and `eval`."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bot.settings import Settings
from data.packs import load_packs
from engine.changes import LearnedPattern
from engine.language import ENGLISH
from engine.memory.index import FaissIndex
from engine.memory.patterns import PatternMemory
from engine.packs import Packs
from engine.ports import TextReader
from engine.screening.batcher import Batcher
from engine.screening.cache import VerdictCache
from engine.screening.cascade import Cascade, Shedding
from engine.screening.encoder import Encoder
from engine.screening.fused import RISK, Fused
from engine.screening.language import LanguageIdentifier, spoken
from engine.screening.linear import LINEAR, Linear
from engine.screening.risk import Blueprint, RiskModel
from engine.screening.screen import Screener, detectors
from engine.screening.sentiment import Sentiment
from engine.screening.suffixes import domain_of
from engine.text import normalise, unnormalised


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The screening stack by itself, as `haven screen` and `haven eval` use it."""

    packs: Packs
    embedder: TextReader
    linear: Linear | None
    memory: PatternMemory
    risk_model: RiskModel
    screener: Screener


@asynccontextmanager
async def open_screening(
    settings: Settings,
    *,
    learned: Sequence[LearnedPattern] = (),
    live: bool = False,
    background: bool = False,
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
    encoder = Encoder.load(settings.screening.folder, workers=workers, background=background)
    embedder = Batcher(encoder, workers=workers)
    try:
        calibrated = Fused.load(settings.screening.folder / RISK)
        memory = await PatternMemory.build(
            packs.patterns,
            learned,
            embedder,
            FaissIndex,
            calibration=calibrated.memory,
            without_fine="fine_precedents" in off,
        )
        if live:
            # The list of public suffixes takes 0.1 s to load: not on the loop, at the first link.
            await asyncio.to_thread(domain_of, "example.com")
        shedding = _shedding(settings, live=live)
        cascade = Cascade(calibrated.band, shedding=shedding, waiting=lambda: embedder.pending)
        linear = _linear(settings, encoder)
        yield _assembled(settings, packs, embedder, memory, linear, calibrated, cascade)
    finally:
        await embedder.close()
        encoder.close()


def _assembled(
    settings: Settings,
    packs: Packs,
    embedder: TextReader,
    memory: PatternMemory,
    linear: Linear | None,
    calibrated: Fused,
    cascade: Cascade,
) -> Screening:
    chosen = settings.screening
    risk_model = calibrated if chosen.risk_model == calibrated.name else Blueprint()
    screener = screener_for(
        packs,
        embedder,
        memory,
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
        screener=screener,
    )


def screener_for(
    packs: Packs,
    reader: TextReader,
    memory: PatternMemory,
    *,
    off: frozenset[str],
    linear: Linear | None,
    risk_model: RiskModel,
    cascade: Cascade | None = None,
) -> Screener:
    """A screener without the detectors named in `off`."""
    read = unnormalised if "normaliser" in off else normalise
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
        normalise=read if "language" in off else spoken(read, identifier_for(packs)),
    )


def identifier_for(packs: Packs) -> LanguageIdentifier:
    """Tells the languages that the packs cover, and many that they do not.

    Raises:
        ModelError: the language model is missing or damaged.
    """
    everyday = {ENGLISH: packs.phrases.get("common", frozenset())}
    for code, pack in packs.languages.items():
        everyday[code] = pack.phrases.get("common", frozenset()) | _own_words(packs, code)
    return LanguageIdentifier.load(
        Path(str(files("data.models"))) / "language",
        common=everyday,
        international=packs.phrases.get("international", frozenset()),
    )


def _own_words(packs: Packs, code: str) -> frozenset[str]:
    """Harsh words that no English text has tell the language as well as everyday ones do."""
    english = {term for group in packs.lexicon for term in group.terms}
    own = (group.terms for group in packs.languages[code].lexicon if not group.homonym)
    return frozenset(term for terms in own for term in terms if " " not in term) - english


def _linear(settings: Settings, encoder: Encoder) -> Linear | None:
    """None for a model that comes without; what it promises has been verified already."""
    if LINEAR not in encoder.manifest.files:
        return None
    return Linear.load(settings.screening.folder / LINEAR)


def _shedding(settings: Settings, *, live: bool) -> Shedding:
    """Never but live: whom a block spares depends on where the block begins."""
    return settings.screening.cascade if live else Shedding.NEVER
