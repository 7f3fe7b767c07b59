"""A platform that asks to wait is not asked before, and what would come too late is not done."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from engine.actions import AskedToWaitError, Ban, Order, Outcome, Timeout
from engine.cases import Status
from tests.builders import NOON, decision, message, minutes
from tests.engine.door import Door, ScriptedEnforcer, open_door

TIMEOUT = Timeout(user="vex", duration=minutes(10))


@dataclass
class Punctual(ScriptedEnforcer):
    """Notes when it was asked."""

    asked: list[datetime] = field(default_factory=list)
    door: Door = field(init=False)

    async def apply(self, order: Order) -> Outcome:
        self.asked.append(self.door.clock.now())
        return await super().apply(order)


def waits(*, seconds: float, times: int = 1) -> Punctual:
    return Punctual([AskedToWaitError(timedelta(seconds=seconds))] * times)


async def test_nobody_is_asked_before_the_wait_is_over(tmp_path: Path) -> None:
    enforcer = waits(seconds=90)
    async with open_door(tmp_path, enforcer) as enforcer.door:
        done = await enforcer.door.act(message(), decision(TIMEOUT))
    assert done.status is Status.APPLIED
    assert enforcer.asked == [NOON, NOON + timedelta(seconds=90)]


async def test_waiting_when_asked_wears_nothing_out(tmp_path: Path) -> None:
    """Six in a row: faults would have opened the breaker, whose rest is longer."""
    enforcer = waits(seconds=2, times=6)
    async with open_door(tmp_path, enforcer) as enforcer.door:
        done = await enforcer.door.act(message(), decision(TIMEOUT))
    assert done.status is Status.APPLIED
    assert enforcer.asked[-1] == NOON + timedelta(seconds=12)


async def test_an_answer_that_was_lost_stays_open_while_haven_waits(tmp_path: Path) -> None:
    wait = AskedToWaitError(timedelta(seconds=2))
    enforcer = Punctual([TimeoutError(), *[wait] * 6])
    async with open_door(tmp_path, enforcer) as enforcer.door:
        done = await enforcer.door.act(message(), decision(TIMEOUT))
    assert done.status is Status.APPLIED


async def test_a_wait_beyond_the_deadline_is_not_even_begun(tmp_path: Path) -> None:
    enforcer = waits(seconds=3_600)
    async with open_door(tmp_path, enforcer) as enforcer.door:
        failed = await enforcer.door.act(message(), decision(TIMEOUT))
        assert enforcer.door.clock.now() == NOON
    assert failed.status is Status.FAILED
    assert len(enforcer.orders) == 1


@pytest.mark.parametrize(("action", "asked"), [(TIMEOUT, 0), (Ban(user="vex"), 1)])
async def test_what_has_waited_for_the_breaker_past_its_deadline_is_not_done(
    tmp_path: Path, action: Timeout | Ban, asked: int
) -> None:
    enforcer = Punctual()
    async with open_door(tmp_path, enforcer) as enforcer.door:
        breaker = enforcer.door.dispatcher._breakers
        breaker["discord", action.type] = Shut(enforcer.door)  # type: ignore[index, assignment]
        await enforcer.door.act(message(), decision(action))
    assert len(enforcer.orders) == asked


async def test_who_cannot_be_reached_after_a_lost_answer_is_asked_again_all_the_same(
    tmp_path: Path,
) -> None:
    """As after a kill, when the platform takes a while to be there."""
    enforcer = Punctual([TimeoutError(), *[ConnectionError()] * 4])
    async with open_door(tmp_path, enforcer) as enforcer.door:
        done = await enforcer.door.act(message(), decision(TIMEOUT))
    assert done.status is Status.APPLIED
    pauses = [b - a for a, b in pairwise(enforcer.asked)]
    assert [pause.total_seconds() for pause in pauses] == [1, 1, 5, 15, 30]


class Shut:
    """A breaker that rests for a quarter of an hour."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.until = door.clock.now() + minutes(15)

    def open_until(self) -> datetime | None:
        return self.until if self.door.clock.now() < self.until else None

    def succeeded(self) -> None:
        """It was open by then."""
