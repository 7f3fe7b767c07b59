"""One case for all doubtful words of a siege, from its first word to a moderator's ruling."""

from pathlib import Path

import pytest

from engine.actions import Action, AlertModerators, Hide, Timeout
from engine.cases import SIEGE, Case, Status
from engine.desk import Desk
from engine.memory.targets import Targets
from engine.review import RefusedRulingError
from engine.track_record import is_havens_finding
from engine.verdict import Category, Decision, Mode
from tests.builders import INN, decision, message, minutes
from tests.engine.door import Door, ScriptedEnforcer, open_door
from tests.engine.reasoning.packets import packet

LOOK = AlertModerators(text="Several people are at one.")


def doubtful(by: str, *more: Action, mode: Mode = Mode.ENFORCE) -> Decision:
    return decision(
        LOOK,
        *more,
        rung=SIEGE,
        category=Category.DOGPILING,
        campaign="siege:hall:1",
        accounts=(by,),
        needs_human=True,
        proposal=LOOK,
        mode=mode,
    )


def measures(by: str) -> tuple[Action, Action]:
    return Timeout(user=by, duration=minutes(10)), Hide(user=by, message=f"m-{by}")


async def gathered(door: Door, *, mode: Mode = Mode.ENFORCE) -> Case:
    """A defender whose side is not sure, and two of the crowd, one of them twice."""
    await door.act(message(by="pax", id="m1"), doubtful("pax", mode=mode))
    for number, by in enumerate(("vex", "rex", "vex")):
        said = message(by=by, id=f"n{number}")
        case = await door.act(said, doubtful(by, *measures(by), mode=mode))
    return case


async def confirmed(door: Door, number: int = 1) -> Case:
    await door.review.confirm(INN, number, by="oakley")
    await door.dispatcher.drain()
    return await door.case(number)


async def test_all_share_one_case_and_nothing_is_done_yet(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        case = await gathered(door)
    assert (case.number, case.accounts, case.waits) == (1, ("pax", "vex", "rex"), True)
    assert [order.action.type for order in enforcer.orders] == ["alert_moderators"]


async def test_a_confirmation_meets_those_of_the_crowd_once_and_nobody_else(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await gathered(door)
        case = await confirmed(door)
    silenced = [o.action.user for o in enforcer.orders if isinstance(o.action, Timeout)]
    assert sorted(silenced) == ["rex", "vex"]
    assert (case.status, case.needs_human) == (Status.APPLIED, False)


async def test_a_look_alone_ends_a_case_in_which_nothing_waits(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(by="pax"), doubtful("pax"))
        case = await confirmed(door)
    assert (case.status, case.waits) == (Status.APPLIED, False)


async def test_what_comes_after_a_moderator_looked_is_another_question(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await gathered(door)
        await confirmed(door)
        case = await door.act(message(by="rook", id="late"), doubtful("rook", *measures("rook")))
    assert (case.number, case.waits) == (2, True)
    assert not any(getattr(order.action, "user", "") == "rook" for order in enforcer.orders)


async def test_the_other_question_keeps_what_was_read_about_it_as_well(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await gathered(door)
        await confirmed(door)
        late = message(by="rook", id="late")
        case = await door.act(late, doubtful("rook"), packet=packet(late))
        found = await door.archive.packets.of(INN, case.number)
    assert found is not None


async def test_a_dismissed_siege_asks_no_more(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await gathered(door)
        await door.review.reverse(INN, 1, by="oakley")
        with pytest.raises(AssertionError):
            await door.act(message(by="rook", id="late"), doubtful("rook"))


@pytest.mark.parametrize("alone", [True, False])
async def test_nobody_is_banned_as_one_of_many(tmp_path: Path, *, alone: bool) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        if alone:
            await door.act(message(by="pax"), doubtful("pax"))
        else:
            await gathered(door)
        with pytest.raises(RefusedRulingError):
            await door.amendments.ban(INN, 1, seen=SIEGE, by="oakley", over={"pax", "vex", "rex"})


async def test_where_haven_observes_a_confirmation_does_nothing(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        case = await gathered(door, mode=Mode.OBSERVE)
        await confirmed(door)
    assert len(case.accounts) == 3
    assert enforcer.orders == []


async def test_it_is_no_strike_no_campaign_to_undo_and_no_finding(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await gathered(door)
        case = await confirmed(door)
        desk = Desk(archive=door.archive, targets=Targets(), clock=door.clock)
        assert await desk.last_campaign(INN) is None
    assert not is_havens_finding(case)
