"""Silences longer than a platform allows are prolonged, and no others."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.actions import Action, Ban, Mute, Outcome, Timeout
from engine.cases import IntentState
from engine.changes import Changes
from engine.events import Community, Place, Platform
from engine.renewal import LONGEST, MARGIN, Renewal
from tests.builders import HALL, INN, NOON, decision, message, moderator, standing
from tests.engine.door import Door, ScriptedEnforcer, open_door

DAY = timedelta(days=1)
LIMIT = LONGEST[INN.platform]
DUE = LIMIT - MARGIN
MUTE = Mute(user="vex")


def lasting(days: int) -> Timeout:
    return Timeout(user="vex", duration=days * DAY)


def renewal(door: Door) -> Renewal:
    return Renewal(
        archive=door.archive,
        casebook=door.casebook,
        dispatcher=door.dispatcher,
        clock=door.clock,
    )


async def renewed(door: Door, moment: datetime) -> int:
    door.clock.advance(moment)
    number = await renewal(door).renew_due()
    await door.dispatcher.drain()
    return number


async def asked(
    folder: Path, action: Action, days: Sequence[float], *, place: Place = HALL
) -> list[Action]:
    """What was called for, when somebody looked after so many days."""
    enforcer = ScriptedEnforcer()
    async with open_door(folder, enforcer) as door:
        await door.act(message(place=place), decision(action))
        for after in days:
            await renewed(door, NOON + after * DAY)
            await door.review.end_due()
    return [order.action for order in enforcer.orders[1:]]  # type: ignore[misc]


async def test_a_time_out_of_sixty_days_is_asked_for_in_parts_until_its_end(
    tmp_path: Path,
) -> None:
    parts = await asked(tmp_path, lasting(60), days=range(1, 70))

    first, second = DUE, 2 * DUE
    assert parts == [
        Timeout(user="vex", duration=60 * DAY - first),
        Timeout(user="vex", duration=60 * DAY - second),
    ]


@pytest.mark.parametrize("days", [1, LIMIT.days])
async def test_what_one_call_can_do_is_not_asked_for_twice(tmp_path: Path, days: int) -> None:
    assert await asked(tmp_path, lasting(days), days=range(1, 70)) == []


async def test_a_mute_is_prolonged_for_good(tmp_path: Path) -> None:
    assert await asked(tmp_path, MUTE, days=range(1, 100)) == [MUTE] * (100 // DUE.days)


async def test_on_twitch_a_mute_is_prolonged_before_its_two_weeks_are_over(
    tmp_path: Path,
) -> None:
    place = Place(Community(Platform.TWITCH, "100"), "mikalive")
    due = LONGEST[Platform.TWITCH] - MARGIN

    parts = await asked(tmp_path, MUTE, days=range(1, 100), place=place)

    assert parts == [MUTE] * (99 // due.days)


async def test_a_ban_needs_no_renewal(tmp_path: Path) -> None:
    assert await asked(tmp_path, Ban(user="vex"), days=range(1, 70)) == []


async def test_what_ended_while_nobody_looked_is_not_begun_again(tmp_path: Path) -> None:
    assert await asked(tmp_path, lasting(60), days=[61]) == []


async def test_a_renewal_says_that_it_is_one_and_keeps_its_case(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(MUTE))
        await renewed(door, NOON + DUE)
        kinds = [line.entry.kind async for line in door.archive.audit(INN)]
    assert [order.renewal for order in enforcer.orders] == [False, True]
    assert {(order.case, order.place) for order in enforcer.orders} == {(1, HALL)}
    assert "case.renewed" in kinds


async def test_a_restart_in_between_loses_nothing(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(MUTE))
    async with open_door(tmp_path, enforcer) as door:
        assert await renewed(door, NOON + DUE) == 1


async def test_a_mute_taken_back_is_not_prolonged_and_ends_once(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        done = await door.act(message(), decision(MUTE))
        await renewed(door, NOON + DUE)
        await door.review.reverse(INN, done.number, by="oakley")
        await door.dispatcher.drain()
        assert await renewed(door, NOON + 2 * DUE) == 0
    assert [order.action.type for order in enforcer.orders] == ["mute", "mute", "unmute"]


async def test_a_mute_that_was_refused_is_not_prolonged(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer([Outcome.FORBIDDEN])) as door:
        await door.act(message(), decision(MUTE))
        assert await renewed(door, NOON + DUE) == 0


async def test_a_refused_renewal_is_tried_again_a_day_later(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([Outcome.APPLIED, Outcome.FORBIDDEN])
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(MUTE))
        numbers = [await renewed(door, NOON + DUE + hours * DAY / 24) for hours in range(26)]
    assert numbers == [1, *[0] * 23, 1, 0]


async def test_a_renewed_mute_made_lighter_ends_once_and_is_not_prolonged(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(MUTE, rung="mute"))
        await renewed(door, NOON + DUE)
        await door.amendments.lighter(INN, 1, seen="mute", by="oakley")
        await door.dispatcher.drain()
        assert await renewed(door, NOON + 2 * DUE) == 0
    assert [order.action.type for order in enforcer.orders] == ["mute", "mute", "unmute", "timeout"]


async def test_a_time_out_that_a_mute_replaced_before_its_answer_stops_no_renewal(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(lasting(1), rung="timeout_24_hours"))
        (call,) = await door.archive.intents_of(INN, 1)
        unanswered = replace(call, state=IntentState.RETRY, ambiguous=True)
        await door.ledger.commit(Changes(intents=(unanswered,)))
        await door.amendments.harsher(INN, 1, seen="timeout_24_hours", by="oakley")
        await door.dispatcher.drain()
        assert await renewed(door, NOON + DUE) == 1
    assert enforcer.orders[-1].action == MUTE


async def test_what_a_moderator_ordered_is_prolonged_in_the_moderators_name(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.order(lasting(60), by=moderator("oakley"), over=[standing("vex")])
        assert await renewed(door, NOON + DUE) == 1
    assert [order.reason[:11] for order in enforcer.orders] == ["#1 · oakley"] * 2
