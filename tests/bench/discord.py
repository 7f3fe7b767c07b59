"""`make bench-discord`: the shipped bot on a loopback Discord, measured from outside.

Real encoder, journal, audit and cards; no language model. This process makes up the load and is
the platform, `haven run` is another one.
"""

import asyncio
from typing import Annotated

import typer

from tests.bench.measures import CHAT, FLOOD, MANY, acknowledgement, reaction, start
from tests.bench.telling import Measure, Measured, taken, tell

_REMARK = (
    "With several shards Discord lets one connect every five seconds; each acts as soon as it is"
    " there."
)


def main(
    seconds: Annotated[float, typer.Option(help="How long chat and flood last, each.")] = 30.0,
    servers: Annotated[int, typer.Option(help="How many the bot starts with.")] = MANY,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,  # noqa: FBT002
    check: Annotated[bool, typer.Option(help="Exit 1 if a figure is missed.")] = False,  # noqa: FBT002
) -> None:
    measured = asyncio.run(_measured(seconds, servers))
    tell(measured, as_json=as_json, check=check, remark=_REMARK)


async def _measured(seconds: float, servers: int) -> Measured:
    measures: dict[str, Measure] = {
        f"Attacks in chat, {CHAT:,.0f} messages a second": reaction(seconds=seconds),
        f"Commands and clicks in a flood of {FLOOD:,.0f} messages a second": acknowledgement(
            seconds=seconds
        ),
        f"Start with {servers:,} servers": start(servers=servers, shards=0),
        f"Start with {servers:,} servers over 4 shards": start(servers=servers, shards=4),
    }
    return await taken(measures)


if __name__ == "__main__":
    typer.run(main)
