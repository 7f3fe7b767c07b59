"""Screening: every detector's evidence, the memory's, and the risk that follows from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from math import exp, inf, prod
from time import perf_counter
from typing import Protocol

import numpy as np

from engine.events import Community, Message
from engine.language import coverage
from engine.packs import Packs
from engine.ports import TextReader
from engine.screening.cache import Memory, Reading, Recollection, VerdictCache
from engine.screening.cascade import Cascade
from engine.screening.classifier import read_as
from engine.screening.linear import Linear
from engine.screening.polyglot import word_detectors
from engine.screening.risk import Factors, RiskModel, category_of
from engine.screening.routing import flags_of
from engine.screening.signals import Detector, Sample
from engine.screening.spam import Spam
from engine.screening.understanding import discounted, most_confidence, spoken_for
from engine.screening.usual import UsualLanguages
from engine.screening.vocabulary import Vocabulary
from engine.screening.windows import windows
from engine.text import Normalise, Normalised, normalise
from engine.verdict import Category, RiskPrediction, Signal

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
        self._reader = reader
        self._memory = memory
        self._sentiment = sentiment
        self._risk_model = risk_model
        self._cache = cache
        self._linear = linear
        self._cascade = cascade if linear else None
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
        texts = [self._read(message.text).screened for message in messages]
        unread = self._unread(texts)
        self._cache.misses += len(unread)
        self._cache.hits += sum(map(bool, texts)) - len(unread)
        log_odds = self._log_odds(unread)
        spared = self._spared(messages, log_odds)
        for text in spared:
            self._cache.keep(text, Reading(log_odds[text], spared=True))
        await self._look_at({text: odds for text, odds in log_odds.items() if text not in spared})
        for community, said in _by_community(messages, texts).items():
            self._recall(said, community)
        return len(spared)

    async def screen(
        self, message: Message, *, behaviour: float, repeats: int = 0
    ) -> RiskPrediction:
        started = perf_counter()
        normalised = self._settled(message)
        sample = Sample(message, normalised, repeats)
        covered = coverage(normalised.language.code)
        signals = self._signals(sample)
        screened = sample.normalised.screened
        reading = await self._reading(screened)
        recollection = self._recollection(message, screened, reading)
        semantic = recollection.similarity if recollection else 0.0
        precedents = recollection.precedents if recollection else ()
        factors = Factors(
            semantic=semantic,
            behaviour=behaviour,
            negative_sentiment=self._sentiment.negativity(screened) if self._sentiment else 0.0,
            lexicon=_unexcused(signals),
            linear=reading.linear,
            heads=reading.heads,
            ruling=recollection.ruling if recollection else None,
            spam=max((signal.score for signal in signals if signal.source == "spam"), default=0.0),
        )
        factors = discounted(factors, covered)
        risk = spoken_for(self._risk_model.assess(factors), factors.lexicon, covered)
        if self._classifier:
            signals += read_as(reading.heads, risk.words)
        return RiskPrediction(
            risk_score=risk.score,
            category=category_of(signals, precedents, factors.semantic),
            confidence=min(risk.confidence, _most_confidence(reading), most_confidence(covered)),
            flags=flags_of(signals),
            signals=signals,
            weights=risk.weights,
            precedents=precedents,
            model=f"{self._risk_model.name}/{self._eyes(reading)}",
            screening_time_ms=(perf_counter() - started) * 1000.0,
            language=normalised.language.code,
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

    def _unread(self, texts: Iterable[str]) -> list[str]:
        """Texts, each once, that nothing is known of or that were spared the encoder before."""
        known = {text: self._cache.reading(text) for text in texts if text}
        return [text for text, reading in known.items() if reading is None or reading.spared]

    def _log_odds(self, texts: Sequence[str]) -> dict[str, float]:
        """Of each text's worst piece."""
        if self._linear is None:
            return dict.fromkeys(texts, 0.0)
        pieces = [(text, piece) for text in texts for piece in windows(text)]
        worst: dict[str, float] = {}
        odds = self._linear.log_odds([piece for _, piece in pieces]).tolist() if pieces else []
        for (text, _), harmful in zip(pieces, odds, strict=True):
            worst[text] = max(harmful, worst.get(text, -inf))
        return worst

    def _spared(self, messages: Sequence[Message], log_odds: Mapping[str, float]) -> set[str]:
        """Texts on the harmless side of the bar, unless there is any other evidence."""
        bar = self._cascade.bar(len(log_odds)) if self._cascade else -inf
        spared = {text for text, odds in log_odds.items() if odds < bar}
        if not spared:
            return spared
        for message in messages:
            sample = Sample(message, self._read(message.text))
            if sample.normalised.screened in spared and self._signals(sample):
                spared.remove(sample.normalised.screened)
        return spared

    async def _look_at(self, log_odds: Mapping[str, float]) -> None:
        """Have the encoder read the texts, if anybody wants to know, and keep what it sees."""
        texts, heads = list(log_odds), self._reader.heads
        if self._memory is None and not heads:
            for text, odds in log_odds.items():
                self._cache.keep(text, Reading(odds))
            return
        if not texts:
            return
        pieces = [(text, piece) for text in texts for piece in windows(text)]
        read = await self._reader.read([piece for _, piece in pieces])
        worst: dict[str, Reading] = {}
        rows = zip(pieces, read.vectors, read.logits.tolist(), strict=True)
        for (text, _), vector, logits in rows:
            by_head = dict(zip(heads, logits, strict=True)) if heads else None
            piece = Reading(log_odds[text], vector, by_head)
            if text not in worst or piece.harm > worst[text].harm:
                worst[text] = piece
        for text, reading in worst.items():
            self._cache.keep(text, reading)

    async def _reading(self, screened: str) -> Reading:
        """Of an empty text there is nothing to be seen."""
        if not screened:
            return _NOTHING
        reading = self._cache.reading(screened)
        if reading is None:
            self._cache.misses += 1
            await self._look_at(self._log_odds([screened]))
            reading = self._cache.reading(screened)
        return reading or _NOTHING

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

    def _eyes(self, reading: Reading) -> str:
        return "linear" if reading.spared else self._reader.model_id


# Log-odds of harm in what has no words, such as a picture.
_NOTHING = Reading(linear=-8.0)


def _by_community(messages: Sequence[Message], texts: Sequence[str]) -> dict[Community, list[str]]:
    said: dict[Community, list[str]] = {}
    for message, text in zip(messages, texts, strict=True):
        if text:
            said.setdefault(message.place.community, []).append(text)
    return said


def _unexcused(signals: Sequence[Signal]) -> float:
    """The harshest of what the lexicon found, less what speaks for harmlessness."""
    harsh = max((signal.score for signal in signals if signal.source == "lexicon"), default=0.0)
    if not harsh:
        return 0.0
    excuses = [signal.score for signal in signals if signal.category is Category.NONE]
    return harsh * prod(1.0 - excuse for excuse in excuses)


def _most_confidence(reading: Reading) -> float:
    """Where the encoder was not asked, nobody is surer than the linear model that it is fine."""
    return 1.0 / (1.0 + exp(reading.linear)) if reading.spared else 1.0
