"""Whoever was wronged is told so, once what was done is taken back, and where it is wanted."""

from pathlib import Path

import pytest

from engine.actions import (
    Action,
    AlertTarget,
    Ban,
    Hide,
    Kick,
    Mute,
    Outcome,
    Timeout,
    Unban,
    Warn,
)
from engine.apologies import MOST_LETTERS
from engine.cases import AppealState, Status
from engine.changes import Changes
from engine.events import Community
from engine.policy.community import CommunityPolicy
from engine.verdict import Mode
from tests.builders import INN, case, decision, message, minutes, moderator, policy, standing
from tests.engine.door import Door, ScriptedEnforcer, open_door

SORRY = (
    "What was done to you in case 1 was a mistake: it is taken back and does not count against you."
    " We are sorry."
)
TEN = Timeout(user="vex", duration=minutes(10))
BAN = Ban(user="vex")


def kind(_: Community) -> CommunityPolicy:
    return policy(apologise=True)


def german(_: Community) -> CommunityPolicy:
    return policy(apologise=True, language="de")


def letters(enforcer: ScriptedEnforcer) -> list[tuple[str, str]]:
    told = [order.action for order in enforcer.orders if isinstance(order.action, AlertTarget)]
    return [(action.user, action.text) for action in told]


async def reverse(door: Door, number: int = 1) -> None:
    await door.review.reverse(INN, number, by="oakley")
    await door.dispatcher.drain()


@pytest.mark.parametrize("action", [TEN, Mute(user="vex"), Kick(user="vex"), BAN])
async def test_whoever_was_silenced_or_sent_away_by_mistake_is_told_so(
    tmp_path: Path, action: Action
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer, policies=kind) as door:
        await door.act(message(), decision(action))
        await reverse(door)
    assert letters(enforcer) == [("vex", SORRY)]


async def test_they_are_told_after_it_was_taken_back(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer, policies=kind) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        await reverse(door)
    assert [order.action.type for order in enforcer.orders] == ["ban", "unban", "alert_target"]


async def test_a_case_that_is_struck_off_is_apologised_for_too(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer, policies=kind) as door:
        await door.act(message(), decision(TEN))
        await door.amendments.void(INN, 1, by="oakley")
        await door.dispatcher.drain()
    assert letters(enforcer) == [("vex", SORRY)]


async def test_a_community_may_want_no_apologies(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(TEN))
        await reverse(door)
    assert letters(enforcer) == []


async def test_a_community_apologises_in_its_language(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer, policies=german) as door:
        await door.act(message(), decision(TEN))
        await reverse(door)
    ((_, words),) = letters(enforcer)
    assert words.startswith("Was in Fall 1 gegen dich unternommen wurde, war ein Fehler")


@pytest.mark.parametrize(
    "actions", [(Warn(user="vex", text="stop"),), (Hide(user="vex", message="m1"),)]
)
async def test_what_its_own_inverse_tells_of_is_not_told_twice(
    tmp_path: Path, actions: tuple[Action, ...]
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer, policies=kind) as door:
        await door.act(message(), decision(*actions))
        await reverse(door)
    assert letters(enforcer) == []


@pytest.mark.parametrize("mode", [Mode.OBSERVE, Mode.ASSIST])
async def test_nobody_is_told_of_what_never_happened(tmp_path: Path, mode: Mode) -> None:
    enforcer = ScriptedEnforcer()
    asks = mode is Mode.ASSIST
    async with open_door(tmp_path, enforcer, policies=kind) as door:
        proposal = TEN if asks else None
        await door.act(message(), decision(TEN, mode=mode, needs_human=asks, proposal=proposal))
        await reverse(door)
    assert letters(enforcer) == []


async def test_nobody_is_told_of_what_the_platform_refused(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([Outcome.FORBIDDEN])
    async with open_door(tmp_path, enforcer, policies=kind) as door:
        await door.act(message(), decision(TEN))
        await reverse(door)
    assert letters(enforcer) == []


async def test_who_stays_banned_by_another_case_is_not_told_otherwise(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer, policies=kind) as door:
        await door.act(message("m1"), decision(BAN, rung="ban"))
        await door.act(message("m2"), decision(BAN, rung="ban"))
        await reverse(door)
    assert letters(enforcer) == []


async def test_closed_ears_do_not_stop_the_reversal(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([Outcome.APPLIED, Outcome.APPLIED, Outcome.FORBIDDEN])
    async with open_door(tmp_path, enforcer, policies=kind) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        await reverse(door)
        reversed_case = await door.case(1)
    assert reversed_case.status is Status.UNDONE
    assert [type(order.action) for order in enforcer.orders] == [Ban, Unban, AlertTarget]


async def test_an_apology_is_sent_once_however_often_it_is_tried(tmp_path: Path) -> None:
    """All tries have one id, of which the platform's nonce is made."""
    enforcer = ScriptedEnforcer([Outcome.APPLIED, Outcome.APPLIED, TimeoutError(), TimeoutError()])
    async with open_door(tmp_path, enforcer, policies=kind) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        await reverse(door)
    tries = [order.id for order in enforcer.orders if isinstance(order.action, AlertTarget)]
    assert len(tries) > 1
    assert len(set(tries)) == 1


async def test_a_crowd_is_written_no_letters(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    crowd = tuple(f"r{number}" for number in range(MOST_LETTERS + 1))
    async with open_door(tmp_path, enforcer, policies=kind) as door:
        await door.act(message(), decision(*(Ban(user=each) for each in crowd), accounts=crowd))
        await reverse(door)
    assert letters(enforcer) == []


async def test_an_overturned_appeal_apologises_in_its_own_letter(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer, policies=kind) as door:
        await door.ledger.commit(Changes(cases=(case(status=Status.APPLIED),)))
        await door.appeals.open(INN, 1, by="vex", text="I was joking.")
        hob, vex = moderator("hob"), standing("vex")
        await door.appeals.decide(INN, 1, AppealState.OVERTURNED, by=hob, over=[vex])
        await door.dispatcher.drain()
    said = "Case 1: your appeal was read, and the decision is taken back. We are sorry."
    assert letters(enforcer) == [("vex", said)]


async def test_an_upheld_appeal_is_answered_in_the_communitys_language(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer, policies=german) as door:
        await door.ledger.commit(Changes(cases=(case(status=Status.APPLIED),)))
        await door.appeals.open(INN, 1, by="vex", text="Das war ein Scherz.")
        hob, vex = moderator("hob"), standing("vex")
        await door.appeals.decide(
            INN, 1, AppealState.UPHELD, by=hob, over=[vex], answer="War es nicht."
        )
        await door.dispatcher.drain()
    said = (
        "Fall 1: Dein Einspruch wurde gelesen, und die Entscheidung bleibt bestehen.\nWar es nicht."
    )
    assert letters(enforcer) == [("vex", said)]
