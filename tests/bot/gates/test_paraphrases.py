"""Retrieval of paraphrases: what was ruled harmful is known again in other words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

import numpy as np

from bot.gates.paraphrases import paraphrase_auc
from bot.labelled import Labelled
from bot.screening import Screening
from engine.memory.index import FaissIndex
from engine.memory.patterns import Calibration, PatternMemory
from engine.ports import Vectors
from engine.text import Normalise, normalise


class Compass:
    """Texts point where their first word says."""

    model_id = "compass@1"

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return np.stack([np.eye(384, dtype=np.float32)[len(text.split()[0])] for text in texts])


@dataclass
class Stack:
    normalise: Normalise = field(default_factory=lambda: normalise)
    embedder: Compass = field(default_factory=Compass)
    memory: PatternMemory = field(
        default_factory=lambda: PatternMemory(
            FaissIndex,
            calibration=Calibration(slope=9.0, offset=0.3, usual_fine=0.2),
            now=lambda: datetime(2026, 3, 1, tzinfo=UTC),
        )
    )


async def measured(*texts: Labelled) -> float | None:
    return await paraphrase_auc(cast("Screening", Stack()), texts)


def said(text: str, label: int, clear: str = "") -> Labelled:
    return Labelled(text, label == 1, {}, clear)


async def test_paraphrases_that_lie_at_their_rulings_come_first() -> None:
    assert await measured(said("abc x", 1, "abc y"), said("abcdef x", 0)) == 1.0


async def test_harmless_texts_that_lie_at_the_rulings_take_their_place() -> None:
    assert await measured(said("abcdef x", 1, "abc y"), said("abc x", 0)) == 0.0


async def test_what_a_harmless_text_resembles_is_not_taught() -> None:
    assert await measured(said("abc x", 1, "abc y"), said("abcdef x", 0, "abcdef y")) == 1.0


async def test_without_rulings_there_is_nothing_to_retrieve() -> None:
    assert await measured(said("abc x", 1), said("abcdef x", 0)) is None


async def test_without_harmless_texts_there_is_no_figure() -> None:
    assert await measured(said("abc x", 1, "abc y")) is None
