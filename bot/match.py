"""What came of comparing two models: kept beside the database, shown by the doctor."""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import orjson

from engine.screening.shadow import Tally
from engine.verdict import Category

log = logging.getLogger(__name__)

FILE = "challenger.json"

_COUNTS = ("both", "neither", "skipped", "failed")
_SIDES = ("champion_only", "challenger_only")


@dataclass(frozen=True, slots=True)
class Match:
    """Two models by their ids, and what came of comparing them so far."""

    champion: str
    challenger: str
    tally: Tally

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """None where there is nothing that can be understood; it blocks on the disk."""
        try:
            kept = orjson.loads((folder / FILE).read_bytes())
            return cls(kept["champion"], kept["challenger"], _tally(kept["tally"]))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def resumed(self, folder: Path) -> Self:
        """What was kept of the same two models, if anything was, else this one."""
        kept = self.read(folder)
        if kept and (kept.champion, kept.challenger) == (self.champion, self.challenger):
            return kept
        return self

    def keep(self, folder: Path) -> None:
        """Write it down, whole or not at all, and log its figures; it blocks on the disk."""
        log.info("challenger compared", extra=dict(self.figures()))
        written = folder / f"{FILE}.new"
        try:
            written.write_bytes(orjson.dumps(self._plain()))
            written.replace(folder / FILE)
        except OSError as error:
            # Nothing that is worth stopping a bot for.
            log.warning("figures of the challenger not kept: %s", error.strerror)

    def _plain(self) -> Mapping[str, Any]:
        counts = {name: getattr(self.tally, name) for name in _COUNTS}
        sides = {
            name: {category.value: count for category, count in getattr(self.tally, name).items()}
            for name in _SIDES
        }
        return {
            "champion": self.champion,
            "challenger": self.challenger,
            "tally": {**counts, **sides},
        }

    def figures(self) -> Iterator[tuple[str, int | str]]:
        tally = self.tally
        yield "compared", tally.compared
        yield "agreed", tally.agreed
        yield "champion_only", _shown(tally.champion_only)
        yield "challenger_only", _shown(tally.challenger_only)
        yield "skipped", tally.skipped
        yield "failed", tally.failed

    def __str__(self) -> str:
        told = ", ".join(f"{name.replace('_', ' ')} {figure}" for name, figure in self.figures())
        return f"{self.challenger} against {self.champion}: {told}"


def _tally(kept: Mapping[str, Any]) -> Tally:
    champion_only, challenger_only = (_by_category(kept[side]) for side in _SIDES)
    return Tally(
        **{name: int(kept[name]) for name in _COUNTS},
        champion_only=champion_only,
        challenger_only=challenger_only,
    )


def _by_category(kept: Mapping[str, Any]) -> Counter[Category]:
    return Counter({Category(name): int(count) for name, count in kept.items()})


def _shown(counts: Counter[Category]) -> str:
    """The number, and of what categories they are, the most frequent first."""
    kinds = ", ".join(f"{category.value} {count}" for category, count in counts.most_common())
    return f"{counts.total()} ({kinds})" if kinds else "0"
