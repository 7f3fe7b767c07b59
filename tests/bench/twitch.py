"""`make bench-twitch`: the shipped bot on a loopback Twitch, measured from outside.

Real client, encoder, journal and audit; no language model. This process makes up the load and is
the platform, `haven run` is another one.
"""

import asyncio
import sys
from collections.abc import Coroutine, Mapping, Sequence
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from tests.bench.figures import Figure, table, told
from tests.bench.streams import CHAT, raid_figures, reaction

Measured = Mapping[str, Sequence[Figure]]
Measure = Coroutine[Any, Any, Sequence[Figure]]

stderr = Console(stderr=True)
# A raid comes within a minute.
_RAID_SECONDS = 60.0


def main(
    seconds: Annotated[float, typer.Option(help="How long the chat lasts.")] = 30.0,
    raid: Annotated[int, typer.Option(help="How many accounts attack; 0 for none.")] = 3_000,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,  # noqa: FBT002
    check: Annotated[bool, typer.Option(help="Exit 1 if a figure is missed.")] = False,  # noqa: FBT002
) -> None:
    measured = asyncio.run(_measured(seconds, raid))
    if as_json:
        report = {title: told(figures) for title, figures in measured.items()}
        option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        sys.stdout.buffer.write(orjson.dumps(report, option=option))
    else:
        _print(measured)
    if check and any(each.is_missed for figures in measured.values() for each in figures):
        raise typer.Exit(1)


async def _measured(seconds: float, accounts: int) -> Measured:
    measures: dict[str, Measure] = {
        f"Attacks in chat, {CHAT:,.0f} messages a second": reaction(seconds=seconds),
        f"A raid of {accounts:,} accounts": raid_figures(accounts=accounts, seconds=_RAID_SECONDS),
    }
    if not accounts:
        measures.popitem()[1].close()
    done = {}
    for title, measure in measures.items():
        with stderr.status(title):
            done[title] = await measure
    return done


def _print(measured: Measured) -> None:
    console = Console()
    for title, figures in measured.items():
        console.print(table(figures, title=title))


if __name__ == "__main__":
    typer.run(main)
