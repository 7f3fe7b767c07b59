"""`make bench-twitch`: the shipped bot on a loopback Twitch, measured from outside.

Real client, encoder, journal and audit; no language model. This process makes up the load and is
the platform, `haven run` is another one.
"""

import asyncio
from typing import Annotated

import typer

from tests.bench.streams import CHAT, raid_figures, reaction
from tests.bench.telling import Measure, Measured, taken, tell

# A raid comes within a minute.
_RAID_SECONDS = 60.0


def main(
    seconds: Annotated[float, typer.Option(help="How long the chat lasts.")] = 30.0,
    raid: Annotated[int, typer.Option(help="How many accounts attack; 0 for none.")] = 3_000,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,  # noqa: FBT002
    check: Annotated[bool, typer.Option(help="Exit 1 if a figure is missed.")] = False,  # noqa: FBT002
) -> None:
    tell(asyncio.run(_measured(seconds, raid)), as_json=as_json, check=check)


async def _measured(seconds: float, accounts: int) -> Measured:
    measures: dict[str, Measure] = {
        f"Attacks in chat, {CHAT:,.0f} messages a second": reaction(seconds=seconds),
        f"A raid of {accounts:,} accounts": raid_figures(accounts=accounts, seconds=_RAID_SECONDS),
    }
    if not accounts:
        measures.popitem()[1].close()
    return await taken(measures)


if __name__ == "__main__":
    typer.run(main)
