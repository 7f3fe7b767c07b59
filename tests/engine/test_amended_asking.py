"""Another measure in place of one that waits for a moderator, or is only shown."""

from pathlib import Path

import pytest

from engine.actions import (
    AlertModerators,
)
from engine.cases import IntentState
from engine.policy.ladder import Rung
from engine.review import RefusedRulingError
from engine.verdict import Mode
from tests.builders import INN, NOON, decision, message, minutes
from tests.engine.door import ScriptedEnforcer, called, open_door
from tests.engine.ladder import BAN, DAY, HIDE, MUTE, WHY, open_case, step, timeout


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
    assert {order.reason[:11] for order in enforcer.orders[1:]} == {"#1 · oakley"}
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
