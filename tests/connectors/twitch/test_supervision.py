"""A connection that fails is tried again: later each time, and soon again after a good one."""

import asyncio

import pytest

from connectors.twitch.guards.supervision import supervise

RESTS = (1.0, 2.0, 5.0)


async def rests_after(*lasted: float) -> list[float]:
    """How long it rests after connections that held for so many seconds each."""
    clock, left = [0.0], list(lasted)
    slept: list[float] = []

    async def attempt() -> None:
        clock[0] += left.pop(0)
        raise OSError

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if not left:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await supervise(attempt, RESTS, sleep=sleep, seconds=lambda: clock[0])
    return slept


async def test_rests_grow_with_failures_in_a_row_up_to_the_longest() -> None:
    assert await rests_after(0.0, 0.0, 0.0, 0.0) == [1.0, 2.0, 5.0, 5.0]


async def test_after_a_connection_that_held_the_rest_is_the_shortest_again() -> None:
    assert await rests_after(0.0, 0.0, 3600.0, 0.0) == [1.0, 2.0, 1.0, 1.0]
