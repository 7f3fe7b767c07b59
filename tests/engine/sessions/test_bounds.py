"""Nobody fills the memory by opening sessions without end."""

import pytest

import engine.sessions.sessions
from engine.sessions.sessions import Sessions
from engine.sessions.window import Latest
from tests.builders import NOON, message


def opened(monkeypatch: pytest.MonkeyPatch, *, places: int) -> Sessions:
    monkeypatch.setattr(engine.sessions.sessions, "MOST_SESSIONS", 3)
    monkeypatch.setattr(engine.sessions.sessions, "MOST_ENDED", 4)
    sessions = Sessions()
    for number in range(places):
        sessions.enter(message("hello", at=NOON, id=f"m{number}"), f"place {number}")
    return sessions


def test_of_endless_sessions_the_one_silent_for_longest_makes_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sessions = opened(monkeypatch, places=3)
    first = sessions.enter(message("still here", at=NOON, id="more"), "place 0")

    sessions.enter(message("hello", at=NOON, id="new"), "place 3")

    assert len(sessions) == 3
    assert sessions.enter(message("and on", at=NOON, id="again"), "place 0") is first


def test_sessions_that_were_crowded_out_wait_in_a_bounded_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sessions = opened(monkeypatch, places=50)

    assert len(sessions) == 3
    assert len(sessions.close_idle(NOON)) == 4


def test_an_ended_session_keeps_neither_words_nor_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = opened(monkeypatch, places=3)
    first = sessions.enter(message("hello", at=NOON, id="more"), "place 0")
    first.voice("ada")

    for number in range(3, 6):
        sessions.enter(message("hello", at=NOON, id=f"n{number}"), f"place {number}")

    assert (first.turns, first.voices, first.bonds) == ([], {}, {})


def test_no_more_is_looked_at_for_a_message_than_the_oldest_entry() -> None:
    """Whatever is idle leaves from the front, one by one."""
    latest: Latest[int, int] = Latest(most=1_000)

    fallen = [latest.renew(number, number) for number in range(3_000)]

    assert fallen == [None] * 1_000 + list(range(2_000))
