"""What came of a replay: counted from the database, so that a resumed run counts it all."""

from collections import Counter
from dataclasses import dataclass, field

from data.archive import Archive
from engine.cases import Case
from engine.verdict import Category

SHOWN = 25


@dataclass(slots=True)
class Shield:
    """What was done for one person: cases about words at them, and words that never came."""

    cases: int = 0
    prevented: int = 0


@dataclass(slots=True)
class Summary:
    cases: Counter[Category] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    shields: dict[str, Shield] = field(default_factory=dict)
    first: list[Case] = field(default_factory=list)

    def add(self, case: Case) -> None:
        self.cases[case.category] += 1
        self.actions.update(action.type for action in case.actions)
        if len(self.first) < SHOWN:
            self.first.append(case)
        if case.target:
            self.shields.setdefault(case.target, Shield()).cases += 1

    @property
    def count(self) -> int:
        return self.cases.total()


async def summarise(archive: Archive) -> Summary:
    summary = Summary()
    async for case in archive.cases():
        summary.add(case)
    for person, prevented in (await archive.prevented()).items():
        summary.shields.setdefault(person, Shield()).prevented += prevented
    return summary
