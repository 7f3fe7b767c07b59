"""Histories of pairs, played through a whole Haven.

python -m tests.raids.pursuing plays the test half, with --dev the half that was tuned on.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from rich.console import Console

from bot.screening import Screening, open_screening
from bot.settings import Settings
from engine.cases import Case
from tests.engine.house import at_home, judge
from tests.raids.pursuits import KINDS, Pursuit, pursuits

console = Console(soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Followed:
    """`after` is how many messages of `one` came between the plea, or else the beginning, and the
    first case about the pattern. `others` are further cases, about anybody or anything else.
    """

    pursuit: Pursuit
    cases: Sequence[Case]
    others: Sequence[Case]
    after: int | None

    @property
    def seen(self) -> bool:
        return bool(self.cases)

    @property
    def banned(self) -> bool:
        applied = [case for case in self.cases if not case.needs_human]
        return any(action.type in {"ban", "kick"} for case in applied for action in case.actions)


async def followed(
    some: Iterable[Pursuit], folder: Path, screening: Screening
) -> AsyncIterator[Followed]:
    async with at_home(folder, screening) as house:
        for pursuit in some:
            for message in pursuit.messages:
                await judge(house, message)
            opened = [case async for case in house.archive.cases(community=pursuit.community)]
            yield _followed(pursuit, opened)


def _followed(pursuit: Pursuit, opened: Sequence[Case]) -> Followed:
    cases = sorted((case for case in opened if _cites(case)), key=lambda case: case.number)
    others = [case for case in opened if not _cites(case)]
    after = _after(pursuit, cases[0].message) if cases else None
    return Followed(pursuit, cases, others, after)


def _after(pursuit: Pursuit, seen_at: str) -> int:
    ids = [message.id for message in pursuit.messages]
    start = ids.index(pursuit.refused) if pursuit.refused else 0
    between = pursuit.messages[start : ids.index(seen_at) + 1]
    return sum(message.author.id == pursuit.one for message in between)


def _cites(case: Case) -> bool:
    return any(fact.id == "signal:pairs" for fact in case.evidence)


async def _main(*, each: int, test: bool, faults: bool) -> None:
    told: list[Followed] = []
    with TemporaryDirectory(prefix="haven-pursuits-") as folder:
        async with open_screening(Settings()) as screening:
            some = pursuits(each, test=test)
            async for one in followed(some, Path(folder), screening):
                told.append(one)
                if faults:
                    _explain(one)
    for kind in KINDS:
        console.print(_line(kind, [one for one in told if one.pursuit.kind == kind]))


def _line(kind: str, told: Sequence[Followed]) -> str:
    delays = [one.after for one in told if one.after is not None]
    return (
        f"{kind:18} {len(told):3} played, {sum(one.seen for one in told):3} seen as a pursuit, "
        f"after {median(delays) if delays else '-'} messages, banned unseen: "
        f"{sum(one.banned for one in told)}, other cases: {sum(len(one.others) for one in told)}"
    )


def _explain(one: Followed) -> None:
    for case in one.cases[:2]:
        console.print(one.pursuit.community.id, case.number, case.rung, one.after, case.reason)
    if one.pursuit.hostile and not one.seen:
        console.print(one.pursuit.community.id, "not seen")
    texts = {message.id: message.text for message in one.pursuit.messages}
    for case in one.others:
        console.print(one.pursuit.community.id, "other:", texts[case.message], case.reason)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.raids.pursuing", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="the half that was tuned on")
    parser.add_argument("--faults", action="store_true", help="say why, case by case")
    parser.add_argument("--each", type=int, default=10, help="how many of every kind")
    asked = parser.parse_args()
    asyncio.run(_main(each=asked.each, test=not asked.dev, faults=asked.faults))
    sys.exit(0)
