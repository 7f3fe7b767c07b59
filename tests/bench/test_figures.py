"""A figure is kept or missed, and what was never measured is missed."""

from io import StringIO

from rich.console import Console

from tests.bench.figures import Figure, share, table, told


def test_a_figure_at_its_aim_is_kept_and_one_above_it_is_missed() -> None:
    assert not Figure("P95", 150.0, aim=150.0).is_missed
    assert Figure("P95", 150.1, aim=150.0).is_missed


def test_a_figure_without_an_aim_is_never_missed() -> None:
    assert not Figure("load", 9.0).is_missed


def test_a_share_of_nothing_misses_every_aim() -> None:
    assert Figure("P95", share([], 0.95), aim=150.0).is_missed


def test_shares_are_values_that_were_measured() -> None:
    took = [float(number) for number in range(100, 0, -1)]

    assert (share(took, 0.5), share(took, 0.95), share(took, 1.0)) == (51.0, 96.0, 100.0)


def test_a_program_reads_what_people_read() -> None:
    figures = [Figure("attack to call, P95", 1_234.4, "ms", 150.0)]
    shown = StringIO()
    Console(file=shown, width=100).print(table(figures, title="Attacks"))

    (one,) = told(figures)

    assert (one["value"], one["missed"]) == (1_234.4, True)
    assert "1,234 ms" in shown.getvalue()
    assert "missed" in shown.getvalue()
