from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.actions import Action, Ban, Timeout, Warn, is_destructive
from engine.policy.limits import BAN_WINDOW, DESTRUCTIVE_WINDOW, Spent
from tests.builders import NOON, minutes, policy

pytestmark = pytest.mark.promise("S5")

actions = st.sampled_from(
    [Ban(user="a"), Timeout(user="a", duration=minutes(10)), Warn(user="a", text="please stop")]
)
stream = st.lists(st.tuples(st.integers(0, 90), actions), max_size=80)


def let_through(steps: list[tuple[int, Action]]) -> list[tuple[timedelta, Action]]:
    spent, moment, passed = Spent(), timedelta(0), []
    for wait, action in steps:
        moment += timedelta(seconds=wait)
        if not spent.refuses([action], NOON + moment, policy()):
            spent.note(action, NOON + moment)
            passed.append((moment, action))
    return passed


@given(stream)
def test_no_stream_of_decisions_gets_more_than_five_bans_a_minute(
    steps: list[tuple[int, Action]],
) -> None:
    bans = [at for at, action in let_through(steps) if isinstance(action, Ban)]
    assert all(sum(at <= other < at + BAN_WINDOW for other in bans) <= 5 for at in bans)


@given(stream)
def test_no_stream_gets_more_than_twenty_destructive_actions_in_ten_minutes(
    steps: list[tuple[int, Action]],
) -> None:
    hard = [at for at, action in let_through(steps) if is_destructive(action)]
    assert all(sum(at <= other < at + DESTRUCTIVE_WINDOW for other in hard) <= 20 for at in hard)


def test_warnings_are_never_held_back() -> None:
    passed = let_through([(0, Warn(user="a", text="please stop"))] * 100)
    assert len(passed) == 100
