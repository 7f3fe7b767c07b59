from connectors.twitch import deliveries
from connectors.twitch.deliveries import Deliveries


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_name_is_known_for_ten_minutes_at_least() -> None:
    time = Time()
    known = Deliveries(time)
    first = known.is_new("n1")
    time.now = 599
    known.is_new("n2")
    time.now = 1198

    assert first
    assert not known.is_new("n2")


def test_old_names_are_let_go() -> None:
    time = Time()
    known = Deliveries(time)
    for moment in (0, 600, 1200):
        time.now = moment
        known.is_new(f"n{moment}")

    assert known.is_new("n0")


def test_a_flood_of_names_costs_no_more_memory_than_two_sets() -> None:
    known = Deliveries(Time())
    for number in range(3 * deliveries.KEPT_NAMES):
        known.is_new(str(number))

    assert len(known._recent) + len(known._older) <= 2 * deliveries.KEPT_NAMES
    assert not known.is_new(str(3 * deliveries.KEPT_NAMES - 1))
