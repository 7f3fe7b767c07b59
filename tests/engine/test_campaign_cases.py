"""Campaigns at the door: one case for many accounts, carried out and undone as a unit."""

import asyncio
from pathlib import Path

from engine.actions import AlertModerators, Ban, Hide, LockDown
from engine.cases import Status
from engine.changes import Changes
from engine.events import Place
from engine.verdict import Category, Decision
from tests.builders import INN, NOON, decision, message, minutes, policy, verdict
from tests.engine.door import ScriptedEnforcer, called, open_door


async def test_a_campaign_is_one_case_for_all_its_accounts(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        for raider in ("r1", "r2", "r3"):
            await door.act(message(by=raider), raid_decision(raider))
        raid = await door.case(1)
    assert raid.accounts == ("r1", "r2", "r3")
    assert called(enforcer).count("lock_down") == 1
    assert called(enforcer).count("hide") == 3


async def test_a_campaign_is_undone_as_a_unit(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        for raider in ("r1", "r2"):
            await door.act(message(by=raider), raid_decision(raider))
        await door.review.reverse(INN, 1, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer)[-3:] == ["reopen", "restore", "restore"]


async def test_a_lock_down_is_lifted_when_its_time_has_come(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(by="r1"), raid_decision("r1"))
        door.clock.advance(NOON + minutes(31))
        ended = await door.review.end_due()
        await door.dispatcher.drain()
        over = await door.case(1)
    assert (ended, over.status) == (1, Status.EXPIRED)
    assert called(enforcer)[-1] == "reopen"


async def test_the_caps_hold_a_stream_of_bans_and_ask_a_moderator(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        cases = [
            await door.act(message(by=f"v{n}"), decision(Ban(user=f"v{n}"), rung="ban"))
            for n in range(7)
        ]
    assert called(enforcer).count("ban") == 5
    assert [held.waits for held in cases] == [False] * 5 + [True] * 2


async def test_an_undone_campaign_is_not_locked_down_again(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(by="r1"), raid_decision("r1"))
        await door.review.reverse(INN, 1, by="oakley")
        more = message(by="r2")
        ignored = await door.moderator.carry_out(
            more, verdict(more, raid_decision("r2")), policy(), Changes()
        )
        await door.dispatcher.drain()
    assert ignored is None
    assert called(enforcer).count("lock_down") == 1


async def test_each_message_of_a_campaign_is_hidden_and_restored_where_it_stood(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    garden = Place(INN, "garden")
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(by="r1"), raid_decision("r1"))
        await door.act(message(by="r2", place=garden), raid_decision("r2"))
        await door.review.reverse(INN, 1, by="oakley")
        await door.dispatcher.drain()
    places = {
        (order.action.type, order.place.channel)
        for order in enforcer.orders
        if order.action.type in {"hide", "restore"}
    }
    assert places == {
        ("hide", "hall"),
        ("hide", "garden"),
        ("restore", "hall"),
        ("restore", "garden"),
    }


async def test_many_channels_at_once_lose_nothing_of_a_campaign(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        wave = [message(by=f"r{n}", place=Place(INN, f"room{n}")) for n in range(8)]
        async with asyncio.TaskGroup() as tasks:
            for each in wave:
                judged = verdict(each, raid_decision(each.author.id))
                tasks.create_task(door.moderator.carry_out(each, judged, policy(), Changes()))
        await door.dispatcher.drain()
        raid = await door.case(1)
    assert len(raid.accounts) == 8
    assert sum(action.type == "hide" for action in raid.actions) == 8
    assert called(enforcer).count("lock_down") == 1


async def test_a_capped_raid_asks_once_and_a_word_sets_the_rest_loose(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        for number in range(40):
            await door.act(message(by=f"r{number}"), raid_decision(f"r{number}"))
        before = called(enforcer).count("hide")
        alerts = called(enforcer).count("alert_moderators")
        await door.review.confirm(INN, 1, by="oakley")
        await door.dispatcher.drain()
    assert (before, alerts) == (20, 2)
    assert called(enforcer).count("hide") == 40


def raid_decision(raider: str) -> Decision:
    return decision(
        LockDown(duration=minutes(30)),
        Hide(user=raider, message=f"m-{raider}"),
        AlertModerators(text="Raid."),
        rung="raid",
        category=Category.RAID,
        campaign="c1",
    )
