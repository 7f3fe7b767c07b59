"""What would have decided a sanction otherwise."""

import pytest

from engine.policy.ladder import Rung
from engine.policy.turning import turning
from tests.builders import policy


@pytest.mark.parametrize(
    ("ladder", "harm", "first", "harsher_from"),
    [
        ("graduated", 0.55, Rung.WARN, 0.6),
        ("graduated", 0.6, Rung.TIMEOUT_10_MINUTES, 0.75),
        ("graduated", 0.749, Rung.TIMEOUT_10_MINUTES, 0.75),
        ("graduated", 0.95, Rung.TIMEOUT_24_HOURS, None),
        ("severity", 0.6, Rung.TIMEOUT_10_MINUTES, 0.71),
        ("severity", 1.0, Rung.BAN, None),
    ],
)
def test_a_clean_record_and_the_next_step_are_the_ladders_own(
    ladder: str, harm: float, first: Rung, harsher_from: float | None
) -> None:
    found = turning(harm, policy(ladder=ladder, act_at=0.4))
    assert (found.first, found.harsher_from, found.acts_from) == (first, harsher_from, 0.4)
