"""A new lesson counts for its own words at once, and for all others only once it is trusted."""

from datetime import datetime, timedelta

from engine.memory.patterns import PatternMemory
from engine.memory.trust import QUARANTINE
from engine.verdict import Polarity
from tests.engine.memory.test_patterns import (
    CALIBRATION,
    HERE,
    PACK,
    TAUGHT,
    AngleEmbedder,
    ExactIndex,
    at,
    lesson,
)


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.moment = TAUGHT

    def now(self) -> datetime:
        return self.moment


async def memory(watch: Watch) -> PatternMemory:
    return await PatternMemory.build(
        PACK, (), AngleEmbedder(), ExactIndex, calibration=CALIBRATION, now=watch.now
    )


async def test_a_lesson_sways_its_neighbours_when_its_quarantine_is_over() -> None:
    watch = Watch()
    known = await memory(watch)
    before = known.recall(at(40), HERE).margin
    known.learn(lesson(1, 20, Polarity.FINE))
    generation = known.generation(HERE)
    fresh = known.recall(at(40), HERE).margin

    watch.moment = TAUGHT + QUARANTINE

    assert fresh == before
    assert known.recall(at(40), HERE).margin < before
    assert known.generation(HERE) > generation


async def test_a_fresh_lesson_counts_for_its_own_words() -> None:
    known = await memory(Watch())
    known.learn(lesson(1, 80, Polarity.HARMFUL))
    known.learn(lesson(2, 4, Polarity.FINE))

    assert known.recall(at(80), HERE).is_condemned
    assert known.recall(at(4), HERE).excuse is not None


async def test_a_lesson_tells_whether_it_is_trusted() -> None:
    watch = Watch()
    known = await memory(watch)
    known.learn(taught := lesson(1, 20, Polarity.FINE))
    fresh = known.is_trusted(taught)

    watch.moment = TAUGHT + QUARANTINE + timedelta(hours=1)

    assert (fresh, known.is_trusted(taught)) == (False, True)
    assert not known.is_trusted(lesson(2, 20, Polarity.FINE))


async def test_as_long_as_no_quarantine_ends_nothing_changes() -> None:
    watch = Watch()
    known = await memory(watch)
    known.learn(lesson(1, 20, Polarity.FINE))
    generation = known.generation(HERE)

    watch.moment = TAUGHT + QUARANTINE - timedelta(seconds=1)

    assert known.generation(HERE) == generation
