"""Figures of the model on this machine: its size, its speed, what it takes to run."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.bench_screening import screening_alone
from bot.gates.figures import OF_MACHINE, SIZE
from bot.gates.gate import Finding, Gate
from bot.refusals import RefusedUseError
from bot.settings import Settings

# How long each load lasts, and how often a model that seems too slow is measured: machines that
# test are shared, and what disturbs a measurement only ever makes it worse.
SECONDS = 5.0
ROUNDS = 3

Figures = Mapping[str, float]

_HIGHER_IS_BETTER = frozenset({"messages_per_second", "cascade_messages_per_second"})


def of_machine(settings: Settings, gates: Sequence[Gate]) -> Figures:
    """Those that gates ask for; speed is the best of up to three rounds.

    Raises:
        RefusedUseError: the speed cannot be measured.
    """
    size = {SIZE: _size_mb(settings.screening.folder)}
    asked = [gate for gate in gates if gate.figure in OF_MACHINE]
    if not asked:
        return size
    speed = _speed(settings)
    for _ in range(ROUNDS - 1):
        if all(on_machine(gate, speed).passed for gate in asked):
            break
        speed = _best(speed, _speed(settings))
    return {**size, **speed}


def on_machine(gate: Gate, figures: Figures) -> Finding:
    """Nothing takes no time, so a zero was not measured."""
    measured = figures[gate.figure]
    return Finding(gate, measured) if measured else Finding(gate, None, "could not be measured")


def _speed(settings: Settings) -> Figures:
    try:
        measured = screening_alone(settings, seconds=SECONDS)
    except RuntimeError as fault:
        raise RefusedUseError(str(fault)) from fault
    return {name: measured[key] for name, key in OF_MACHINE.items()}


def _best(one: Figures, other: Figures) -> Figures:
    return {
        name: max(one[name], other[name])
        if name in _HIGHER_IS_BETTER
        else min(one[name], other[name])
        for name in one
    }


def _size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
