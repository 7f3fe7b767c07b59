"""How right each reasoner was by what moderators ruled, and how far its figures are from that."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.reasoning.calibration import AS_SAID, Tried, fitted
from engine.shares import Share

RULES = "rules"
# Of fewer rulings no rate says anything.
LEAST_RULINGS = 20
_BINS, _FOLDS = 10, 5


@dataclass(frozen=True, slots=True)
class Found:
    """The figure of a reasoner for a case, 0..1, and whether it `calls` for action by that;
    `harmful` is what moderators said, None where they have said nothing yet.
    """

    reasoner: str
    harm: float
    calls: bool
    harmful: bool | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """`right` is the precision: of the cases that it called harmful and that were `ruled` upon,
    those that moderators called so. `error` is the expected calibration error of its figures, 0..1;
    `calibrated` that of the figures as learned from other rulings, None where nothing is learned:
    of the rules, and of too few rulings.
    """

    reasoner: str
    cases: int
    ruled: int
    right: Share
    error: float
    calibrated: float | None = None


def reliabilities(found: Iterable[Found]) -> tuple[Reliability, ...]:
    """Of all that were ruled upon often enough, those with the most rulings first."""
    groups = defaultdict[str, list[Found]](list)
    for each in found:
        groups[each.reasoner].append(each)
    told = [_reliability(name, group) for name, group in groups.items()]
    told = [each for each in told if each.ruled >= LEAST_RULINGS]
    return tuple(sorted(told, key=lambda each: (-each.ruled, each.reasoner)))


def _reliability(name: str, group: Sequence[Found]) -> Reliability:
    tried = [
        # In hundredths, as models say it: the fit goes through all figures that there are.
        Tried(name, round(each.harm, 2), each.harmful, each.by, each.at)
        for each in group
        if each.harmful is not None
    ]
    return Reliability(
        reasoner=name,
        cases=len(group),
        ruled=len(tried),
        right=_right(group),
        error=calibration_error([(each.harm, each.harmful) for each in tried]),
        calibrated=None if name == RULES else _held_out(tried),
    )


def _right(group: Sequence[Found]) -> Share:
    called = [each.harmful for each in group if each.calls and each.harmful is not None]
    return Share(sum(called), len(called))


def calibration_error(said: Sequence[tuple[float, bool]]) -> float:
    """In ten equal bins: how far the mean figure is from the share of harmful ones, by weight."""
    bins = defaultdict[int, list[tuple[float, bool]]](list)
    for harm, harmful in said:
        bins[min(int(harm * _BINS), _BINS - 1)].append((harm, harmful))
    gaps = (abs(sum(harm - harmful for harm, harmful in each)) for each in bins.values())
    return sum(gaps) / len(said) if said else 0.0


def _held_out(tried: Sequence[Tried]) -> float | None:
    """With each fifth of the rulings read by what the other four teach."""
    ordered = sorted(tried, key=lambda each: (each.at, each.by, each.harm))
    told: list[tuple[float, bool]] = []
    for fold in range(_FOLDS):
        others = [each for place, each in enumerate(ordered) if place % _FOLDS != fold]
        curve = fitted(others)
        if curve is AS_SAID:
            return None
        told += [(curve(each.harm), each.harmful) for each in ordered[fold::_FOLDS]]
    return calibration_error(told)
