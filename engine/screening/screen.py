"""Screening: every detector's evidence, the memory's, and the risk that follows from them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from math import exp
from time import perf_counter
from typing import Protocol

import numpy as np

from engine.events import Community, Message
from engine.language import Coverage, coverage
from engine.packs import Packs
from engine.ports import TextReader
from engine.screening.cache import Memory, Reading, Recollection, VerdictCache
from engine.screening.cascade import Cascade
from engine.screening.classifier import read_as
from engine.screening.factors import factors_of, harshness_of
from engine.screening.linear import Linear
from engine.screening.pardon import pardon
from engine.screening.polyglot import word_detectors
from engine.screening.readings import Readings
from engine.screening.risk import Factors, RiskModel, category_of
from engine.screening.routing import flags_of
from engine.screening.signals import Detector, Sample
from engine.screening.spam import Spam
from engine.screening.understanding import discounted, most_confidence, spoken_for
from engine.screening.usual import UsualLanguages
from engine.screening.vocabulary import Vocabulary
from engine.text import Normalise, Normalised, normalise
from engine.verdict import RiskPrediction, Signal

_REMEMBERED_READINGS = 4096
# A few blocks: whoever is spared the encoder has been looked at before.
_REMEMBERED_SIGNALS = 512


class Tone(Protocol):
    def negativity(self, screened: str) -> float:
        """0 for neutral and positive texts, up to 1."""
        ...

    def forget(self) -> None:
        """Drop the texts that are remembered."""
        ...


def detectors(packs: Packs, *, switched_off: frozenset[str] = frozenset()) -> tuple[Detector, ...]:
    """All detectors but those named; "targeting" off makes every harsh word count in full."""
    if "language" in switched_off:
        packs = replace(packs, languages={})
    vocabulary = Vocabulary(packs.lexicon)
    every: tuple[Detector, ...] = (
        *word_detectors(packs, vocabulary, aimed="targeting" not in switched_off),
        Spam(vocabulary, packs.web, packs.schemes),
    )
    return tuple(detector for detector in every if detector.name not in switched_off)


class Screener:
    """`memory`, `sentiment` and `linear` are None where there is none: their factor is then 0."""

    def __init__(
        self,
        detectors: Sequence[Detector],
        *,
        reader: TextReader,
        memory: Memory | None,
        sentiment: Tone | None,
        risk_model: RiskModel,
        cache: VerdictCache,
        linear: Linear | None = None,
        cascade: Cascade | None = None,
        normalise: Normalise = normalise,
        classifier: bool = True,
    ) -> None:
        self._detectors = detectors
        self._memory = memory
        self._sentiment = sentiment
        self._risk_model = risk_model
        self._cache = cache
        self._readings = Readings(
            reader, cache=cache, linear=linear, cascade=cascade, remembers=memory is not None
        )
        self._classifier = classifier
        self._read = lru_cache(_REMEMBERED_READINGS)(normalise)
        self._languages = UsualLanguages()
        self._signals = lru_cache(_REMEMBERED_SIGNALS)(self._detected)

    @property
    def flag_at(self) -> float:
        """The risk model's operating point."""
        return self._risk_model.flag_at

    async def prepare(self, messages: Sequence[Message]) -> int:
        """Read a block's texts in one go, but for those that the cascade spares: how many."""
        read = [self._read(message.text) for message in messages]
        texts = [normalised.screened for normalised in read]

        def is_evident(place: int) -> bool:
            return bool(self._signals(Sample(messages[place], read[place])))

        spared = await self._readings.prepare(texts, is_evident=is_evident)
        for community, said in _by_community(messages, texts).items():
            self._recall(said, community)
        return spared

    async def screen(
        self, message: Message, *, behaviour: float, repeats: int = 0
    ) -> RiskPrediction:
        started = perf_counter()
        sample = Sample(message, self._settled(message), repeats)
        screened, language = sample.normalised.screened, sample.normalised.language.code
        covered = coverage(language)
        reading = await self._readings.of(screened)
        recollection = self._recollection(message, screened, reading)
        signals = self._signals(sample) + await self._pardoned(sample, recollection)
        factors = self._factors(sample, signals, reading, recollection, behaviour=behaviour)
        factors = discounted(factors, covered)
        risk = spoken_for(self._risk_model.assess(factors), factors.lexicon, covered)
        if self._classifier:
            signals += read_as(reading.heads, risk.words)
        precedents = recollection.precedents if recollection else ()
        return RiskPrediction(
            risk_score=risk.score,
            category=category_of(signals, precedents, factors.semantic),
            confidence=min(risk.confidence, _most_confidence(reading), most_confidence(covered)),
            flags=flags_of(signals),
            signals=signals,
            weights=risk.weights,
            precedents=precedents,
            model=f"{self._risk_model.name}/{self._readings.eyes(reading)}",
            screening_time_ms=(perf_counter() - started) * 1000.0,
            language=language,
            distress=reading.distress if covered is Coverage.FULL else None,
        )

    async def _pardoned(
        self, sample: Sample, recollection: Recollection | None
    ) -> tuple[Signal, ...]:
        """What a moderator's word for nearly the same words has to say for these."""

        def saying(screened: str) -> Sample:
            return Sample(replace(sample.message, text=screened), self._read(screened))

        async def risk(screened: str) -> float:
            part = saying(screened)
            reading, signals = await self._readings.of(screened), self._signals(part)
            factors = self._factors(part, signals, reading, None, behaviour=0.0)
            return self._risk_model.assess(factors).score

        excuse = recollection.excuse if recollection else None
        return await pardon(
            sample.normalised.screened,
            excuse,
            harshness=lambda screened: harshness_of(self._signals(saying(screened))),
            risk=risk,
        )

    def _factors(
        self,
        sample: Sample,
        signals: Sequence[Signal],
        reading: Reading,
        recollection: Recollection | None,
        *,
        behaviour: float,
    ) -> Factors:
        screened = sample.normalised.screened
        negativity = self._sentiment.negativity(screened) if self._sentiment else 0.0
        return factors_of(
            signals, reading, recollection, behaviour=behaviour, negativity=negativity
        )

    def recall(self, message: Message) -> None:
        """Count a message that an earlier run screened: what language is spoken there."""
        self._settled(message)

    def _settled(self, message: Message) -> Normalised:
        read = self._read(message.text)
        return self._languages.settle(message.place, read, message.sent_at)

    def forget(self) -> None:
        """Drop what is remembered of texts: one that somebody had erased may be among them."""
        self._cache.clear()
        self._read.cache_clear()
        self._signals.cache_clear()
        if self._sentiment:
            self._sentiment.forget()

    def words(self, message: Message) -> tuple[str, ...]:
        """The message's words as the detectors read them."""
        return self._read(message.text).words

    def _detected(self, sample: Sample) -> tuple[Signal, ...]:
        return tuple(signal for detector in self._detectors for signal in detector.detect(sample))

    def _recollection(
        self, message: Message, screened: str, reading: Reading
    ) -> Recollection | None:
        """What memory says of a text that the encoder has read."""
        if self._memory is None or reading.vector is None:
            return None
        community = message.place.community
        generation = self._memory.generation(community)
        kept = self._cache.recollection(screened, community, generation)
        if kept:
            return kept
        self._recall([screened], community)
        return self._cache.recollection(screened, community, generation)

    def _recall(self, texts: Iterable[str], community: Community) -> None:
        if self._memory is None:
            return
        generation = self._memory.generation(community)
        vectors = {
            text: reading.vector
            for text in dict.fromkeys(texts)
            if self._cache.recollection(text, community, generation) is None
            and (reading := self._cache.reading(text)) is not None
            and reading.vector is not None
        }
        if not vectors:
            return
        recalled = self._memory.recall_many(np.stack(list(vectors.values())), community)
        for text, recollection in zip(vectors, recalled, strict=True):
            self._cache.keep_recollection(text, community, generation, recollection)


def _by_community(messages: Sequence[Message], texts: Sequence[str]) -> dict[Community, list[str]]:
    said: dict[Community, list[str]] = {}
    for message, text in zip(messages, texts, strict=True):
        if text:
            said.setdefault(message.place.community, []).append(text)
    return said


def _most_confidence(reading: Reading) -> float:
    """Where the encoder was not asked, nobody is surer than the linear model that it is fine."""
    return 1.0 / (1.0 + exp(reading.linear)) if reading.spared else 1.0
