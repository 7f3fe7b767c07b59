"""A ban in place of a case's measure, at once and once."""

import asyncio
from pathlib import Path

import pytest

from engine.actions import (
    LockDown,
)
from engine.cases import Case, Ruling
from engine.policy.ladder import Rung
from engine.review import RefusedRulingError
from engine.verdict import Decision, Mode
from tests.builders import INN, decision, message, minutes
from tests.engine.door import Door, ScriptedEnforcer, called, open_door
from tests.engine.ladder import (
    BAN,
    HIDE,
    MUTE,
    open_case,
)


async def ban(door: Door, *, seen: str | None = None, by: str = "oakley") -> Case:
    seen = seen or (await door.case(1)).rung
    await door.amendments.ban(INN, 1, seen=seen, by=by, over={"vex"})
    await door.dispatcher.drain()
    return await door.case(1)


async def test_a_ban_comes_in_place_of_any_measure_and_can_be_taken_back(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.MUTE)
        banned = await ban(door)
        await door.review.reverse(INN, 1, by="hob")
        await door.dispatcher.drain()
    assert called(enforcer) == ["mute", "hide", "ban", "unmute", "restore", "unban"]
    assert (banned.rung, banned.actions, banned.ruled_by) == ("ban", (BAN, HIDE), "oakley")
    assert banned.ruling is Ruling.CONFIRMED


async def test_a_ban_is_meant_in_earnest_where_haven_only_observes(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.WARN, mode=Mode.OBSERVE)
        banned = await ban(door)
    assert called(enforcer) == ["ban"]
    assert (banned.mode, banned.actions, banned.waits) == (Mode.ENFORCE, (BAN,), False)


async def test_a_ban_comes_also_where_there_was_no_measure(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(HIDE, rung="hide"))
        banned = await ban(door)
    assert called(enforcer) == ["hide", "ban"]
    assert banned.actions == (BAN, HIDE)


async def test_a_ban_that_waits_can_be_given_at_once(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.BAN, mode=Mode.ASSIST)
        banned = await ban(door)
    assert called(enforcer) == ["alert_moderators", "ban", "hide"]
    assert (banned.needs_human, banned.waits) == (False, False)


async def test_two_moderators_who_ban_at_once_ban_once(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.MUTE)
        answers = await asyncio.gather(
            *(
                door.amendments.ban(INN, 1, seen="mute", by=by, over={"vex"})
                for by in ("oakley", "hob")
            ),
            return_exceptions=True,
        )
        await door.dispatcher.drain()
    assert [type(answer) for answer in answers] == [Case, RefusedRulingError]
    assert called(enforcer).count("ban") == 1


@pytest.mark.parametrize(
    ("deciding", "why"),
    [
        (decision(BAN, rung="ban"), "a ban already"),
        (decision(LockDown(duration=minutes(30)), rung="raid"), "one person"),
        (decision(MUTE, rung="mute", accounts=("vex", "rook")), "one person"),
    ],
)
async def test_a_ban_that_cannot_be_is_refused(
    tmp_path: Path, deciding: Decision, why: str
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        done = await door.act(message(), deciding)
        with pytest.raises(RefusedRulingError, match=why):
            await ban(door)
        assert await door.case(1) == done


async def test_a_ban_of_what_was_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.MUTE)
        with pytest.raises(RefusedRulingError, match="meanwhile"):
            await ban(door, seen="warn")
