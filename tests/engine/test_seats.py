"""Seats: so many at once, in order, but for whoever is hurried; nobody's seat is lost."""

import asyncio
from uuid import UUID

from engine.seats import Seats
from tests.running import running


class Hall:
    """Somebody sits until they are told to leave."""

    def __init__(self, most: int) -> None:
        self.seats = Seats(most)
        self.seated: list[int] = []
        self._leaving: dict[int, asyncio.Event] = {}

    async def sit(self, number: int) -> None:
        self._leaving[number] = asyncio.Event()
        async with self.seats.taken_by(UUID(int=number)):
            self.seated.append(number)
            await self._leaving[number].wait()
            self.seated.remove(number)

    async def sit_all(self, count: int) -> None:
        await asyncio.gather(*map(self.sit, range(count)))

    async def leave(self, number: int) -> None:
        self._leaving[number].set()
        await settled()


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_so_many_sit_and_the_others_follow_in_their_order() -> None:
    hall = Hall(2)
    async with running(hall.sit_all(4)):
        await settled()
        assert hall.seated == [0, 1]
        await hall.leave(1)
        assert hall.seated == [0, 2]
        await hall.leave(0)
        assert hall.seated == [2, 3]


async def test_whoever_is_hurried_is_next_and_a_stranger_is_nobody() -> None:
    hall = Hall(1)
    async with running(hall.sit_all(4)):
        await settled()
        for number in (3, 0, 99):
            hall.seats.hurry(UUID(int=number))
        await hall.leave(0)
        assert hall.seated == [3]
        await hall.leave(3)
        assert hall.seated == [1]


async def test_whoever_gives_up_while_waiting_keeps_no_seat() -> None:
    hall = Hall(1)
    async with running(hall.sit(0)):
        await settled()
        waiting = asyncio.create_task(hall.sit(1))
        await settled()
        waiting.cancel()
        await settled()
        async with running(hall.sit(2)):
            await settled()
            await hall.leave(0)
            assert hall.seated == [2]


async def test_a_seat_given_to_whoever_gives_up_just_then_goes_to_the_next() -> None:
    hall = Hall(1)
    async with running(hall.sit(0)):
        await settled()
        given = asyncio.create_task(hall.sit(1))
        await settled()
        async with running(hall.sit(2)):
            await settled()
            hall._leaving[0].set()
            await asyncio.sleep(0)
            given.cancel()
            await settled()
            assert hall.seated == [2]
