"""No round of the event loop is filled by messages alone."""

import asyncio
from itertools import pairwise

import pytest

from engine.rounds import Rounds
from tests.running import PATIENCE


async def test_a_turn_in_a_round_with_room_is_taken_at_once() -> None:
    loop_came_round = asyncio.Event()
    asyncio.get_running_loop().call_soon(loop_came_round.set)

    await Rounds(most=1).turn()

    assert not loop_came_round.is_set()


async def test_others_get_the_loop_between_rounds() -> None:
    rounds, taken, seen = Rounds(most=2), [], []

    async def take(number: int) -> None:
        await rounds.turn()
        taken.append(number)

    async with asyncio.TaskGroup() as tasks:
        for number in range(10):
            tasks.create_task(take(number))
        while len(taken) < 10:
            seen.append(len(taken))
            await asyncio.sleep(0)
        seen.append(len(taken))

    assert taken == list(range(10))
    assert all(later - earlier <= 2 for earlier, later in pairwise(seen))


async def test_what_is_worth_more_than_a_round_is_not_kept_out() -> None:
    rounds = Rounds(most=2)

    async with asyncio.timeout(PATIENCE):
        await rounds.turn(5)
        await rounds.turn(5)


async def test_one_who_gave_up_waiting_does_not_hold_up_the_next() -> None:
    rounds = Rounds(most=1)
    await rounds.turn()
    gone, next_one = asyncio.create_task(rounds.turn()), asyncio.create_task(rounds.turn())
    # Both wait by now; `_begin_anew` has its turn after this one.
    gone.cancel()

    async with asyncio.timeout(PATIENCE):
        await next_one
    with pytest.raises(asyncio.CancelledError):
        await gone
