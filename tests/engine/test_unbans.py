"""Unbans: what banned is over, for whom it is, and nobody else."""

import asyncio
from pathlib import Path

import pytest

from engine.actions import Ban, Timeout, Unban
from engine.cases import IntentState, Status
from engine.changes import Changes
from engine.ports import StorageFullError
from engine.review import RefusedRulingError
from engine.sanctions import Instruction
from tests.builders import HALL, INN, NOON, decision, message, minutes, moderator, policy, standing
from tests.engine.door import ScriptedEnforcer, audited, called, open_door

OAKLEY, HOB, VEX = moderator("oakley"), moderator("hob"), standing("vex")
HOUR = Timeout(user="vex", duration=minutes(60))
BAN, UNBAN = Ban(user="vex"), Unban(user="vex")
RAIDERS = tuple(standing(f"r{number}") for number in range(3))
BANS = tuple(Ban(user=raider.id) for raider in RAIDERS)


async def test_an_unban_ends_the_case_that_banned(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        await door.order(UNBAN, by=OAKLEY, over=[VEX])
        banned = await door.case(1)
        lines = await audited(door)
    assert (called(enforcer), banned.status) == (["ban", "unban"], Status.EXPIRED)
    assert [note.text for note in banned.notes] == ["Lifted by case 2."]
    assert ("case.lifted", "oakley", 1) in lines


async def test_after_an_unban_a_later_ban_can_be_taken_back(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.order(BAN, by=OAKLEY, over=[VEX])
        await door.order(UNBAN, by=OAKLEY, over=[VEX])
        await door.order(BAN, by=OAKLEY, over=[VEX])
        await door.review.reverse(INN, 3, by="hob")
        await door.dispatcher.drain()
    assert called(enforcer) == ["ban", "unban", "ban", "unban"]


async def test_an_unban_of_one_raider_leaves_the_others_banned(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.order(*BANS, by=OAKLEY, over=RAIDERS)
        await door.review.confirm(INN, 1, by="hob")
        await door.dispatcher.drain()
        await door.order(Unban(user="r1"), by=OAKLEY, over=[RAIDERS[1]])
        raid = await door.case(1)
    assert (raid.status, raid.actions) == (Status.APPLIED, (BANS[0], BANS[2]))
    assert called(enforcer)[-1] == "unban"


async def test_an_unban_supersedes_a_ban_that_waits_for_its_retry(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([ConnectionError()])
    async with open_door(tmp_path, enforcer) as door:
        pause, asleep = asyncio.Event(), asyncio.Event()

        async def wait(_: float) -> None:
            asleep.set()
            await pause.wait()

        door.dispatcher._sleep = wait
        await door.sanctions.order(Instruction(place=HALL, deeds=(BAN,)), by=OAKLEY, over=[VEX])
        await asleep.wait()
        await door.sanctions.order(Instruction(place=HALL, deeds=(UNBAN,)), by=HOB, over=[VEX])
        door.clock.advance(NOON + minutes(1))
        pause.set()
        await door.dispatcher.drain()
        states = [intent.state for intent in await door.archive.intents_of(INN, 1)]
    assert (called(enforcer), states) == (["ban", "unban"], [IntentState.SUPERSEDED])


async def test_an_unban_is_no_strike_and_is_not_reversed_but_by_a_ban(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.order(UNBAN, by=OAKLEY, over=[VEX])
        strikes = door.docket.footing(message(at=NOON + minutes(5)), policy()).strikes
        with pytest.raises(RefusedRulingError, match="ban them again"):
            await door.review.reverse(INN, 1, by="hob")
    assert strikes == 0.0


async def test_an_unban_that_cannot_be_written_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: Changes) -> None:
        raise StorageFullError("no room left")

    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.order(BAN, by=OAKLEY, over=[VEX])
        with monkeypatch.context() as full:
            full.setattr(door.ledger, "commit", refuse)
            with pytest.raises(StorageFullError):
                await door.order(UNBAN, by=OAKLEY, over=[VEX])
        await door.dispatcher.drain()
        banned = await door.case(1)
    assert (called(enforcer), banned.status) == (["ban"], Status.APPLIED)
