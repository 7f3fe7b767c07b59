"""All accounts of a campaign banned by a moderator's word, and taken back as a unit."""

from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pytest

from engine.actions import AlertModerators, Ban, Hide, LockDown, Outcome
from engine.campaign_bans import unbanned
from engine.cases import Case, IntentState, Ruling, Status
from engine.review import RefusedRulingError
from engine.verdict import Category, Decision, Mode
from tests.builders import INN, decision, message, minutes
from tests.engine.door import Door, ScriptedEnforcer, called, open_door

RAIDERS = ("r1", "r2", "r3")
LOCK_DOWN = LockDown(duration=minutes(30))


def raid(raider: str, **changes: object) -> Decision:
    return decision(
        LOCK_DOWN,
        Hide(user=raider, message=f"m-{raider}"),
        AlertModerators(text="Raid."),
        rung="raid",
        category=Category.RAID,
        campaign="c1",
        **changes,
    )


async def raided(door: Door, *raiders: str, **changes: object) -> Case:
    for raider in raiders or RAIDERS:
        case = await door.act(message(by=raider), raid(raider, **changes))
    return case


async def ban_all(
    door: Door, *, seen: str = "raid", over: Collection[str] = (*RAIDERS, "r4")
) -> Case:
    await door.amendments.ban(INN, 1, seen=seen, by="oakley", over=over)
    await door.dispatcher.drain()
    return await door.case(1)


async def taken_back(door: Door) -> Case:
    await door.review.reverse(INN, 1, by="hob")
    await door.dispatcher.drain()
    return await door.case(1)


async def test_a_moderator_bans_all_accounts_of_a_campaign(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await raided(door)
        banned = await ban_all(door)
    bans = [order for order in enforcer.orders if order.action.type == "ban"]
    assert [order.action for order in bans] == [Ban(user=each) for each in RAIDERS]
    assert {order.reason for order in bans} == {f"#1 · oakley · {banned.reason}"}
    assert (banned.ruling, banned.ruled_by, banned.status) == (
        Ruling.CONFIRMED,
        "oakley",
        Status.APPLIED,
    )


async def test_a_banned_campaign_is_taken_back_as_a_unit(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await raided(door)
        await ban_all(door)
        before = len(enforcer.orders)
        undone = await taken_back(door)
    back = Counter(order.action.type for order in enforcer.orders[before:])
    assert back == {"reopen": 1, "restore": 3, "unban": 3}
    assert undone.status is Status.UNDONE


async def test_accounts_that_come_later_can_be_banned_too_and_nobody_twice(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await raided(door)
        await ban_all(door)
        await raided(door, "r4")
        await ban_all(door)
        with pytest.raises(RefusedRulingError, match="all its accounts"):
            await ban_all(door)
    assert called(enforcer).count("ban") == 4


async def test_whoever_joined_while_a_moderator_was_looked_up_is_not_banned_unseen(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await raided(door, *RAIDERS, "r4")
        banned = await ban_all(door, over=RAIDERS)
        late = unbanned(banned)
        await ban_all(door)
    assert late == ("r4",)
    assert called(enforcer).count("ban") == 4


async def test_a_campaign_that_asked_first_is_locked_down_and_banned_in_one(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await raided(door, mode=Mode.ASSIST, needs_human=True, proposal=LOCK_DOWN)
        banned = await ban_all(door)
    done = Counter(called(enforcer))
    assert done == {"alert_moderators": 1, "lock_down": 1, "hide": 3, "ban": 3}
    assert (banned.needs_human, banned.waits, banned.status) == (False, False, Status.APPLIED)
    assert banned.expires_at is not None


async def test_a_ban_of_all_is_meant_in_earnest_where_haven_only_observes(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await raided(door, mode=Mode.OBSERVE)
        banned = await ban_all(door)
    assert called(enforcer) == ["ban"] * 3
    assert banned.mode is Mode.ENFORCE


async def test_bans_outlast_the_lock_down_and_are_taken_back_without_a_second_reopening(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await raided(door)
        await ban_all(door)
        door.clock.advance(door.clock.now() + minutes(31))
        await door.review.end_due()
        await door.dispatcher.drain()
        after = await door.case(1)
        locked, wanted = door.lockdowns.in_force(INN), door.docket.wanting(INN, Ban(user="r1"))
        again = await door.review.end_due()
        await taken_back(door)
    assert (after.status, after.expires_at, again) == (Status.APPLIED, None, 0)
    assert (locked, wanted) == ((), {1})
    assert called(enforcer).count("reopen") == 1
    assert called(enforcer).count("unban") == 3


async def test_a_campaign_whose_lock_down_is_over_can_still_be_banned(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await raided(door)
        door.clock.advance(door.clock.now() + minutes(31))
        await door.review.end_due()
        banned = await ban_all(door)
        await taken_back(door)
    assert banned.status is Status.APPLIED
    assert called(enforcer).count("reopen") == 1
    assert called(enforcer).count("unban") == 3


async def test_an_administrator_ends_the_lock_down_and_the_bans_stand(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await raided(door)
        await ban_all(door)
        ended = await door.lockdowns.end(INN, by="oakley")
        await door.dispatcher.drain()
        case, locked = await door.case(1), door.lockdowns.in_force(INN)
    assert (ended, case.status, locked) == ((1,), Status.APPLIED, ())
    assert called(enforcer)[-1] == "reopen"


async def test_a_platform_that_refuses_one_ban_leaves_the_others(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await raided(door)
        enforcer.script = [Outcome.FORBIDDEN]
        banned = await ban_all(door)
        intents = await door.archive.intents_of(INN, 1)
    bans = [intent for intent in intents if isinstance(intent.action, Ban)]
    assert Counter(intent.outcome for intent in bans) == {Outcome.APPLIED: 2, Outcome.FORBIDDEN: 1}
    assert {intent.state for intent in bans} == {IntentState.DONE}
    assert banned.status is Status.APPLIED


async def test_a_campaign_seen_as_it_was_before_is_not_banned(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await raided(door)
        with pytest.raises(RefusedRulingError, match="changed meanwhile"):
            await ban_all(door, seen="mute")
