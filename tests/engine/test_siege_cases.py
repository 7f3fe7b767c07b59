"""One case for all doubtful words of a siege, from its first word to a moderator's ruling."""

from pathlib import Path

import pytest

from engine.actions import Action, AlertModerators, Hide, Timeout, Untimeout
from engine.cases import SIEGE, Case, Status
from engine.changes import Changes
from engine.desk import Desk
from engine.memory.targets import Targets
from engine.review import RefusedRulingError
from engine.track_record import is_havens_finding
from engine.verdict import Category, Decision, Mode
from tests.builders import INN, NOON, decision, message, minutes, policy, verdict
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


async def test_what_becomes_of_an_earlier_case_opens_no_further_one(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await gathered(door)
        await confirmed(door)
        await door.act(message(by="rook", id="late"), doubtful("rook"))
        door.clock.advance(NOON + minutes(11))
        assert await door.review.end_due() == 1
        later = message(by="kest", id="later", at=NOON + minutes(11))
        case = await door.act(later, doubtful("kest"))
    assert (case.number, case.accounts) == (2, ("rook", "kest"))


async def test_the_case_of_what_comes_after_a_look_keeps_what_was_read_too(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        for by in ("pax", "rook"):
            said = message(by=by)
            found = verdict(said, doubtful(by))
            await door.moderator.carry_out(said, found, policy(), Changes(), packet=packet())
            await confirmed(door, 1 if by == "pax" else 2)
        kept = [await door.archive.packets.of(INN, number) for number in (1, 2)]
    assert all(kept)


async def test_an_edit_of_the_same_message_is_hidden_once(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        for at in (NOON, NOON + minutes(1)):
            said = message(by="vex", id="m-vex", at=at)
            await door.act(said, doubtful("vex", *measures("vex")))
        await confirmed(door)
    assert [o.action.type for o in enforcer.orders].count("hide") == 1


@pytest.mark.parametrize("longest", ["vex", "rex"])
async def test_an_undo_ends_the_longest_silence_when_a_shorter_one_is_over(
    tmp_path: Path, longest: str
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        for by in ("vex", "rex"):
            length = minutes(60 if by == longest else 10)
            await door.act(message(by=by), doubtful(by, Timeout(user=by, duration=length)))
        await confirmed(door)
        door.clock.advance(NOON + minutes(30))
        await door.review.end_due()
        await door.review.reverse(INN, 1, by="oakley")
        await door.dispatcher.drain()
    assert Untimeout(user=longest) in [order.action for order in enforcer.orders]


async def test_nobody_confirms_a_siege_twice(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await gathered(door)
        await confirmed(door)
        done = len(enforcer.orders)
        with pytest.raises(RefusedRulingError):
            await confirmed(door)
    assert len(enforcer.orders) == done


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
        later = await door.act(message(by="rook"), doubtful("rook", mode=Mode.OBSERVE))
    assert (len(case.accounts), later.number) == (3, 2)
    assert enforcer.orders == []


async def test_it_is_no_strike_no_campaign_to_undo_and_no_finding(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await gathered(door)
        case = await confirmed(door)
        desk = Desk(archive=door.archive, targets=Targets(), clock=door.clock)
        assert await desk.last_campaign(INN) is None
    assert not is_havens_finding(case)
