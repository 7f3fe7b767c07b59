"""Members' reports: a case that waits, once a message, and no flood of them."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from engine.actions import Hide
from engine.authority import DeniedError
from engine.cases import Status
from engine.desk import Desk
from engine.memory.targets import Targets
from engine.moderator import PATIENCE
from engine.queries import CaseQuery
from engine.reports import MOST, PAUSE, Reports
from tests.builders import HALL, INN, NOON, moderator, standing
from tests.engine.door import Door, ScriptedEnforcer, open_door, reports_at


def reports_of(door: Door) -> Reports:
    return reports_at(door, desk_of(door))


def desk_of(door: Door) -> Desk:
    return Desk(archive=door.archive, targets=Targets(), clock=door.clock)


async def file(reports: Reports, message: str = "m1", *, by: str = "mika") -> int:
    return (await reports.file(HALL, message, author="vex", by=by)).number


async def test_a_report_waits_in_the_queue_and_moderators_hear_of_it(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await file(reports_of(door))
        await door.dispatcher.drain()
        opened = await door.case(1)
        queue = await desk_of(door).queue(INN)
        lines = [line.entry async for line in door.archive.audit()]
    assert [each.number for each in queue] == [1]
    assert (opened.waits, opened.author, opened.message) == (True, "vex", "m1")
    assert opened.expires_at == NOON + PATIENCE
    assert [order.action.type for order in enforcer.orders] == ["alert_moderators"]
    assert ("case.reported", "mika") in [(line.kind, line.actor) for line in lines]
    assert "mika" not in str(opened)
    assert "mika" not in str(enforcer.orders)


async def test_a_confirmed_report_hides_the_message(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await file(reports_of(door))
        await door.bench.confirm(INN, 1, by=moderator(), over=[standing("vex")])
        await door.dispatcher.drain()
        assert (await door.case(1)).status is Status.APPLIED
    assert enforcer.orders[-1].action == Hide(user="vex", message="m1")


async def test_a_reversed_report_does_nothing(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await file(reports_of(door))
        await door.bench.reverse(INN, 1, by=moderator(), over=[standing("vex")])
        await door.dispatcher.drain()
    assert [order.action.type for order in enforcer.orders] == ["alert_moderators"]


async def test_a_message_is_reported_once_by_however_many_at_once(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        reports = reports_of(door)
        ends = await asyncio.gather(
            *(file(reports, by=f"m{number}") for number in range(3)), return_exceptions=True
        )
        found = await door.archive.search(CaseQuery(community=INN))
    assert ends[0] == 1
    assert [str(end) for end in ends[1:]] == [
        "Moderators have a case about that message already."
    ] * 2
    assert len(found) == 1


async def test_nobody_reports_themselves(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        with pytest.raises(DeniedError, match="your own message"):
            await file(reports_of(door), by="vex")


async def test_whoever_reports_too_much_waits_an_hour(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        reports = reports_of(door)
        for number in range(MOST):
            await file(reports, f"m{number}")
        with pytest.raises(DeniedError, match="several messages"):
            await file(reports, "one more")
        assert await file(reports, "of another", by="finn") == MOST + 1
        door.clock.advance(NOON + PAUSE + timedelta(seconds=1))
        assert await file(reports, "one more") == MOST + 2


async def test_a_reporter_who_is_erased_is_not_counted_any_more(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        reports = reports_of(door)
        await file(reports, by="mika")
        await file(reports, "m2", by="finn")

        reports.forget(INN, "mika")

    assert [person for _, person in reports._last] == ["finn"]
