import numpy as np

from engine.screening.cache import VerdictCache
from tests.engine.screening.samples import HERE, THERE

VECTOR = np.ones(3, dtype=np.float32)


class Remembered:
    similarity = 0.5
    precedents = ()


def test_the_text_used_longest_ago_goes_first() -> None:
    cache = VerdictCache(size=2)
    cache.keep("a", VECTOR)
    cache.keep("b", VECTOR)
    cache.vector("a")

    cache.keep("c", VECTOR)

    assert ("a" in cache, "b" in cache, len(cache)) == (True, False, 2)


def test_a_lesson_makes_what_was_recalled_stale() -> None:
    cache = VerdictCache()
    cache.keep("a", VECTOR)
    cache.keep_recollection("a", HERE, 0, Remembered())

    assert cache.recollection("a", HERE, 0) is not None
    assert cache.recollection("a", HERE, 1) is None


def test_what_one_community_recalls_is_not_given_to_another() -> None:
    cache = VerdictCache()
    cache.keep("a", VECTOR)
    cache.keep_recollection("a", HERE, 0, Remembered())

    assert cache.recollection("a", THERE, 0) is None


def test_clearing_forgets_all_texts() -> None:
    cache = VerdictCache()
    cache.keep("a", VECTOR)

    cache.clear()

    assert cache.vector("a") is None
