"""The search through cases: what it finds, in which order, and in whose community."""

import pytest

from data.state import State
from engine.cases import Status
from engine.changes import Changes
from engine.queries import CaseQuery
from engine.verdict import Category
from tests.data.values import ELSEWHERE, HERE, a_case


async def numbers(state: State, **asked: object) -> list[int]:
    query = CaseQuery(**{"community": HERE, **asked})  # type: ignore[arg-type]
    return [case.number for case in await state.archive.search(query)]


@pytest.fixture
async def filled(state: State) -> State:
    cases = (
        a_case(1, reason="Calls somebody a CLOWN, 100% of the time"),
        a_case(2, author="bob", category=Category.SPAM, reason="Über_links"),
        a_case(3, author="r1", accounts=("r1", "ann", 'q"u'), needs_human=True, campaign="c1"),
        a_case(4, status=Status.APPLIED),
        a_case(1, community=ELSEWHERE, needs_human=True),
    )
    await state.ledger.commit(Changes(cases=cases))
    return state


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [4, 3, 2, 1]),
        ({"person": "ann"}, [4, 3, 1]),
        ({"person": "an"}, []),
        ({"person": 'q"u'}, [3]),
        ({"person": "%"}, []),
        ({"category": Category.SPAM}, [2]),
        ({"status": Status.APPLIED}, [4]),
        ({"asking": True}, [3]),
        ({"campaigns": True}, [3]),
        ({"words": ("clown", "calls")}, [1]),
        ({"words": ("clown", "jester")}, []),
        ({"words": ("100%",)}, [1]),
        ({"words": ("r_l",)}, [2]),
        ({"words": ("_",)}, [2]),
        ({"words": ("über",)}, [2]),
        ({"person": "ann", "status": Status.APPLIED, "words": ("threat",)}, [4]),
        ({"limit": 2}, [4, 3]),
        ({"limit": 2, "before": 3}, [2, 1]),
        ({"before": 0}, []),
        ({"before": -5}, []),
        ({"before": 10**40}, [4, 3, 2, 1]),
        ({"community": ELSEWHERE}, [1]),
        ({"community": ELSEWHERE, "person": "bob"}, []),
    ],
)
async def test_a_search_finds_what_fits_all_it_asks(
    filled: State, asked: dict[str, object], found: list[int]
) -> None:
    assert await numbers(filled, **asked) == found


async def test_a_changed_reason_is_found_by_its_new_words_only(filled: State) -> None:
    await filled.ledger.commit(Changes(cases=(a_case(1, reason="A jest."),)))

    assert await numbers(filled, words=("jest",)) == [1]
    assert await numbers(filled, words=("clown",)) == []


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**40])
async def test_a_number_that_no_case_can_have_finds_nothing(state: State, number: int) -> None:
    assert await state.archive.case(HERE, number) is None
