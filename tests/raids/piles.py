"""python -m tests.raids.piles: dogpiles with defenders, and crowds around one person that are none.

Plays 60 of each kind, with --dev 30 with the half of the known texts that was tuned on, and with
--blind, --fresh or --texts FILE.json with texts that nothing was tuned on.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from bot.screening import Screening, open_screening
from bot.settings import Settings
from engine.cases import Case
from tests.engine.house import at_home, judge
from tests.raids.blind import BLIND
from tests.raids.pile_figures import Told, only_asks, sentences, told
from tests.raids.pile_texts import TextsError, read_texts
from tests.raids.pile_words import KNOWN, Texts
from tests.raids.rings import MAKERS, Pile, piles

FRESH = Path(__file__).parent / "texts" / "fresh.json"

console = Console(soft_wrap=True, highlight=False)


async def played(
    some: Iterable[Pile], folder: Path, screening: Screening
) -> AsyncIterator[tuple[Told, Sequence[Case]]]:
    async with at_home(folder, screening) as house:
        for pile in some:
            for message in pile.messages:
                await judge(house, message)
            opened = [case async for case in house.archive.cases(community=pile.community)]
            yield told(pile, opened), opened


async def _main(some: Iterable[Pile], *, faults: bool) -> None:
    heard: list[Told] = []
    with TemporaryDirectory(prefix="haven-piles-") as folder:
        async with open_screening(Settings()) as screening:
            async for one, cases in played(some, Path(folder), screening):
                heard.append(one)
                if faults:
                    _explain(one, cases)
    for kind in MAKERS:
        mine = [each for each in heard if each.pile.kind == kind]
        head, *rest = filter(None, sentences(kind, mine))
        console.print(f"[bold]{head}[/bold]", *(f"  {line}" for line in rest), sep="\n")


def _explain(one: Told, cases: Sequence[Case]) -> None:
    messages = {message.id: message for message in one.pile.messages}
    cast = one.pile.cast
    for case in cases:
        if case.author in cast.attackers:
            continue
        who = "defender" if case.author in cast.defenders else "bystander"
        who = "host" if case.author == cast.host else who
        said = messages[case.message]
        done = "asked" if only_asks(case) else "DONE"
        at = "host" if cast.host in said.targets else "other" if said.targets else "nobody"
        console.print(
            one.pile.community.id, who, "to", at, case.rung, done, said.text, "|", case.reason,
            markup=False,
        )  # fmt: skip
    if cast.attackers and not one.seen:
        console.print(one.pile.community.id, "not seen")


def _chosen(asked: argparse.Namespace) -> tuple[str, Texts]:
    if asked.texts:
        return "texts", read_texts(asked.texts)
    if asked.fresh:
        return "fresh", read_texts(FRESH)
    if asked.blind:
        return "blind", BLIND
    return ("dev", KNOWN.half(test=False)) if asked.dev else ("test", KNOWN.half(test=True))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.raids.piles", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--dev", action="store_true", help="the half that was tuned on")
    which.add_argument("--blind", action="store_true", help="texts of chats, by another hand")
    which.add_argument("--fresh", action="store_true", help="texts of a stream and of a forum")
    which.add_argument("--texts", type=Path, metavar="FILE.json", help="an object of lists")
    parser.add_argument("--each", type=int, help="how many of every kind")
    parser.add_argument("--faults", action="store_true", help="tell of all but the attackers")
    asked = parser.parse_args(arguments)
    try:
        part, texts = _chosen(asked)
    except TextsError as error:
        console.print(error, markup=False)
        return 2
    each = asked.each or (30 if part == "dev" else 60)
    asyncio.run(_main(piles(each, part=part, texts=texts), faults=asked.faults))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
