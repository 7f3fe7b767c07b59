from engine.breaker import Breaker
from engine.clock import EventClock
from tests.builders import NOON, minutes


def test_a_breaker_opens_after_faults_in_a_row() -> None:
    clock = EventClock(NOON)
    breaker = Breaker(clock, failures=2, rest=minutes(1))
    breaker.failed()
    breaker.failed()
    assert breaker.open_until() == NOON + minutes(1)


def test_a_success_starts_the_count_anew() -> None:
    breaker = Breaker(EventClock(NOON), failures=2)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.open_until() is None


def test_one_call_may_try_again_after_the_rest() -> None:
    clock = EventClock(NOON)
    breaker = Breaker(clock, failures=1, rest=minutes(1))
    breaker.failed()
    clock.advance(NOON + minutes(1))
    assert breaker.open_until() is None
