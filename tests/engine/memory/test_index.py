"""Nearest rows, exact and by graph."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import faiss
import numpy as np
import pytest

from engine.memory.index import FaissIndex
from engine.ports import Vectors


def unit_rows(count: int, *, seed: int = 1, width: int = 16) -> Vectors:
    rows = np.random.default_rng(seed).standard_normal((count, width))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32)


def index_of(rows: Vectors, *, flat_limit: int = 20_000) -> FaissIndex:
    index = FaissIndex(dimensions=rows.shape[1], flat_limit=flat_limit)
    index.add(rows)
    return index


def test_the_nearest_rows_come_best_first() -> None:
    rows = unit_rows(50)

    cosines, positions = index_of(rows).search(rows[:3], nearest=4)

    wanted = rows[:3] @ rows.T
    assert positions.tolist() == np.argsort(-wanted, axis=1)[:, :4].tolist()
    assert cosines == pytest.approx(-np.sort(-wanted, axis=1)[:, :4], abs=1e-5)


def test_positions_follow_the_order_of_adding() -> None:
    rows = unit_rows(30)
    index = index_of(rows[:10])
    index.add(rows[10:])

    _, positions = index.search(rows, nearest=1)

    assert positions.ravel().tolist() == list(range(30))


def test_the_length_is_the_number_of_rows() -> None:
    index = index_of(unit_rows(10))
    index.add(unit_rows(5, seed=2))

    assert len(index) == 15


@pytest.mark.parametrize("rows", [0, 2])
def test_where_there_are_too_few_rows_the_position_is_minus_one(rows: int) -> None:
    cosines, positions = index_of(unit_rows(rows)).search(unit_rows(1, seed=2), nearest=3)

    assert (positions[0] == -1).tolist() == [place >= rows for place in range(3)]
    assert set(cosines[0, rows:].tolist()) == {-1.0}


def test_above_the_limit_a_graph_finds_what_the_exact_index_finds() -> None:
    rows, queries = unit_rows(1_200), unit_rows(100, seed=2)
    _, exact = index_of(rows).search(queries, nearest=5)

    _, found = index_of(rows, flat_limit=1_000).search(queries, nearest=5)

    shared = sum(len(set(a) & set(b)) for a, b in zip(exact.tolist(), found.tolist(), strict=True))
    assert shared / exact.size >= 0.95


def test_rows_added_to_a_graph_are_found_at_their_positions() -> None:
    rows = unit_rows(400)
    index = index_of(rows[:300], flat_limit=200)
    index.add(rows[300:])

    _, positions = index.search(rows[300:], nearest=1)

    assert positions.ravel().tolist() == list(range(300, 400))


def test_crossing_the_limit_loses_no_row() -> None:
    rows = unit_rows(400)
    index = index_of(rows[:200], flat_limit=200)
    index.add(rows[200:])

    _, positions = index.search(rows, nearest=1)

    assert positions.ravel().tolist() == list(range(400))


def test_the_same_rows_make_the_same_graph() -> None:
    rows, queries = unit_rows(600), unit_rows(50, seed=2)

    first, second = (index_of(rows, flat_limit=100).search(queries, nearest=5) for _ in range(2))

    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1], second[1])


@pytest.mark.parametrize(
    "call",
    [lambda index: index.add(unit_rows(1)), lambda index: index.search(unit_rows(1), nearest=1)],
    ids=["add", "search"],
)
def test_faiss_uses_one_thread_whichever_thread_calls(call: Callable[[FaissIndex], object]) -> None:
    index = index_of(unit_rows(3))

    def threads_after_call() -> int:
        faiss.omp_set_num_threads(4)
        call(index)
        return int(faiss.omp_get_max_threads())

    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(threads_after_call).result() == 1


def test_the_exact_index_answers_while_the_graph_is_built() -> None:
    class Watched(FaissIndex):
        def _graph_of(self, exact: faiss.IndexFlat) -> faiss.Index:
            reading: Lock = self._reading
            self.searchable = not reading.locked() and len(self) == 20
            return super()._graph_of(exact)

    index = Watched(dimensions=16, flat_limit=10)

    index.add(unit_rows(20))

    assert index.searchable


@pytest.mark.parametrize(
    "rows",
    [
        unit_rows(2, width=8),
        unit_rows(2).astype(np.float64),
        unit_rows(1)[0],
        np.full((1, 16), np.nan, np.float32),
    ],
    ids=["another width", "float64", "no rows", "not a number"],
)
@pytest.mark.parametrize("verb", ["add", "search"])
def test_vectors_of_another_kind_are_refused(rows: Vectors, verb: str) -> None:
    index = index_of(unit_rows(3))

    with pytest.raises(ValueError, match="vectors must be"):
        index.add(rows) if verb == "add" else index.search(rows, nearest=1)


def test_rows_that_lie_scattered_in_memory_are_taken() -> None:
    rows = unit_rows(20)

    _, positions = index_of(rows[::2]).search(rows[::2], nearest=1)

    assert positions.ravel().tolist() == list(range(10))


def test_asking_for_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="nearest must be at least 1"):
        index_of(unit_rows(3)).search(unit_rows(1), nearest=0)
