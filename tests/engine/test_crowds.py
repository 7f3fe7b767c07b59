"""Hundreds of calls of one kind at once: no more are under way than can be answered in time."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from engine.actions import Action, AskedToWaitError, Ban, Hide, Inverse, Order, Outcome, Unban
from engine.cases import Case, Intent, IntentState
from engine.changes import Changes
from engine.dispatcher import AT_ONCE, CALL_LIMIT
from engine.events import Community, Place, Platform
from engine.intents import intents_for
from tests.builders import HALL, INN, NOON, case
from tests.engine.door import Door, ScriptedEnforcer, open_door

SERVER = Place(Community(Platform.DISCORD, "1000"), "2000")
CROWD = [f"r{number}" for number in range(300)]


@dataclass
class SlowEnforcer:
    """Answers one order after another, and notes how many wait for an answer at once."""

    most: int = 0
    under_way: int = 0
    orders: list[Order] = field(default_factory=list)
    desk: asyncio.Lock = field(default_factory=asyncio.Lock)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def apply(self, order: Order) -> Outcome:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        async with self.desk:
            await asyncio.sleep(0)
        self.under_way -= 1
        self.orders.append(order)
        self.answered.set()
        return Outcome.APPLIED


async def submitted(
    door: Door, *actions: Action | Inverse, at: Place = HALL
) -> tuple[Case, tuple[Intent, ...]]:
    opened = case(actions=(Ban(user="r0"),), place=at)
    intents = intents_for(opened, actions, place=at, event="m1", at=NOON)  # type: ignore[arg-type]
    await door.ledger.commit(Changes(cases=(opened,), intents=intents))
    door.dispatcher.submit(intents)
    return opened, intents


async def states(door: Door, place: Place = HALL) -> Counter[IntentState]:
    return Counter(each.state for each in await door.archive.intents_of(place.community, 1))


async def test_a_crowds_unbans_go_out_a_few_at_a_time(tmp_path: Path) -> None:
    enforcer = SlowEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await submitted(door, *[Unban(user=each) for each in CROWD[:60]])
        await door.dispatcher.drain()
        ended = await states(door)
    assert (enforcer.most, ended) == (AT_ONCE, {IntentState.DONE: 60})


async def test_bans_on_discord_go_out_by_the_two_hundred(tmp_path: Path) -> None:
    enforcer = SlowEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await submitted(door, *[Ban(user=each) for each in CROWD], at=SERVER)
        await door.dispatcher.drain()
        ended = await states(door, SERVER)
    assert (enforcer.most, ended) == (200, {IntentState.DONE: 300})


async def test_a_crowd_of_one_kind_keeps_no_other_call_waiting(tmp_path: Path) -> None:
    enforcer = SlowEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        hide = Hide(user="vex", message="m1")
        await submitted(door, *[Unban(user=each) for each in CROWD[:30]], hide)
        await door.dispatcher.drain()
    assert "hide" in [order.action.type for order in enforcer.orders[: 2 * AT_ONCE]]


async def test_an_order_whose_turn_has_not_come_is_given_again_and_is_not_ambiguous(
    tmp_path: Path,
) -> None:
    script: list[Outcome | Exception] = [AskedToWaitError(timedelta()) for _ in range(8)]
    enforcer = ScriptedEnforcer(script)
    async with open_door(tmp_path, enforcer) as door:
        await submitted(door, Ban(user="r0"))
        await door.dispatcher.drain()
        (ended,) = await door.archive.intents_of(INN, 1)
    assert (ended.state, ended.outcome, ended.ambiguous) == (
        IntentState.DONE,
        Outcome.APPLIED,
        False,
    )


async def test_an_order_whose_turn_has_not_come_speaks_against_no_platform(tmp_path: Path) -> None:
    """Nobody rests as they would after five faults, for half a minute."""
    script: list[Outcome | Exception] = [AskedToWaitError(timedelta()) for _ in range(6)]
    async with open_door(tmp_path, ScriptedEnforcer(script)) as door:
        await submitted(door, *[Ban(user=each) for each in CROWD[:6]])
        await door.dispatcher.drain()
        passed = door.clock.now() - NOON
    assert passed < CALL_LIMIT + timedelta(seconds=5)


async def test_what_was_taken_back_while_it_waited_its_turn_is_not_sent(tmp_path: Path) -> None:
    enforcer = SlowEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        _, intents = await submitted(door, *[Unban(user=each) for each in CROWD[:40]])
        await enforcer.answered.wait()
        unsent = door.dispatcher.withdraw(intents)
        await door.dispatcher.drain()
    assert len(unsent) > 0
    assert len(enforcer.orders) == 40 - len(unsent)
