import time

import pytest

from engine.guard import LONGEST, sanitise


@pytest.mark.parametrize("bomb", ["x" * 1_000_000, "a" + "\u0301" * 100_000, "\ud800" * 1_000_000])
def test_the_guard_trims_a_bomb_in_under_50_ms(bomb: str) -> None:
    started = time.thread_time()
    trimmed = sanitise(bomb)

    assert time.thread_time() - started < 0.05
    assert len(trimmed) <= LONGEST


def test_the_guard_leaves_valid_text_alone() -> None:
    assert sanitise("naïve 👩‍👩‍👧 é\tok\nline") == "naïve 👩‍👩‍👧 é\tok\nline"


def test_the_guard_replaces_lone_surrogates_and_removes_controls() -> None:
    assert sanitise("a\ud800b\x00c\x1b[31m") == "a\ufffdbc[31m"


def test_the_guard_cuts_piled_marks_to_two() -> None:
    assert sanitise("e" + "\u0301" * 9 + "x") == "e\u0301\u0301x"
