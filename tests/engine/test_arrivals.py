"""A raid that only comes in, in a whole house: one case, one lock-down, one alert."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.screening import Screening
from engine.actions import AlertModerators, LockDown
from engine.cases import Case, Status
from engine.events import Community, Event, MemberJoined, MemberNamed, Platform
from engine.verdict import Category, Mode
from tests.builders import INN, NOON, author, minutes
from tests.engine.door import ScriptedEnforcer
from tests.engine.house import at_home, cases, judge, start_again, unjudged

pytestmark = pytest.mark.asyncio(loop_scope="session")

ABUSIVE = "kill yourself"


def arrivals(start: int, end: int, *, name: str = "Ada", where: Community = INN) -> Iterator[Event]:
    for number in range(start, end):
        at = NOON + timedelta(seconds=number / 10)
        who = author(f"p{number}", name=name, account_created_at=young(at))
        yield MemberJoined(f"p{number}~j", where, who, at)
        yield MemberNamed(f"p{number}~n", where, who, at)


def young(at: datetime) -> datetime:
    return at - timedelta(days=1)


def called(enforcer: ScriptedEnforcer) -> Counter[str]:
    return Counter(order.action.type for order in enforcer.orders)


def kinds(case: Case) -> Counter[type]:
    return Counter(map(type, case.actions))


async def test_three_hundred_arrivals_are_one_case_one_alert_and_one_lock_down(
    tmp_path: Path, screening: Screening
) -> None:
    enforcer = ScriptedEnforcer()
    async with at_home(tmp_path, screening, enforcer=enforcer) as house:
        await judge(house, *arrivals(0, 300))
        (case,) = await cases(house)
        left = await unjudged(house)
    assert called(enforcer) == {"lock_down": 1, "alert_moderators": 1}
    assert enforcer.orders[0].action.type == "lock_down"
    assert (case.category, case.status, len(case.accounts)) == (
        Category.RAID,
        Status.APPLIED,
        300,
    )
    assert left == []


async def test_a_raid_of_abusive_names_is_one_case_with_one_card(
    tmp_path: Path, screening: Screening
) -> None:
    enforcer = ScriptedEnforcer()
    async with at_home(tmp_path, screening, enforcer=enforcer) as house:
        await judge(house, *arrivals(0, 60, name=ABUSIVE))
        (case,) = await cases(house)
    assert called(enforcer) == {"alert_moderators": 2, "lock_down": 1}
    assert {order.case for order in enforcer.orders} == {1}
    assert kinds(case) == {LockDown: 1, AlertModerators: 2}
    assert (case.rung, case.status, len(case.accounts)) == ("raid", Status.APPLIED, 60)
    assert case.expires_at is not None


async def test_a_lock_down_that_names_led_to_ends_in_time(
    tmp_path: Path, screening: Screening
) -> None:
    enforcer = ScriptedEnforcer()
    async with at_home(tmp_path, screening, enforcer=enforcer) as house:
        await judge(house, *arrivals(0, 60, name=ABUSIVE))
        later = NOON + minutes(40)
        await judge(house, MemberNamed("late", INN, author("juno", name="Juno"), later))
        await house.door.review.end_due()
        await house.dispatcher.drain()
    assert called(enforcer)["reopen"] == 1


async def test_a_few_abusive_names_are_told_of_once_and_lock_nothing_down(
    tmp_path: Path, screening: Screening
) -> None:
    enforcer = ScriptedEnforcer()
    async with at_home(tmp_path, screening, enforcer=enforcer) as house:
        await judge(house, *arrivals(0, 5, name=ABUSIVE))
        (case,) = await cases(house)
    assert called(enforcer) == {"alert_moderators": 1}
    assert (case.rung, case.accounts) == ("name", ("p0", "p1", "p2", "p3", "p4"))


async def test_where_haven_asks_first_the_lock_down_waits_for_a_word(
    tmp_path: Path, screening: Screening
) -> None:
    enforcer, asking = ScriptedEnforcer(), Community(Platform.DISCORD, "asking")
    async with at_home(tmp_path, screening, enforcer=enforcer, mode=Mode.ASSIST) as house:
        await judge(house, *arrivals(0, 60, name=ABUSIVE, where=asking))
        (case,) = await cases(house)
        before = called(enforcer)
        await house.door.review.confirm(asking, 1, by="oakley")
        await house.dispatcher.drain()
        (after,) = await cases(house)
    assert (case.waits, before) == (True, {"alert_moderators": 2})
    assert called(enforcer)["lock_down"] == 1
    assert after.expires_at is not None


async def test_where_haven_only_observes_a_raid_is_a_case_and_nothing_is_done(
    tmp_path: Path, screening: Screening
) -> None:
    enforcer = ScriptedEnforcer()
    async with at_home(tmp_path, screening, enforcer=enforcer, mode=Mode.OBSERVE) as house:
        await judge(house, *arrivals(0, 60))
        (case,) = await cases(house)
    assert (enforcer.orders, kinds(case)) == ([], {LockDown: 1, AlertModerators: 1})


@pytest.mark.parametrize("name", ["Ada", ABUSIVE])
async def test_a_restart_amid_a_raid_goes_on_with_its_case(
    tmp_path: Path, screening: Screening, name: str
) -> None:
    enforcer = ScriptedEnforcer()
    async with at_home(tmp_path, screening, enforcer=enforcer) as house:
        await judge(house, *arrivals(0, 40, name=name))
    async with at_home(tmp_path, screening, enforcer=enforcer) as house:
        await start_again(house, NOON + timedelta(seconds=4))
        await judge(house, *arrivals(40, 60, name=name))
        (case,) = await cases(house)
    assert len(case.accounts) == 60
    assert called(enforcer)["lock_down"] == 1
