"""`make bench-discord`: the shipped bot on a loopback Discord, measured from outside.

Real encoder, journal, audit and cards; no language model. This process makes up the load and is
the platform, `haven run` is another one.
"""

import asyncio
import os
import sys
from collections.abc import Coroutine, Mapping, Sequence
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from tests.bench.figures import Figure, table, told
from tests.bench.measures import CHAT, FLOOD, MANY, acknowledgement, reaction, start

Measured = Mapping[str, Sequence[Figure]]
Measure = Coroutine[Any, Any, Sequence[Figure]]

stderr = Console(stderr=True)


def main(
    seconds: Annotated[float, typer.Option(help="How long chat and flood last, each.")] = 30.0,
    servers: Annotated[int, typer.Option(help="How many the bot starts with.")] = MANY,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,  # noqa: FBT002
    check: Annotated[bool, typer.Option(help="Exit 1 if a figure is missed.")] = False,  # noqa: FBT002
) -> None:
    measured = asyncio.run(_measured(seconds, servers))
    if as_json:
        report = {title: told(figures) for title, figures in measured.items()}
        option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        sys.stdout.buffer.write(orjson.dumps(report, option=option))
    else:
        _print(measured)
    if check and any(each.is_missed for figures in measured.values() for each in figures):
        raise typer.Exit(1)


async def _measured(seconds: float, servers: int) -> Measured:
    measures: dict[str, Measure] = {
        f"Attacks in chat, {CHAT:,.0f} messages a second": reaction(seconds=seconds),
        f"Commands and clicks in a flood of {FLOOD:,.0f} messages a second": acknowledgement(
            seconds=seconds
        ),
        f"Start with {servers:,} servers": start(servers=servers, shards=0),
        f"Start with {servers:,} servers over 4 shards": start(servers=servers, shards=4),
    }
    done = {}
    for title, measure in measures.items():
        load = os.getloadavg()[0]
        with stderr.status(title):
            done[title] = [*await measure, Figure("the machine's load before", load)]
    return done


def _print(measured: Measured) -> None:
    console = Console()
    for title, figures in measured.items():
        console.print(table(figures, title=title))
    console.print(
        "With several shards Discord lets one connect every five seconds; each acts as soon as it "
        "is there."
    )


if __name__ == "__main__":
    typer.run(main)
