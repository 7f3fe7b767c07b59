"""Speed is measured again where a busy machine may be to blame, and never taken for granted."""

from collections.abc import Iterator, Mapping
from itertools import repeat

import pytest

from bot.gates import machine
from bot.gates.figures import OF_MACHINE
from bot.gates.gate import Gate
from bot.gates.machine import ROUNDS, of_machine, on_machine
from bot.refusals import RefusedUseError
from bot.settings import Settings

FAST = Gate(name="speed", figure="messages_per_second", least=600)
QUICK = Gate(name="P95", figure="p95_ms", most=6)


class Bench:
    """Gives these figures in turn, and counts how often it was asked."""

    def __init__(self, *rounds: float) -> None:
        self._rounds: Iterator[float] = iter((*rounds, *repeat(rounds[-1], ROUNDS)))
        self.asked = 0

    def __call__(self, _: Settings, *, seconds: float) -> Mapping[str, float]:
        assert seconds > 0
        self.asked += 1
        return dict.fromkeys(OF_MACHINE.values(), next(self._rounds))


def on(bench: Bench, monkeypatch: pytest.MonkeyPatch, *gates: Gate) -> Mapping[str, float]:
    monkeypatch.setattr(machine, "screening_alone", bench)
    return of_machine(Settings(), gates)


def test_a_model_that_is_fast_enough_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(700.0)

    figures = on(bench, monkeypatch, FAST)

    assert (bench.asked, figures["messages_per_second"]) == (1, 700.0)


def test_a_model_that_seems_too_slow_is_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(200.0, 700.0)

    figures = on(bench, monkeypatch, FAST)

    assert (bench.asked, figures["messages_per_second"]) == (2, 700.0)


def test_a_model_that_is_too_slow_is_so_after_some_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(200.0)

    figures = on(bench, monkeypatch, FAST)

    assert (bench.asked, figures["messages_per_second"]) == (ROUNDS, 200.0)


def test_times_are_the_shortest_of_all_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert on(Bench(9.0, 7.0, 8.0), monkeypatch, QUICK)["p95_ms"] == 7.0


def test_where_no_gate_is_about_speed_none_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(700.0)

    on(bench, monkeypatch, Gate(name="size", figure="size_mb", most=40))

    assert bench.asked == 0


def test_a_time_of_nought_is_no_measure() -> None:
    assert not on_machine(QUICK, {"p95_ms": 0.0}).passed


def test_a_speed_that_cannot_be_measured_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Mapping[str, float]:
        raise RuntimeError("haven could not be measured: no memory")

    monkeypatch.setattr(machine, "screening_alone", broken)

    with pytest.raises(RefusedUseError, match="no memory"):
        of_machine(Settings(), [FAST])
