from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.changes import LearnedPattern
from engine.events import Community, Platform
from engine.memory.patterns import Calibration, PatternMemory
from engine.packs import Pattern
from engine.ports import Vectors
from engine.verdict import Category, Polarity

HERE = Community(Platform.DISCORD, "here")
THERE = Community(Platform.DISCORD, "there")
CALIBRATION = Calibration(slope=10.0, offset=0.1, usual_fine=0.3)
# Texts live on a circle: 0° is abuse, 90° is banter.
HARM, FINE = 0.0, 90.0


def at(degrees: float) -> Vectors:
    angle = np.radians(degrees)
    return np.array([np.cos(angle), np.sin(angle)], dtype=np.float32)


class ExactIndex:
    """Brute force over rows, for want of FAISS."""

    def __init__(self) -> None:
        self._rows = np.empty((0, 2), dtype=np.float32)

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, vectors: Vectors) -> None:
        self._rows = np.concatenate([self._rows, vectors])

    def search(self, vectors: Vectors, *, nearest: int) -> tuple[Vectors, NDArray[np.int64]]:
        cosines = np.full((len(vectors), nearest), -1.0, dtype=np.float32)
        places = np.full((len(vectors), nearest), -1, dtype=np.int64)
        for row, vector in enumerate(vectors):
            every = self._rows @ vector
            order = np.argsort(-every, kind="stable")[:nearest]
            cosines[row, : len(order)], places[row, : len(order)] = every[order], order
        return cosines, places


class AngleEmbedder:
    """A text is its angle in degrees."""

    model_id = "angles"

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return np.stack([at(float(text)) for text in texts])


def pattern(degrees: float) -> Pattern:
    harmful = degrees < 45.0
    return Pattern(
        id=f"pack-{degrees:g}",
        text=f"{degrees:g}",
        category=Category.INSULT if harmful else Category.NONE,
        polarity=Polarity.HARMFUL if harmful else Polarity.FINE,
        severity=0.5 if harmful else 0.0,
        explanation="",
        guideline="",
    )


def lesson(
    number: int, degrees: float, polarity: Polarity, community: Community = HERE
) -> LearnedPattern:
    return LearnedPattern(
        id=f"ruling-{number}",
        community=community,
        text=f"{degrees:g}",
        category=Category.THREAT,
        severity=0.8,
        polarity=polarity,
        explanation="",
        case=number,
        ruled_by="oakley",
        learned_at=TAUGHT,
        model="angles",
        vector=at(degrees).tobytes(),
    )


PACK = tuple(pattern(degrees) for degrees in (0, 2, 4, 6, 8, 82, 84, 86, 88, 90))


TAUGHT = datetime(2026, 3, 1, tzinfo=UTC)
DAYS_LATER = datetime(2026, 3, 8, tzinfo=UTC)


async def memory(*lessons: LearnedPattern, without_fine: bool = False) -> PatternMemory:
    """As it is once all quarantines are over."""
    return await PatternMemory.build(
        PACK,
        lessons,
        AngleEmbedder(),
        ExactIndex,
        calibration=CALIBRATION,
        now=lambda: DAYS_LATER,
        without_fine=without_fine,
    )


async def test_the_margin_is_harm_s_mean_cosine_less_banter_s() -> None:
    recall = (await memory()).recall(at(4), HERE)

    harmful = np.mean([np.cos(np.radians(4 - each)) for each in (0, 2, 4, 6, 8)])
    fine = np.mean([np.cos(np.radians(4 - each)) for each in (82, 84, 86, 88, 90)])
    assert recall.margin == pytest.approx(harmful - fine, abs=1e-5)


async def test_abuse_is_likelier_harmful_than_banter() -> None:
    known = await memory()

    likeness = [known.recall(at(degrees), HERE).similarity for degrees in (4, 30, 45, 60, 86)]

    assert likeness == sorted(likeness, reverse=True)
    assert likeness[0] > 0.99 > 0.01 > likeness[-1]


def test_similarity_is_the_logistic_of_the_margin() -> None:
    assert CALIBRATION.similarity(0.1) == 0.5
    assert CALIBRATION.similarity(0.2) == pytest.approx(1 / (1 + np.exp(-1)))


async def test_the_two_nearest_of_each_polarity_are_cited_with_their_cosines() -> None:
    recall = (await memory()).recall(at(0), HERE)

    cited = [(each.id, each.polarity) for each in recall.precedents]
    assert cited == [
        ("pack-0", Polarity.HARMFUL),
        ("pack-2", Polarity.HARMFUL),
        ("pack-82", Polarity.FINE),
        ("pack-84", Polarity.FINE),
    ]
    assert recall.precedents[0].similarity == pytest.approx(1.0)


async def test_many_rows_are_answered_as_each_alone() -> None:
    known = await memory(lesson(1, 30, Polarity.FINE))
    rows = np.stack([at(degrees) for degrees in range(0, 90, 2)])

    assert known.recall_many(rows, HERE) == [known.recall(row, HERE) for row in rows]


async def test_a_reversed_case_excuses_nearly_the_same_words_and_no_others() -> None:
    known = await memory()
    known.learn(lesson(1, 5, Polarity.FINE))

    excuses = [known.recall(at(degrees), HERE).excuse for degrees in (4, 50, 60)]

    assert [excuse.text if excuse else None for excuse in excuses] == ["5", "5", None]


async def test_a_confirmed_case_makes_the_same_words_harmful_at_once() -> None:
    known = await memory()
    assert known.recall(at(80), HERE).similarity < 0.1

    known.learn(lesson(1, 80, Polarity.HARMFUL))

    recall = known.recall(at(80), HERE)
    assert recall.similarity >= 0.95
    assert recall.precedents[0].category is Category.THREAT


async def test_the_nearer_of_two_rulings_speaks() -> None:
    known = await memory(lesson(1, 45, Polarity.HARMFUL), lesson(2, 50, Polarity.FINE))

    condemned, excused = known.recall(at(46), HERE), known.recall(at(49), HERE)

    assert (condemned.is_condemned, condemned.excuse) == (True, None)
    assert not excused.is_condemned
    assert excused.excuse is not None


async def test_one_community_never_recalls_another_s_rulings() -> None:
    known = await memory()
    before = known.recall(at(4), THERE)

    known.learn(lesson(1, 4, Polarity.FINE, HERE))

    assert known.recall(at(4), THERE) == before
    assert known.recall(at(4), HERE).excuse is not None
    assert (known.generation(HERE), known.generation(THERE)) == (1, 0)


async def test_revoking_a_lesson_restores_the_exact_scores() -> None:
    known = await memory(lesson(1, 20, Polarity.HARMFUL))
    rows = np.stack([at(degrees) for degrees in range(0, 90, 5)])
    before = known.recall_many(rows, HERE)

    known.learn(lesson(2, 30, Polarity.FINE))
    known.learn(lesson(3, 31, Polarity.HARMFUL))
    assert known.recall_many(rows, HERE) != before
    known.revoke("ruling-2")
    known.revoke("ruling-3")

    assert known.recall_many(rows, HERE) == before


async def test_a_later_ruling_replaces_the_earlier_one() -> None:
    known = await memory(lesson(1, 4, Polarity.FINE))

    known.learn(lesson(1, 4, Polarity.HARMFUL))

    assert known.recall(at(4), HERE).similarity >= 0.95


async def test_each_lesson_and_each_withdrawal_is_a_new_generation() -> None:
    known = await memory()
    known.learn(lesson(1, 4, Polarity.FINE))
    learned = known.generation(HERE)

    known.revoke("ruling-1")

    assert known.generation(HERE) > learned > 0


async def test_revoking_what_was_never_learned_changes_nothing() -> None:
    known = await memory()

    known.revoke("ruling-9")

    assert known.generation(HERE) == 0


async def test_a_revoked_lesson_is_not_learned() -> None:
    known = await memory(replace(lesson(1, 4, Polarity.FINE), revoked=True))

    assert known.recall(at(4), HERE).excuse is None


async def test_lessons_of_another_model_are_embedded_anew() -> None:
    foreign = replace(lesson(1, 4, Polarity.FINE), model="old", vector=at(70).tobytes())

    known = await memory(foreign)

    assert known.recall(at(4), HERE).excuse is not None
    assert known.recall(at(70), HERE).excuse is None


async def test_without_fine_precedents_banter_looks_like_what_it_is_near_to() -> None:
    with_fine, without = await memory(), await memory(without_fine=True)

    assert without.recall(at(45), HERE).similarity > with_fine.recall(at(45), HERE).similarity
    assert all(
        each.polarity is Polarity.HARMFUL for each in without.recall(at(45), HERE).precedents
    )


async def test_an_empty_memory_finds_nothing_alike() -> None:
    empty = PatternMemory(ExactIndex, calibration=CALIBRATION, now=lambda: TAUGHT)

    recall = empty.recall(at(0), HERE)

    assert (recall.similarity, recall.precedents) == (0.0, ())
