"""Between which groups of people the screening's errors differ most."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.breakdowns import Groups
from bot.gates.gate import Gate

_RATES = {"fpr_gap": "fpr", "fnr_gap": "fnr"}
_WORDS = {"fpr": "false-positive", "fnr": "false-negative"}


@dataclass(frozen=True, slots=True)
class Gap:
    """The rate is higher for `worst` than for `best`, by `size`."""

    rate: str
    size: float
    worst: str
    best: str


def largest(gates: Iterable[Gate], groups: Mapping[str, Groups]) -> tuple[Gap, ...]:
    """For each kind of error the largest gap in the sets whose gaps have gates."""
    gaps = list(_gaps(gates, groups))
    kinds = [[gap for gap in gaps if gap.rate == rate] for rate in _WORDS]
    return tuple(max(kind, key=lambda gap: gap.size) for kind in kinds if kind)


def _gaps(gates: Iterable[Gate], groups: Mapping[str, Groups]) -> Iterator[Gap]:
    for gate in gates:
        if rate := _RATES.get(gate.figure):
            yield from _gap(rate, groups[gate.set])


def _gap(rate: str, groups: Groups) -> Iterator[Gap]:
    known = {
        name: share for name, figures in groups.items() if (share := figures[rate]) is not None
    }
    if len(known) > 1:
        worst, best = max(known, key=known.__getitem__), min(known, key=known.__getitem__)
        yield Gap(rate, known[worst] - known[best], worst, best)


def line(gaps: Iterable[Gap]) -> str:
    """For the log of a continuous integration."""
    told = ", ".join(
        f"largest {_WORDS[gap.rate]} gap between groups {gap.size:.3f} ({gap.worst} vs {gap.best})"
        for gap in gaps
    )
    return f"bias: {told or 'not measured, no gate is about a gap between groups'}"
