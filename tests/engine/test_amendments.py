"""Lighter and harsher: another measure in place of the one a case has, once, in one commit."""

import asyncio
from pathlib import Path

import pytest

from engine.actions import (
    Kick,
    LockDown,
    Outcome,
)
from engine.cases import Case, Ruling, Status
from engine.changes import Changes
from engine.policy.ladder import Rung
from engine.ports import StorageFullError
from engine.review import RefusedRulingError
from tests.builders import INN, NOON, decision, message, minutes, policy
from tests.engine.door import ScriptedEnforcer, called, open_door
from tests.engine.ladder import (
    BAN,
    HIDE,
    LADDER,
    MUTE,
    WARN,
    open_case,
    step,
)

# ---------------------------------------------------------------- the ladder


@pytest.mark.parametrize(
    ("rung", "calls"),
    [
        (Rung.TIMEOUT_10_MINUTES, ["untimeout", "warn"]),
        (Rung.TIMEOUT_1_HOUR, ["timeout"]),
        (Rung.TIMEOUT_24_HOURS, ["timeout"]),
        (Rung.MUTE, ["unmute", "timeout"]),
        (Rung.BAN, ["unban", "mute"]),
    ],
)
async def test_lighter_puts_the_next_milder_measure_in_place(
    tmp_path: Path, rung: Rung, calls: list[str]
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, rung)
        lighter = await step(door, "lighter")
        fresh = door.docket.footing(message(), policy()).fresh
    milder = Rung(rung - 1)
    assert called(enforcer) == [dict(LADDER)[rung].type, "hide", *calls]
    assert (lighter.rung, lighter.actions) == (milder.name.lower(), (dict(LADDER)[milder], HIDE))
    assert (lighter.status, lighter.ruling, fresh) == (Status.APPLIED, Ruling.CONFIRMED, milder)


@pytest.mark.parametrize(
    ("rung", "calls"),
    [
        (Rung.WARN, ["timeout"]),
        (Rung.TIMEOUT_10_MINUTES, ["timeout"]),
        (Rung.TIMEOUT_1_HOUR, ["timeout"]),
        (Rung.TIMEOUT_24_HOURS, ["mute", "untimeout"]),
        (Rung.MUTE, ["ban", "unmute"]),
    ],
)
async def test_harsher_puts_the_next_harsher_measure_in_place(
    tmp_path: Path, rung: Rung, calls: list[str]
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, rung)
        harsher = await step(door, "harsher")
    next_one = Rung(rung + 1)
    assert called(enforcer) == [dict(LADDER)[rung].type, "hide", *calls]
    assert (harsher.rung, harsher.actions[0]) == (next_one.name.lower(), dict(LADDER)[next_one])


async def test_harsher_and_lighter_again_reaches_the_platform_each_time(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.MUTE)
        for verb in ("harsher", "lighter", "harsher", "lighter"):
            await step(door, verb)
        await door.review.reverse(INN, 1, by="hob")
        await door.dispatcher.drain()
    assert called(enforcer)[2:] == [
        *("ban", "unmute", "unban", "mute"),
        *("ban", "unmute", "unban", "mute"),
        *("restore", "unmute"),
    ]


async def test_after_a_change_a_reversal_takes_back_what_is_in_force(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.BAN)
        await step(door, "lighter")
        await door.review.reverse(INN, 1, by="hob")
        await door.dispatcher.drain()
        undone = await door.case(1)
    assert called(enforcer) == ["ban", "hide", "unban", "mute", "restore", "unmute"]
    assert undone.status is Status.UNDONE


async def test_a_measure_that_was_replaced_binds_no_later_case(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.BAN)
        await step(door, "lighter")
        await door.act(message(at=NOON + minutes(2)), decision(BAN, rung="ban"))
        await door.review.reverse(INN, 2, by="hob")
        await door.dispatcher.drain()
    assert called(enforcer)[-2:] == ["ban", "unban"]


async def test_what_another_case_wants_as_well_is_left_in_force(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.MUTE)
        await door.act(message(at=NOON + minutes(2)), decision(MUTE, rung="mute"))
        await step(door, "lighter")
    assert "unmute" not in called(enforcer)


# ---------------------------------------------------------------- two clicks, refusals, faults


@pytest.mark.parametrize("verbs", [("lighter", "lighter"), ("harsher", "lighter")])
async def test_two_moderators_at_once_make_one_step(tmp_path: Path, verbs: tuple[str, str]) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        shown = await open_case(door, Rung.TIMEOUT_24_HOURS)
        answers = await asyncio.gather(
            *(
                getattr(door.amendments, verb)(INN, 1, seen=shown.rung, by=by)
                for verb, by in zip(verbs, ("oakley", "hob"), strict=True)
            ),
            return_exceptions=True,
        )
        ruled = await door.case(1)
    assert [type(answer) for answer in answers] == [Case, RefusedRulingError]
    assert ruled.ruled_by == "oakley"


@pytest.mark.parametrize(
    ("verb", "deciding", "why"),
    [
        ("lighter", decision(WARN, rung="warn"), "nothing milder"),
        ("harsher", decision(BAN, rung="ban"), "nothing harsher"),
        ("lighter", decision(HIDE, rung="hide"), "no measure"),
        ("harsher", decision(LockDown(duration=minutes(30)), rung="raid"), "no measure"),
        ("harsher", decision(Kick(user="vex"), rung="kick"), "no measure"),
    ],
)
async def test_a_step_off_the_ladder_is_refused(
    tmp_path: Path, verb: str, deciding: object, why: str
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        done = await door.act(message(), deciding)
        with pytest.raises(RefusedRulingError, match=why):
            await step(door, verb)
        assert await door.case(1) == done


async def test_a_step_on_a_case_taken_back_or_not_there_is_refused(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.MUTE)
        await door.review.reverse(INN, 1, by="hob")
        with pytest.raises(RefusedRulingError, match="taken back"):
            await step(door, "lighter")
        with pytest.raises(RefusedRulingError, match="no case 9"):
            await door.amendments.lighter(INN, 9, seen="mute", by="oakley")


async def test_a_step_that_cannot_be_written_leaves_the_former_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: Changes) -> None:
        raise StorageFullError("no room left")

    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        done = await open_case(door, Rung.MUTE)
        with monkeypatch.context() as full:
            full.setattr(door.ledger, "commit", refuse)
            with pytest.raises(StorageFullError):
                await step(door, "lighter")
        await door.dispatcher.drain()
        assert await door.case(1) == done
    assert called(enforcer) == ["mute", "hide"]


async def test_a_harsher_measure_that_the_platform_refuses_shows_as_refused(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer([Outcome.APPLIED, Outcome.APPLIED, Outcome.FORBIDDEN])
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.WARN)
        harsher = await step(door, "harsher")
    assert harsher.status is Status.REFUSED
