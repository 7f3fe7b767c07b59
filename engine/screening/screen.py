"""Screening: every detector's evidence, the memory's, and the risk that follows from them."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from time import perf_counter
from typing import Protocol

import numpy as np

from engine.events import Community, Message
from engine.packs import Packs
from engine.ports import Embedder
from engine.screening.cache import Memory, Recollection, VerdictCache
from engine.screening.endearment import Endearment
from engine.screening.heuristics import Heuristics
from engine.screening.lexicon import Lexicon
from engine.screening.quotation import Quotation
from engine.screening.risk import Factors, RiskModel, category_of, confidence_of
from engine.screening.signals import Detector, Sample
from engine.screening.spam import Spam
from engine.screening.targeting import Targeting, Unaimed
from engine.screening.vocabulary import Vocabulary
from engine.text import Normalised, normalise
from engine.verdict import RiskPrediction, Route, Signal

Normalise = Callable[[str], Normalised]

_STRONG = 0.3  # half a mild insult said to a person
_REMEMBERED_READINGS = 4096


class Tone(Protocol):
    def negativity(self, screened: str) -> float:
        """0 for neutral and positive texts, up to 1."""
        ...


def detectors(packs: Packs, *, switched_off: frozenset[str] = frozenset()) -> tuple[Detector, ...]:
    """All detectors but those named; "targeting" off makes every harsh word count in full."""
    vocabulary = Vocabulary(packs.lexicon)
    second_person = packs.phrases.get("second_person", frozenset())
    reporting = packs.phrases.get("reporting", frozenset())
    aiming = Unaimed() if "targeting" in switched_off else Targeting(packs.phrases)
    every: tuple[Detector, ...] = (
        Heuristics(vocabulary, second_person),
        Lexicon(vocabulary, aiming),
        Quotation(vocabulary, reporting, second_person),
        Endearment(vocabulary, packs.phrases.get("affection", frozenset())),
        Spam(vocabulary),
    )
    return tuple(detector for detector in every if detector.name not in switched_off)


def route(
    risk: float, flags: Sequence[str], *, light_at: float = 0.2, escalate_at: float = 0.6
) -> Route:
    """How much thought a message gets; a flag asks for some, however low the risk."""
    if risk >= escalate_at:
        return Route.ESCALATE
    return Route.LIGHT if flags or risk >= light_at else Route.ALLOW


class Screener:
    """`memory` and `sentiment` are None where they are switched off: their factor is then 0."""

    def __init__(
        self,
        detectors: Sequence[Detector],
        *,
        embedder: Embedder,
        memory: Memory | None,
        sentiment: Tone | None,
        risk_model: RiskModel,
        cache: VerdictCache,
        normalise: Normalise = normalise,
    ) -> None:
        self._detectors = detectors
        self._embedder = embedder
        self._memory = memory
        self._sentiment = sentiment
        self._risk_model = risk_model
        self._cache = cache
        self._read = lru_cache(_REMEMBERED_READINGS)(normalise)
        self._model = f"{risk_model.name}/{embedder.model_id}"

    async def prepare(self, messages: Sequence[Message], *, fresh: bool = False) -> None:
        """Embed a block's texts in one go. `fresh` forgets earlier texts first: how a text is
        rounded depends on its batch, and a resumed replay must come to the same numbers.
        """
        if fresh:
            self._cache.clear()
        if self._memory is None:
            return
        for community, texts in self._by_community(messages).items():
            await self._embed(texts)
            self._recall(self._memory, texts, community)

    async def screen(
        self, message: Message, *, behaviour: float, repeats: int = 0
    ) -> RiskPrediction:
        started = perf_counter()
        sample = Sample(message, self._read(message.text), repeats)
        signals = tuple(
            signal for detector in self._detectors for signal in detector.detect(sample)
        )
        screened = sample.normalised.screened
        recollection = await self._recollection(message, screened)
        semantic = recollection.similarity if recollection else 0.0
        precedents = recollection.precedents if recollection else ()
        negative = self._sentiment.negativity(screened) if self._sentiment else 0.0
        risk = self._risk_model.assess(Factors(semantic, behaviour, negative))
        return RiskPrediction(
            risk_score=risk.score,
            category=category_of(signals, precedents, semantic),
            confidence=confidence_of(risk, signals),
            flags=flags_of(signals),
            signals=signals,
            weights=risk.weights,
            precedents=precedents,
            model=self._model,
            screening_time_ms=(perf_counter() - started) * 1000.0,
        )

    def words(self, message: Message) -> tuple[str, ...]:
        """The message's words as the detectors read them."""
        return self._read(message.text).words

    def _by_community(self, messages: Sequence[Message]) -> dict[Community, list[str]]:
        texts: dict[Community, list[str]] = {}
        for message in messages:
            if screened := self._read(message.text).screened:
                texts.setdefault(message.place.community, []).append(screened)
        return texts

    async def _recollection(self, message: Message, screened: str) -> Recollection | None:
        """What memory says of the text; nothing of an empty one."""
        if self._memory is None or not screened:
            return None
        community = message.place.community
        generation = self._memory.generation(community)
        kept = self._cache.recollection(screened, community, generation)
        if kept:
            return kept
        if screened not in self._cache:
            await self._embed([screened])
        self._recall(self._memory, [screened], community)
        return self._cache.recollection(screened, community, generation)

    async def _embed(self, texts: Sequence[str]) -> None:
        unknown = [text for text in dict.fromkeys(texts) if text not in self._cache]
        self._cache.misses += len(unknown)
        self._cache.hits += len(texts) - len(unknown)
        if not unknown:
            return
        vectors = await self._embedder.embed(unknown)
        for text, vector in zip(unknown, vectors, strict=True):
            self._cache.keep(text, vector)

    def _recall(self, memory: Memory, texts: Sequence[str], community: Community) -> None:
        generation = memory.generation(community)
        vectors = {
            text: vector
            for text in dict.fromkeys(texts)
            if self._cache.recollection(text, community, generation) is None
            and (vector := self._cache.vector(text)) is not None
        }
        if not vectors:
            return
        recalled = memory.recall_many(np.stack(list(vectors.values())), community)
        for text, recollection in zip(vectors, recalled, strict=True):
            self._cache.keep_recollection(text, community, generation, recollection)


def flags_of(signals: Sequence[Signal]) -> tuple[str, ...]:
    """The strong evidence by name; each asks for a closer look, however low the risk."""
    return tuple(flag for signal in signals if (flag := _flag(signal)))


def _flag(signal: Signal) -> str | None:
    if signal.source == "evasion":
        return "evasion"
    if signal.score < _STRONG:
        return None
    if signal.source == "lexicon":
        return f"lexicon:{signal.category}"
    return "spam" if signal.source == "spam" else None
