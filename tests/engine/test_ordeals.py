"""What people went through until help came."""

from datetime import timedelta

from engine.ordeals import Ordeal, ordeals_of
from engine.queries import Blow
from tests.builders import NOON, minutes


def blow(minute: float, target: str | None = "mika") -> Blow:
    return Blow(message=f"m{minute}", target=target, at=NOON + minutes(minute), harm=0.8)


def gone_through(*blows: Blow, helped: tuple[float, ...] = ()) -> list[Ordeal]:
    moments = [NOON + minutes(minute) for minute in helped]
    return list(ordeals_of(blows, {"mika": moments}))


def test_blows_before_help_are_told_from_those_after() -> None:
    (ordeal,) = gone_through(blow(0), blow(5), blow(9), helped=(5, 7))
    assert (len(ordeal.before), len(ordeal.after)) == (2, 1)
    assert ordeal.waited == minutes(5)


def test_a_peaceful_day_ends_an_ordeal() -> None:
    day = timedelta(days=1) / timedelta(minutes=1)
    first, second = gone_through(blow(0), blow(day + 1), helped=(day + 3,))
    assert (first.waited, second.waited) == (None, minutes(2))


def test_help_that_comes_late_still_ends_the_waiting() -> None:
    (ordeal,) = gone_through(blow(0), helped=(3 * 1440,))
    assert ordeal.waited == timedelta(days=3)


def test_help_before_any_blow_helps_nobody() -> None:
    (ordeal,) = gone_through(blow(5), helped=(0,))
    assert (ordeal.relieved, ordeal.waited) == (None, None)


def test_each_person_has_an_ordeal_of_their_own_and_nobody_has_none() -> None:
    found = gone_through(blow(0), blow(1, "ann"), blow(2, None), helped=(3,))
    assert {each.person: each.waited for each in found} == {"mika": minutes(3), "ann": None}


def test_a_long_siege_is_one_ordeal() -> None:
    (ordeal,) = gone_through(*(blow(600 * number) for number in range(20)), helped=(6000,))
    assert (len(ordeal.before), len(ordeal.after)) == (11, 9)
