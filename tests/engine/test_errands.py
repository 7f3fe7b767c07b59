"""Calls in thousands: an errand that can wait, and holds nobody else up."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from engine.actions import Action, Ban, Hide, LockDown, Order, Outcome, Timeout
from engine.cases import Intent
from engine.changes import Changes
from engine.dispatcher import AT_ONCE
from engine.events import Community, Place, Platform
from engine.intents import intents_for
from tests.builders import NOON, case, minutes
from tests.engine.door import Door, open_door
from tests.running import PATIENCE

CHANNEL = Place(Community(Platform.TWITCH, "mika"), "mikalive")
MANY = 40


@dataclass
class Gate:
    """Answers one order after another, when told to."""

    orders: list[Order] = field(default_factory=list)
    answers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def apply(self, order: Order) -> Outcome:
        self.orders.append(order)
        self.heard.set()
        await self.answers.acquire()
        return Outcome.APPLIED

    def open(self, count: int = 1_000) -> None:
        for _ in range(count):
            self.answers.release()

    async def until(self, asked: Callable[[list[Order]], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not asked(self.orders):
                self.heard.clear()
                await self.heard.wait()


async def submit(door: Door, number: int, *actions: Action) -> tuple[Intent, ...]:
    opened = case(number, actions=actions, place=CHANNEL)
    intents = intents_for(opened, actions, place=CHANNEL, event=f"e{number}", at=NOON)
    await door.ledger.commit(Changes(cases=(opened,), intents=intents))
    door.dispatcher.submit(intents)
    return intents


def bans(count: int = MANY) -> tuple[Ban, ...]:
    return tuple(Ban(user=f"r{number}") for number in range(count))


async def test_an_ordinary_ban_does_not_wait_behind_a_ban_of_many(tmp_path: Path) -> None:
    gate = Gate()
    async with open_door(tmp_path, gate) as door:
        await submit(door, 1, *bans())
        await gate.until(lambda orders: len(orders) == AT_ONCE)
        await submit(door, 2, Ban(user="vex"))
        await gate.until(lambda orders: len(orders) == AT_ONCE + 1)
        last = gate.orders[-1]
        gate.open()
        await door.dispatcher.drain()
    assert (last.case, last.patient) == (2, False)
    assert [order.patient for order in gate.orders[:AT_ONCE]] == [True] * AT_ONCE


async def test_calls_of_other_kinds_go_out_meanwhile(tmp_path: Path) -> None:
    gate = Gate()
    urgent = (LockDown(duration=minutes(30)), Timeout(user="vex", duration=minutes(10)))
    async with open_door(tmp_path, gate) as door:
        await submit(door, 1, *(Hide(user=f"r{n}", message=f"m{n}") for n in range(MANY)))
        await gate.until(lambda orders: len(orders) == AT_ONCE)
        await submit(door, 2, *urgent)
        await gate.until(lambda orders: len(orders) == AT_ONCE + len(urgent))
        gate.open()
        await door.dispatcher.drain()
    asked = gate.orders[AT_ONCE : AT_ONCE + len(urgent)]
    assert {order.action.type for order in asked} == {"lock_down", "timeout"}
    assert not any(order.patient for order in asked)


async def test_whoever_goes_on_attacking_is_met_before_those_who_keep_still(tmp_path: Path) -> None:
    gate = Gate()
    async with open_door(tmp_path, gate) as door:
        await submit(door, 1, *(Hide(user=f"r{n}", message=f"m{n}") for n in range(MANY)))
        await gate.until(lambda orders: len(orders) == AT_ONCE)
        await submit(door, 2, Timeout(user="r30", duration=minutes(10)))
        gate.open(1)
        await gate.until(lambda orders: len(orders) == AT_ONCE + 1)
        gate.open()
        await door.dispatcher.drain()
    assert gate.orders[AT_ONCE].action == Hide(user="r30", message="m30")
    assert gate.orders[AT_ONCE + 1].action.type in {"hide", "timeout"}


async def test_a_few_calls_are_no_errand_and_nothing_is_kept_of_many(tmp_path: Path) -> None:
    gate = Gate()
    gate.open()
    async with open_door(tmp_path, gate) as door:
        await submit(door, 1, *bans(AT_ONCE))
        await door.dispatcher.drain()
        assert not any(order.patient for order in gate.orders)
        intents = await submit(door, 2, *bans())
        door.dispatcher.submit(intents)
        await door.dispatcher.drain()
        assert not door.dispatcher._errands
        assert not door.dispatcher._next
    assert len(gate.orders) == AT_ONCE + MANY


async def test_a_withdrawn_errand_is_not_sent_and_leaves_its_seats(tmp_path: Path) -> None:
    gate = Gate()
    async with open_door(tmp_path, gate) as door:
        intents = await submit(door, 1, *(Hide(user=f"r{n}", message="m") for n in range(MANY)))
        await gate.until(lambda orders: len(orders) == AT_ONCE)
        unsent = door.dispatcher.withdraw(intents)
        gate.open()
        await door.dispatcher.drain()
        await submit(door, 2, Hide(user="vex", message="m9"))
        await door.dispatcher.drain()
    assert len(unsent) == MANY - AT_ONCE
    assert [order.case for order in gate.orders] == [1] * AT_ONCE + [2]
