"""The figures of many gatherings, kind by kind, and whether they are good enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from rich.table import Table

from tests.raids.gatherings import HOSTILE, KINDS
from tests.raids.playing import Heard

# What issue 6 asks for.
DETECTED, FALSE_ALARMS, MESSAGES = 0.95, 0.02, 10.0


@dataclass(frozen=True, slots=True)
class Figures:
    """`detected` is the share of hostile gatherings that were seen, `false_alarms` that of harmless
    ones which were taken for hostile, `messages` the median of hostile ones until then.
    """

    detected: float
    false_alarms: float
    messages: float

    @property
    def good(self) -> bool:
        return (
            self.detected >= DETECTED
            and self.false_alarms <= FALSE_ALARMS
            and self.messages < MESSAGES
        )


def figures(heard: Sequence[Heard]) -> Figures:
    delays = [each.after for each in heard if each.after is not None]
    return Figures(
        detected=share([each for each in heard if each.hostile]),
        false_alarms=share([each for each in heard if not each.hostile]),
        messages=float(median(delays)) if delays else float("inf"),
    )


def share(heard: Sequence[Heard]) -> float:
    return sum(each.detected for each in heard) / len(heard) if heard else 0.0


def table(heard: Sequence[Heard], *, title: str) -> Table:
    told = Table(title=title, title_justify="left")
    for column in ("kind", "played", "seen as a crowd", "messages", "minutes", "cases", "hurt"):
        told.add_column(column, justify="left" if column == "kind" else "right")
    for kind in KINDS:
        told.add_row(*_row(kind, [each for each in heard if each.gathering.kind == kind]))
    return told


def _row(kind: str, heard: Sequence[Heard]) -> Sequence[str]:
    delays = [each.after for each in heard if each.after is not None]
    times = [each.took.total_seconds() / 60 for each in heard if each.took is not None]
    return (
        kind.replace("_", " "),
        str(len(heard)),
        f"{share(heard):.0%}",
        f"{median(delays):.0f}" if kind in HOSTILE and delays else "–",
        f"{median(times):.1f}" if kind in HOSTILE and times else "–",
        str(sum(each.crowd_cases for each in heard)),
        str(sum(each.hurt for each in heard)),
    )
