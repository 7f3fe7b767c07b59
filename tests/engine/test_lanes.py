"""Lanes: order within a place, no waiting between places, and no fault that ends them all."""

import asyncio
from collections.abc import Sequence

import pytest

from engine.events import (
    AccountFlagged,
    Event,
    MemberJoined,
    MemberNamed,
    Message,
    MessageDeleted,
    MessageEdited,
    Place,
    PlatformRaid,
)
from engine.lanes import BLOCK, Lanes, lane_of
from engine.ports import StorageFullError
from tests.builders import HALL, INN, NOON, author, message
from tests.running import running

YARD = Place(INN, "yard")


class Handler:
    """Notes what it handles; a place may be held up, or have no room on the disk."""

    def __init__(self) -> None:
        self.blocks: list[list[str]] = []
        self.held: dict[Place, asyncio.Event] = {}
        self.full: set[Place] = set()
        self.heard = asyncio.Event()

    async def handle(self, block: Sequence[Event]) -> None:
        said = [event for event in block if isinstance(event, Message)]
        place = said[0].place
        if place in self.held:
            await self.held[place].wait()
        if place in self.full:
            raise StorageFullError("no room left")
        self.blocks.append([one.id for one in said])
        self.heard.set()

    @property
    def handled(self) -> list[str]:
        return [name for block in self.blocks for name in block]


def said(number: int, place: Place = HALL) -> Message:
    return message(id=f"{place.channel}-{number}", place=place)


async def test_a_place_keeps_its_order() -> None:
    handler = Handler()
    lanes = Lanes(handler.handle, limit=100)
    async with running(lanes.run()):
        for number in range(80):
            await lanes.put(said(number))
        await lanes.drain()
    assert handler.handled == [f"hall-{number}" for number in range(80)]


async def test_what_gathers_is_handed_over_in_blocks() -> None:
    handler = Handler()
    lanes = Lanes(handler.handle, limit=100)
    for number in range(BLOCK + 5):
        await lanes.put(said(number))
    async with running(lanes.run()):
        await lanes.drain()
    assert [len(block) for block in handler.blocks] == [BLOCK, 5]


async def test_no_place_waits_for_another() -> None:
    handler = Handler()
    handler.held[HALL] = asyncio.Event()
    lanes = Lanes(handler.handle, limit=100)
    async with running(lanes.run()):
        await lanes.put(said(1))
        await lanes.put(said(1, YARD))
        await handler.heard.wait()
        assert handler.handled == ["yard-1"]
        handler.held[HALL].set()
        await lanes.drain()
    assert handler.handled == ["yard-1", "hall-1"]


async def test_a_full_disk_in_one_place_does_not_stop_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    handler = Handler()
    handler.full.add(HALL)
    lanes = Lanes(handler.handle, limit=100)
    async with running(lanes.run()):
        await lanes.put(said(1))
        await lanes.put(said(1, YARD))
        await lanes.drain()
    assert handler.handled == ["yard-1"]
    assert [record.message for record in caplog.records] == ["block failed"]


async def test_a_place_goes_on_once_there_is_room_again() -> None:
    handler = Handler()
    handler.full.add(HALL)
    lanes = Lanes(handler.handle, limit=1)
    async with running(lanes.run()):
        await lanes.put(said(1))
        await lanes.drain()
        handler.full.clear()
        await lanes.put(said(2))
        await lanes.drain()
    assert handler.handled == ["hall-2"]


async def test_at_most_so_many_events_are_under_way() -> None:
    handler = Handler()
    lanes = Lanes(handler.handle, limit=2)
    await lanes.put(said(1))
    await lanes.put(said(2))
    third = asyncio.create_task(lanes.put(said(3)))
    await asyncio.sleep(0)
    assert not third.done()
    async with running(lanes.run()):
        await third
        await lanes.drain()
    assert handler.handled == ["hall-1", "hall-2", "hall-3"]


async def test_lanes_without_work_are_drained_at_once() -> None:
    await Lanes(Handler().handle, limit=1).drain()


@pytest.mark.parametrize(
    ("event", "lane"),
    [
        (message(), str(HALL)),
        (MessageEdited(message(place=YARD), NOON), str(YARD)),
        (MessageDeleted("m", YARD, NOON), str(YARD)),
        (PlatformRaid(id="r", place=HALL, origin_name="x", size=1, raided_at=NOON), str(HALL)),
        (MemberJoined("j", INN, author(), NOON), str(INN)),
        (MemberNamed("n", INN, author(), NOON), str(INN)),
        (AccountFlagged(id="f", place=YARD, user="vex", suspicion=1, flagged_at=NOON), str(YARD)),
    ],
    ids=["message", "edit", "deletion", "raid", "join", "name", "flag"],
)
def test_an_event_goes_into_the_lane_of_its_place(event: Event, lane: str) -> None:
    assert lane_of(event) == lane


async def test_what_waits_for_its_lane_is_counted() -> None:
    handler = Handler()
    handler.held[HALL] = asyncio.Event()
    lanes = Lanes(handler.handle, limit=100)
    async with running(lanes.run()):
        for number in range(BLOCK + 3):
            await lanes.put(said(number))
        await lanes.put(said(0, YARD))
        await handler.heard.wait()

        assert lanes.waiting == 3
