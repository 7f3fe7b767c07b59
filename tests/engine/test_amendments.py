"""Lighter and harsher: another measure in place of the one a case has, once, in one commit."""

import asyncio
from pathlib import Path

import pytest

from engine.actions import (
    Action,
    AlertModerators,
    Ban,
    Hide,
    Kick,
    LockDown,
    Mute,
    Outcome,
    Timeout,
    Warn,
)
from engine.cases import Case, IntentState, Ruling, Status
from engine.changes import Changes
from engine.events import Community, Platform
from engine.policy.ladder import Rung
from engine.ports import StorageFullError
from engine.review import RefusedRulingError
from engine.verdict import Decision, Mode
from tests.builders import INN, NOON, decision, message, minutes, policy
from tests.engine.door import Door, ScriptedEnforcer, open_door

ELSEWHERE = Community(Platform.DISCORD, "elsewhere")
DAY = 60 * 24
WHY = "It insults a person."
WARN = Warn(user="vex", text=WHY)
MUTE, BAN = Mute(user="vex"), Ban(user="vex")
HIDE = Hide(user="vex", message="m1")


def timeout(length: float) -> Timeout:
    return Timeout(user="vex", duration=minutes(length))


LADDER: tuple[tuple[Rung, Action], ...] = (
    (Rung.WARN, WARN),
    (Rung.TIMEOUT_10_MINUTES, timeout(10)),
    (Rung.TIMEOUT_1_HOUR, timeout(60)),
    (Rung.TIMEOUT_24_HOURS, timeout(DAY)),
    (Rung.MUTE, MUTE),
    (Rung.BAN, BAN),
)


def called(enforcer: ScriptedEnforcer) -> list[str]:
    return [order.action.type for order in enforcer.orders]


async def open_case(door: Door, rung: Rung, **changes: object) -> Case:
    return await door.act(
        message(), decision(dict(LADDER)[rung], HIDE, rung=rung.name.lower(), **changes)
    )


async def step(door: Door, verb: str, *, seen: str | None = None, by: str = "oakley") -> Case:
    seen = seen or (await door.case(1)).rung
    await getattr(door.amendments, verb)(INN, 1, seen=seen, by=by)
    await door.dispatcher.drain()
    return await door.case(1)


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


# ---------------------------------------------------------------- time served


async def test_a_lighter_time_out_counts_what_was_served(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.TIMEOUT_24_HOURS)
        door.clock.advance(NOON + minutes(20))
        lighter = await step(door, "lighter")
    assert lighter.actions[0] == timeout(40)
    assert lighter.expires_at == NOON + minutes(60)


async def test_a_lighter_time_out_that_was_served_is_over(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.TIMEOUT_24_HOURS)
        door.clock.advance(NOON + minutes(90))
        lighter = await step(door, "lighter")
    assert called(enforcer)[-1] == "untimeout"
    assert (lighter.status, lighter.rung) == (Status.EXPIRED, "timeout_1_hour")


async def test_a_lighter_time_out_never_lasts_longer_than_the_former(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.TIMEOUT_24_HOURS)
        door.clock.advance(NOON + minutes(55))
        first = await step(door, "lighter")
        second = await step(door, "lighter")
    assert (first.expires_at, second.expires_at) == (NOON + minutes(60), NOON + minutes(60))


async def test_harsher_still_works_once_the_time_out_has_ended(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.TIMEOUT_10_MINUTES)
        door.clock.advance(NOON + minutes(15))
        await door.review.end_due()
        harsher = await step(door, "harsher")
    assert (harsher.status, harsher.expires_at) == (Status.APPLIED, NOON + minutes(75))


async def test_lighter_is_refused_once_it_is_over(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.TIMEOUT_10_MINUTES)
        door.clock.advance(NOON + minutes(15))
        await door.review.end_due()
        with pytest.raises(RefusedRulingError, match="over already"):
            await step(door, "lighter")


# ---------------------------------------------------------------- cases that ask


async def test_lighter_on_a_case_that_waits_carries_out_the_milder_measure(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.TIMEOUT_1_HOUR, mode=Mode.ASSIST)
        door.clock.advance(NOON + minutes(300))
        lighter = await step(door, "lighter")
    assert called(enforcer) == ["alert_moderators", "timeout", "hide"]
    assert enforcer.orders[1].action == timeout(10)
    assert (lighter.needs_human, lighter.waits) == (False, False)


async def test_lighter_on_a_proposed_ban_mutes_instead(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    proposing = decision(timeout(DAY), HIDE, rung="ban", proposal=BAN, needs_human=True)
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), proposing)
        lighter = await step(door, "lighter")
        states = {i.action.type: i.state for i in await door.archive.intents_of(INN, 1)}
    assert called(enforcer) == ["timeout", "hide", "untimeout", "mute"]
    assert (lighter.actions, lighter.proposal) == ((MUTE, HIDE), None)
    assert states["ban"] is IntentState.SUPERSEDED


async def test_an_observed_case_changes_on_paper_only(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.BAN, mode=Mode.OBSERVE)
        lighter = await step(door, "lighter")
    assert called(enforcer) == []
    assert (lighter.waits, lighter.proposal, lighter.rung) == (True, MUTE, "mute")


async def test_what_was_hidden_as_an_advert_stays_hidden(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    doubted = decision(
        HIDE,
        AlertModerators(text=WHY),
        rung="timeout_1_hour",
        proposal=timeout(60),
        needs_human=True,
    )
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), doubted)
        lighter = await step(door, "lighter")
    assert called(enforcer) == ["hide", "alert_moderators", "timeout"]
    assert lighter.actions[:2] == (timeout(10), HIDE)


async def test_a_case_that_nobody_answered_in_time_stays_as_it_is(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.MUTE, mode=Mode.ASSIST)
        door.clock.advance(NOON + minutes(60 * 24 * 8))
        await door.review.end_due()
        for verb in ("lighter", "harsher"):
            with pytest.raises(RefusedRulingError, match="Nobody answered"):
                await step(door, verb)


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


# ---------------------------------------------------------------- a ban at once


async def ban(door: Door, *, seen: str | None = None, by: str = "oakley") -> Case:
    seen = seen or (await door.case(1)).rung
    await door.amendments.ban(INN, 1, seen=seen, by=by)
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
            *(door.amendments.ban(INN, 1, seen="mute", by=by) for by in ("oakley", "hob")),
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
