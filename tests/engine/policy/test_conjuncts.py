"""A rule's condition is taken apart where "and" joins it, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.policy.conjuncts import Comparison, comparison, conjuncts

PARTS = st.sampled_from(
    ["harm >= 0.5", "category == 'a && b'", "(aimed || hour < 6)", "size(patterns) > 0", "!aimed"]
)


@pytest.mark.parametrize(
    ("when", "parts"),
    [
        ("aimed", ["aimed"]),
        ("aimed && harm > 0.5", ["aimed", "harm > 0.5"]),
        ("category == 'a && b' && aimed", ["category == 'a && b'", "aimed"]),
        ('category == "x) && (" && aimed', ['category == "x) && ("', "aimed"]),
        ("(aimed && harm > 0.5) && hour < 6", ["aimed", "harm > 0.5", "hour < 6"]),
        ("(aimed) && (harm > 0.5)", ["aimed", "harm > 0.5"]),
        ("aimed && (harm > 0.5 || hour < 6)", ["aimed", "harm > 0.5 || hour < 6"]),
        ("aimed && harm > 0.5 || hour < 6", ["aimed && harm > 0.5 || hour < 6"]),
        ("aimed && harm > 0.5 ? true : false", ["aimed && harm > 0.5 ? true : false"]),
        ("weekday in ['a', 'b'] && aimed", ["weekday in ['a', 'b']", "aimed"]),
        ("!(aimed && harm > 0.5)", ["!(aimed && harm > 0.5)"]),
    ],
)
def test_it_is_split_only_where_and_joins_the_whole(when: str, parts: list[str]) -> None:
    assert list(conjuncts(when)) == parts


@given(st.lists(PARTS, min_size=1, max_size=6))
def test_whatever_was_joined_is_taken_apart_again(parts: list[str]) -> None:
    bare = [part.removeprefix("(").removesuffix(")") if part[0] == "(" else part for part in parts]
    assert list(conjuncts(" && ".join(parts))) == bare


@given(st.text(alphabet="()[]'\"&|? ab", max_size=40))
def test_nothing_that_is_written_breaks_it(when: str) -> None:
    assert conjuncts(when)


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("harm >= 0.85", Comparison("harm", ">=", 0.85)),
        ("message.length>10", Comparison("message.length", ">", 10)),
        ("category == 'threat'", Comparison("category", "==", None)),
        ("harm > risk", None),
        ("harm > 0.5 || aimed", None),
        ("category == 'a' || category == 'b'", None),
        ("size(patterns) > 1", None),
    ],
)
def test_a_comparison_with_a_constant_is_told_from_the_rest(
    part: str, found: Comparison | None
) -> None:
    assert comparison(part) == found


def test_how_far_a_number_was_from_the_bound() -> None:
    assert Comparison("harm", ">=", 0.85).short(0.6) == pytest.approx(0.25)
    assert Comparison("hour", "<", 6).short(9) == 3
    assert Comparison("hour", "!=", 6).short(6) is None
    assert Comparison("category", "==", None).short(1) is None
