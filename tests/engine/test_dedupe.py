from engine.dedupe import Seen


def test_a_delivery_is_new_only_once() -> None:
    seen = Seen()
    assert [seen.add("m1"), seen.add("m2"), seen.add("m1")] == [True, True, False]


def test_at_least_the_last_capacity_deliveries_are_known() -> None:
    seen = Seen(capacity=10)
    for number in range(100):
        seen.add(str(number))
    assert not any(seen.add(str(number)) for number in range(90, 100))


def test_memory_stays_bounded() -> None:
    seen = Seen(capacity=10)
    for number in range(1_000):
        seen.add(str(number))
    assert len(seen._young) + len(seen._old) <= 20
