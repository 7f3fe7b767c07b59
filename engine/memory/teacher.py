"""Rulings teach: the words of a ruled case become a precedent of its community."""

import re

import numpy as np

from engine.cases import Case, Ruling
from engine.changes import LearnedPattern
from engine.clock import Clock
from engine.memory.patterns import PatternMemory
from engine.memory.rulings import forgotten, learned, pattern_id
from engine.personal import drop
from engine.ports import Archive, Embedder
from engine.text import Normalise, normalise
from engine.verdict import Category

# Telephone numbers come in groups ("020 79 46 09"), hosts with a mailbox before them or a path
# behind, names that are written together in halves ("@ann-marie").
_PERSONAL = (
    (re.compile(r"(?<!\w)(?:[\w.+-]{1,64}@)?[\w-]+(?:\.[\w-]+)+(?:[/?#:]\S*)?"), ""),
    (re.compile(r"@[\w-]+"), "@"),
    (re.compile(r"\+?\d(?:[\s().-]*\d){2,}"), ""),
)


class Teacher:
    def __init__(
        self,
        *,
        archive: Archive,
        embedder: Embedder,
        memory: PatternMemory,
        clock: Clock,
        normalise: Normalise = normalise,
    ) -> None:
        self._archive = archive
        self._embedder = embedder
        self._memory = memory
        self._clock = clock
        self._normalise = normalise

    async def lesson(self, case: Case, ruling: Ruling, *, by: str) -> LearnedPattern | None:
        """The precedent to be written with the ruling; None when the words are gone by now, for a
        person in danger, whose words are held against nobody, and where many people said many
        things.
        """
        if case.category is Category.SELF_HARM or case.gathers:
            return None
        text = await self._archive.message_text(case.community, case.message, at=case.opened_at)
        redacted = teachable(text, self._normalise) if text else ""
        if not any(map(str.isalpha, redacted)):
            return None
        (vector,) = await self._embedder.embed([redacted])
        return learned(
            case,
            ruling,
            text=redacted,
            vector=np.asarray(vector),
            model=self._embedder.model_id,
            by=by,
            at=self._clock.now(),
        )

    def withdrawal(self, case: Case) -> LearnedPattern | None:
        """What takes back the lesson of a case, its words dropped; None where it taught none."""
        lesson = self._memory.lesson(pattern_id(case))
        return forgotten(lesson) if lesson else None

    def teach(self, lesson: LearnedPattern) -> None:
        """Let a lesson count from now on, or a withdrawn one no more, once it has been written."""
        self._memory.learn(lesson)


def teachable(text: str, normalise: Normalise) -> str:
    """What may be kept of somebody's words. Keys and cards are known by their letters as they are
    written, so they go before the normaliser changes those.
    """
    return redact(normalise(drop(text)).screened)


def redact(screened: str) -> str:
    """A screened text without numbers, addressed names and hosts: no precedent needs them."""
    for personal, instead in _PERSONAL:
        screened = personal.sub(instead, screened)
    return " ".join(screened.split())
