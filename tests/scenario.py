"""Scenarios: what must and must not happen in a chat, as a moderator writes it down.

`tests/scenarios/README` is this docstring: a scenario names a shipped `chat` (or brings its own
`messages`), the `detector` that decides it (or a list of those that each suffice), and filters over
the cases that come of it. A filter's fields must all match; `at_least` (default 1 for `must`) and
`at_most` (default 0 for `must_not`) count the matching cases, `by` is the last message at which
they may be opened.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data.packs import scene_paths
from engine.cases import Case

FOLDER = Path(__file__).parent / "scenarios"
SANCTIONS = {"timeout", "mute", "kick", "ban"}
FIELDS = {"author", "target", "category", "action", "status", "sanction", "by"}
COUNTS = {"at_least", "at_most"}

Filter = Mapping[str, Any]


@dataclass(frozen=True)
class Scenario:
    name: str
    title: str
    records: Sequence[Mapping[str, Any]]
    detectors: tuple[str, ...]
    must: Sequence[Filter]
    must_not: Sequence[Filter]

    @property
    def times(self) -> dict[str, datetime]:
        return {
            record["id"]: datetime.fromisoformat(record["time"])
            for record in self.records
            if "id" in record
        }

    def faults(self, cases: Sequence[Case]) -> list[str]:
        """What did not go as it must, in words; empty when all did."""
        found = [self._fault(wish, cases, 1, None) for wish in self.must]
        found += [self._fault(wish, cases, 0, 0) for wish in self.must_not]
        return [fault for fault in found if fault]

    def _fault(
        self, wish: Filter, cases: Sequence[Case], at_least: int, at_most: int | None
    ) -> str:
        count = sum(self._matches(case, wish) for case in cases)
        at_least = wish.get("at_least", 0 if "at_most" in wish else at_least)
        at_most = wish.get("at_most", at_most)
        if count < at_least:
            return f"{count} cases with {dict(wish)}, at least {at_least} wanted"
        if at_most is not None and count > at_most:
            return f"{count} cases with {dict(wish)}, at most {at_most} allowed"
        return ""

    def _matches(self, case: Case, wish: Filter) -> bool:
        main = case.actions[0].type
        facts = {
            "author": {case.author, *case.accounts},
            "target": {case.target},
            "category": {case.category.value},
            "action": {main},
            "status": {case.status.value},
            "sanction": {main in SANCTIONS},
        }
        named = FIELDS - {"by"} & wish.keys()
        in_time = "by" not in wish or case.opened_at <= self.times[wish["by"]]
        return in_time and all(facts[name] & _either(wish[name]) for name in named if name in wish)


def _either(wanted: object) -> set[object]:
    return set(wanted) if isinstance(wanted, list) else {wanted}


def load(path: Path) -> Scenario:
    """Raises ValueError for a scenario that asks for something unknown."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for wish in (*table.get("must", ()), *table.get("must_not", ())):
        if unknown := wish.keys() - FIELDS - COUNTS:
            raise ValueError(f"{path.name}: unknown {sorted(unknown)}; known: {sorted(FIELDS)}")
    return Scenario(
        name=path.stem,
        title=table["title"],
        records=table.get("messages") or _scene(table["chat"]),
        detectors=_names(table.get("detector", ())),
        must=table.get("must", ()),
        must_not=table.get("must_not", ()),
    )


def _names(detector: str | Sequence[str]) -> tuple[str, ...]:
    return (detector,) if isinstance(detector, str) else tuple(detector)


def _scene(name: str) -> list[Mapping[str, Any]]:
    lines = scene_paths()[name].read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def all_scenarios() -> list[Scenario]:
    return [load(path) for path in sorted(FOLDER.glob("*.toml"))]
