"""Windows of time under good and bad clocks."""

from engine.sessions.window import Bins, Latest, Window


def window() -> Window[str]:
    return Window(span=60.0, limit=3)


def test_what_is_older_than_the_span_is_dropped_to_the_second() -> None:
    kept = window()
    kept.add(0.0, "first")
    kept.add(59.0, "second")
    kept.reach(60.0)
    assert list(kept) == ["second"]


def test_no_more_than_the_limit_is_kept() -> None:
    kept = window()
    for item in "abcd":
        kept.add(1.0, item)
    assert list(kept) == ["b", "c", "d"]


def test_a_clock_that_steps_back_a_little_stands_still() -> None:
    kept = window()
    kept.add(100.0, "now")
    assert kept.add(70.0, "late") == 100.0


def test_a_clock_that_steps_back_far_begins_a_new_window() -> None:
    kept = window()
    kept.add(1000.0, "now")
    assert kept.add(10.0, "long ago") == 10.0
    assert list(kept) == ["long ago"]


def test_what_is_dropped_leaves_the_others_their_times() -> None:
    kept = window()
    for at, item in ((1.0, "a"), (2.0, "b"), (3.0, "a")):
        kept.add(at, item)
    kept.drop(lambda item: item == "a")
    assert kept.entries == [(2.0, "b")]


def test_since_gives_the_newest_first_and_not_the_moment_itself() -> None:
    kept = window()
    for at, item in ((1.0, "a"), (2.0, "b"), (3.0, "c")):
        kept.add(at, item)
    assert list(kept.since(1.0)) == [(3.0, "c"), (2.0, "b")]


def test_an_empty_window_has_no_last_item() -> None:
    assert window().last is None
    assert window().latest == float("-inf")


def test_the_base_rate_leaves_out_what_is_building_up() -> None:
    bins = Bins(width=10.0, kept=4)
    for at in (5.0, 15.0, 25.0, 35.0, 45.0):
        bins.add(at, 6.0)
    assert bins.base(45.0) == 6.0
    bins.add(46.0, 100.0)
    assert bins.base(46.0) == 6.0


def test_old_bins_do_not_count() -> None:
    bins = Bins(width=10.0, kept=4)
    bins.add(5.0, 6.0)
    bins.add(1000.0)
    assert bins.base(1000.0) == 0.0


def test_the_oldest_entry_falls_out_of_a_full_mapping() -> None:
    latest: Latest[str, int] = Latest(most=2)
    latest.renew("a", 1)
    latest.renew("b", 2)
    latest.renew("a", 1)
    assert latest.renew("c", 3) == 2
    assert latest.oldest() == 1
