"""An administrator locks a community down, and ends that again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.actions import LockDown, Outcome
from engine.authority import DeniedError
from engine.cases import IntentState, Status
from engine.events import Community, Place, Platform
from engine.lockdowns import LockDowns
from engine.undoing import Undoing
from tests.builders import HALL, INN, decision, message, minutes, policy
from tests.engine.door import Door, ScriptedEnforcer, called, open_door

HALF_AN_HOUR = minutes(30)


@pytest.fixture
def enforcer() -> ScriptedEnforcer:
    return ScriptedEnforcer()


@pytest.fixture
async def door(tmp_path: Path, enforcer: ScriptedEnforcer) -> AsyncIterator[Door]:
    async with open_door(tmp_path, enforcer) as opened:
        yield opened


def lockdowns(door: Door) -> LockDowns:
    parts = {
        "docket": door.docket,
        "casebook": door.casebook,
        "dispatcher": door.dispatcher,
        "clock": door.clock,
    }
    return LockDowns(undoing=Undoing(**parts), **parts)  # type: ignore[arg-type]


async def begun(door: Door) -> LockDowns:
    ours = lockdowns(door)
    await ours.begin(HALL, HALF_AN_HOUR, by="oakley", reason="A raid.")
    await door.dispatcher.drain()
    return ours


async def test_a_lock_down_is_a_case_in_the_name_of_who_ordered_it(
    door: Door, enforcer: ScriptedEnforcer
) -> None:
    await begun(door)
    case = await door.case(1)
    assert (case.status, case.ordered_by, case.accounts) == (Status.APPLIED, "oakley", ())
    assert case.actions == (LockDown(duration=HALF_AN_HOUR),)
    assert case.expires_at == door.clock.now() + HALF_AN_HOUR
    assert [order.reason for order in enforcer.orders] == ["#1 · oakley · A raid."]


async def test_ending_it_restores_what_was_before(door: Door, enforcer: ScriptedEnforcer) -> None:
    assert await (await begun(door)).end(INN, by="hob") == (1,)
    await door.dispatcher.drain()
    assert called(enforcer) == ["lock_down", "reopen"]
    case = await door.case(1)
    assert (case.status, case.ruling, case.notes[0].by) == (Status.EXPIRED, None, "hob")


async def test_it_ends_by_itself_when_its_time_is_over(
    door: Door, enforcer: ScriptedEnforcer
) -> None:
    ours = await begun(door)
    door.clock.advance(door.clock.now() + HALF_AN_HOUR)
    assert await door.review.end_due() == 1
    await door.dispatcher.drain()
    assert called(enforcer) == ["lock_down", "reopen"]
    with pytest.raises(DeniedError, match="no lock-down"):
        await ours.end(INN, by="oakley")


async def test_a_second_one_is_refused_while_the_first_lasts(
    door: Door, enforcer: ScriptedEnforcer
) -> None:
    ours = await begun(door)
    with pytest.raises(DeniedError, match="by case 1"):
        await ours.begin(HALL, HALF_AN_HOUR, by="hob", reason="A raid.")
    assert called(enforcer) == ["lock_down"]


async def test_one_that_the_platform_refused_can_be_tried_again(
    door: Door, enforcer: ScriptedEnforcer
) -> None:
    enforcer.script.append(Outcome.FORBIDDEN)
    ours = await begun(door)
    assert (await door.case(1)).status is Status.REFUSED
    await ours.begin(HALL, HALF_AN_HOUR, by="oakley", reason="A raid.")
    await door.dispatcher.drain()
    assert (await door.case(2)).status is Status.APPLIED


async def test_one_of_havens_own_is_ended_too_and_what_was_hidden_stays_hidden(
    door: Door, enforcer: ScriptedEnforcer
) -> None:
    raid = decision(LockDown(duration=HALF_AN_HOUR), rung="raid")
    await door.act(message(), raid)
    assert await lockdowns(door).end(INN, by="oakley") == (1,)
    await door.dispatcher.drain()
    assert called(enforcer) == ["lock_down", "reopen"]


async def test_begun_and_ended_in_one_breath_leaves_no_barrier_up(
    door: Door, enforcer: ScriptedEnforcer
) -> None:
    ours = lockdowns(door)
    await ours.begin(HALL, HALF_AN_HOUR, by="oakley", reason="A raid.")
    await ours.end(INN, by="oakley")
    await door.dispatcher.drain()
    assert called(enforcer).count("lock_down") == called(enforcer).count("reopen")
    states = {intent.state for intent in await door.archive.intents_of(INN, 1)}
    assert states <= {IntentState.SUPERSEDED, IntentState.DONE}


async def test_another_communitys_lock_down_stays(door: Door, enforcer: ScriptedEnforcer) -> None:
    ours = await begun(door)
    elsewhere = Place(Community(Platform.DISCORD, "mill"), "hall")
    with pytest.raises(DeniedError):
        await ours.end(elsewhere.community, by="oakley")
    assert called(enforcer) == ["lock_down"]


async def test_nobody_gets_a_strike_for_it(door: Door) -> None:
    await begun(door)
    said = message(by="oakley", at=door.clock.now() + minutes(5))
    assert door.docket.footing(said, policy()).strikes == 0
