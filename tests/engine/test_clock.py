from datetime import timedelta

from engine.clock import EventClock, SystemClock
from tests.builders import NOON


def test_an_event_clock_stands_still_when_events_go_backwards() -> None:
    clock = EventClock(NOON)
    clock.advance(NOON - timedelta(hours=1))
    assert clock.now() == NOON


def test_a_wall_clock_never_runs_backwards() -> None:
    clock = SystemClock()
    ahead = clock.now() + timedelta(hours=1)
    clock._latest = ahead
    assert clock.now() == ahead


def test_a_wall_clock_does_not_listen_to_events() -> None:
    clock = SystemClock()
    clock.advance(NOON + timedelta(days=36_500))
    assert clock.now() < NOON + timedelta(days=36_500)
