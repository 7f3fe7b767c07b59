from engine.screening.cache import Reading, VerdictCache
from tests.engine.screening.samples import HERE, THERE

READING = Reading(linear=-1.0)


class Remembered:
    similarity = 0.5
    precedents = ()


def test_the_text_used_longest_ago_goes_first() -> None:
    cache = VerdictCache(size=2)
    cache.keep("a", READING)
    cache.keep("b", READING)
    cache.reading("a")

    cache.keep("c", READING)

    assert [cache.reading(text) for text in "abc"] == [READING, None, READING]
    assert len(cache) == 2


def test_a_lesson_makes_what_was_recalled_stale() -> None:
    cache = VerdictCache()
    cache.keep("a", READING)
    cache.keep_recollection("a", HERE, 0, Remembered())

    assert cache.recollection("a", HERE, 0) is not None
    assert cache.recollection("a", HERE, 1) is None


def test_what_one_community_recalls_is_not_given_to_another() -> None:
    cache = VerdictCache()
    cache.keep("a", READING)
    cache.keep_recollection("a", HERE, 0, Remembered())

    assert cache.recollection("a", THERE, 0) is None


def test_clearing_forgets_all_texts() -> None:
    cache = VerdictCache()
    cache.keep("a", READING)

    cache.clear()

    assert cache.reading("a") is None


def test_a_text_read_anew_is_recalled_anew() -> None:
    cache = VerdictCache()
    cache.keep("a", READING)
    cache.keep_recollection("a", HERE, 0, Remembered())

    cache.keep("a", Reading(linear=-1.0))

    assert cache.recollection("a", HERE, 0) is None
