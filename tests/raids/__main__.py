"""python -m tests.raids: plays two hundred gatherings and prints what Haven made of them."""

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from bot.screening import open_screening
from bot.settings import Settings
from tests.builders import NOON
from tests.raids.figures import figures, table
from tests.raids.gatherings import KINDS, gatherings
from tests.raids.playing import Heard, played

stderr = Console(stderr=True)


async def _heard(each: int, *, test: bool, kinds: set[str]) -> list[Heard]:
    heard: list[Heard] = []
    with TemporaryDirectory(prefix="haven-raids-") as folder:
        async with open_screening(Settings()) as screening:
            chosen = (g for g in gatherings(each, began=NOON, test=test) if g.kind in kinds)
            with stderr.status("") as status:
                async for told in played(chosen, Path(folder), screening):
                    heard.append(told)
                    status.update(f"{len(heard)} gatherings played")
    return heard


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.raids", description=__doc__)
    parser.add_argument("--each", type=int, default=25, help="how many of every kind")
    parser.add_argument("--dev", action="store_true", help="the half that was tuned on")
    parser.add_argument("--faults", action="store_true", help="name those that went wrong")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only these kinds")
    parser.add_argument("--check", action="store_true", help="exit 1 where it is not good enough")
    wanted = parser.parse_args()
    kinds = set(wanted.kind or KINDS)
    heard = asyncio.run(_heard(wanted.each, test=not wanted.dev, kinds=kinds))
    told, console = figures(heard), Console()
    console.print(table(heard, title="Development half" if wanted.dev else "Test half"))
    console.print(
        f"Raids and brigades seen {told.detected:.1%}, harmless gatherings taken for one "
        f"{told.false_alarms:.1%}, {told.messages:.0f} messages until then (median)."
    )
    if wanted.faults:
        for each in heard:
            if each.detected != each.hostile or each.hurt or each.crowd_cases > 1:
                console.print(f"{each.gathering.community}: {each.crowd_cases} cases", *each.why)
    return 1 if wanted.check and not told.good else 0


sys.exit(main())
