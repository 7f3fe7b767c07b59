from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.clock import EventClock, SystemClock
from tests.builders import NOON


def test_an_event_clock_stands_still_when_events_go_backwards() -> None:
    clock = EventClock(NOON)
    clock.advance(NOON - timedelta(hours=1))
    assert clock.now() == NOON


@dataclass
class Wall:
    """A computer whose clock can be set; what has elapsed is not changed by that."""

    time: datetime = NOON
    passed: float = 0.0

    def wait(self, **length: float) -> None:
        self.time += timedelta(**length)
        self.passed += timedelta(**length).total_seconds()

    def clock(self) -> SystemClock:
        return SystemClock(wall=lambda: self.time, elapsed=lambda: self.passed)


def test_a_wall_clock_goes_as_the_wall_does() -> None:
    wall = Wall()
    clock = wall.clock()
    wall.wait(minutes=7)
    assert clock.now() == NOON + timedelta(minutes=7)


def test_a_wall_clock_never_runs_backwards() -> None:
    wall = Wall()
    clock = wall.clock()
    before = clock.now()
    wall.time -= timedelta(hours=1)
    assert clock.now() == before


def test_set_back_a_wall_clock_goes_on_slowly_until_it_is_right_again() -> None:
    wall = Wall()
    clock = wall.clock()
    wall.time -= timedelta(hours=1)
    wall.wait(seconds=2)
    assert clock.now() == NOON + timedelta(seconds=1)
    wall.wait(hours=2)
    assert clock.now() == wall.time


def test_set_forward_a_wall_clock_follows() -> None:
    wall = Wall()
    clock = wall.clock()
    wall.time += timedelta(hours=1)
    assert clock.now() == NOON + timedelta(hours=1)


def test_a_wall_clock_does_not_listen_to_events() -> None:
    clock = SystemClock()
    clock.advance(NOON + timedelta(days=36_500))
    assert clock.now() < NOON + timedelta(days=36_500)
