"""python -m tests.faults --kills N [--seed S]: kill the shipped command N times, read the books."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.books import Books
from tests.faults.kills import chaos, run_kills


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is what the user reads


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20_261_128)
    chosen = parser.parse_args(words)
    books = asyncio.run(_books(chosen.kills, chosen.seed))
    for each in (*books.lost, *books.doubled):
        say(each)
    say(f"{chosen.kills} kills, seed {chosen.seed}: {books.told()}")
    return 0 if books.balance else 1


async def _books(kills: int, seed: int) -> Books:
    with TemporaryDirectory() as folder:
        async with chaos(Path(folder), seed=seed) as made:
            return await run_kills(made, kills, say)


if __name__ == "__main__":
    sys.exit(main())
