"""`haven run` is killed at moments that a seed chooses, on a Discord that has a bad day (R1)."""

from pathlib import Path

import pytest

from tests.conftest import Figure
from tests.faults.books import read_books
from tests.faults.kills import chaos, run_kills

SEED = 20_261_128


@pytest.mark.promise("R1")
async def test_however_often_it_is_killed_the_books_balance(
    tmp_path: Path, figure: Figure, *, long: bool
) -> None:
    kills = 200 if long else 2
    async with chaos(tmp_path, seed=SEED) as made:
        books = await run_kills(made, kills, print)
        assert (books.lost, books.doubled, books.flaws) == ((), (), ())
        assert min(books.accepted, books.cases, books.done) > 0
        figure(f"{kills} kills, {books.told()}")

        # And books that do not balance would be told from these.
        card = made.server.cards()[0]
        made.server.world.messages["1"] = card
        assert any("2 cards" in each for each in read_books(made.database, made.server).doubled)
        for number in [n for n, each in made.server.world.messages.items() if each is card]:
            del made.server.world.messages[number]
        assert any("no card" in each for each in read_books(made.database, made.server).lost)
