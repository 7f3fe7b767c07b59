"""What the door did and takes back: all of it, once, and nothing that others want."""

import asyncio
from pathlib import Path

import pytest

from engine.actions import Ban, Hide, Outcome, Timeout
from engine.cases import IntentState, Status
from engine.changes import Changes
from engine.intents import intents_for
from engine.review import RefusedRulingError
from engine.verdict import Mode
from tests.builders import HALL, INN, NOON, case, decision, message, minutes, policy, verdict
from tests.engine.door import TIMEOUT, ScriptedEnforcer, called, open_door


async def test_reversing_takes_back_everything_that_was_done(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        done = await door.act(message(), decision(TIMEOUT, Hide(user="vex", message="m1")))
        await door.review.reverse(INN, done.number, by="oakley")
        await door.dispatcher.drain()
        undone = await door.case(done.number)
    assert called(enforcer) == ["timeout", "hide", "untimeout", "restore"]
    assert undone.status is Status.UNDONE


async def test_reversing_a_case_that_only_waited_calls_nothing(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        shown = await door.act(message(), decision(TIMEOUT, mode=Mode.OBSERVE))
        ruled = await door.review.reverse(INN, shown.number, by="oakley")
    assert (ruled.status, called(enforcer)) == (Status.VOID, [])


async def test_a_case_can_be_taken_back_only_once(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        done = await door.act(message(), decision(TIMEOUT))
        await door.review.reverse(INN, done.number, by="oakley")
        with pytest.raises(RefusedRulingError, match="taken back already"):
            await door.review.reverse(INN, done.number, by="hob")


async def test_a_ruling_on_a_case_that_is_not_there_is_refused(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        with pytest.raises(RefusedRulingError, match="no case 7"):
            await door.review.confirm(INN, 7, by="oakley")


async def test_a_reversed_case_is_no_strike(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        done = await door.act(message(), decision(TIMEOUT))
        later = message(at=NOON + minutes(30))
        before = door.docket.footing(later, policy()).strikes
        await door.review.reverse(INN, done.number, by="oakley")
        after = door.docket.footing(later, policy()).strikes
    assert before == pytest.approx(1.0, abs=0.01)
    assert after == 0.0


async def test_unsent_calls_are_withdrawn_by_a_reversal(tmp_path: Path) -> None:
    """The first call is never answered in time, so the second has not gone out when undone."""
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        opened = case(actions=(TIMEOUT, Hide(user="vex", message="m1")))
        intents = intents_for(opened, opened.actions, place=HALL, event="m1", at=NOON)
        await door.ledger.commit(Changes(cases=(opened,), intents=intents))
        door.dispatcher.submit(intents)
        await door.review.reverse(INN, 1, by="oakley")
        await door.dispatcher.drain()
        states = [intent.state for intent in await door.archive.intents_of(INN, 1)]
    assert called(enforcer) == ["timeout", "untimeout"]
    assert states == [IntentState.DONE, IntentState.SUPERSEDED, IntentState.DONE]


async def test_a_timeout_ends_by_itself_without_a_call(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(TIMEOUT))
        door.clock.advance(NOON + minutes(11))
        await door.review.end_due()
        await door.dispatcher.drain()
        over = await door.case(1)
    assert (over.status, called(enforcer)) == (Status.EXPIRED, ["timeout"])


async def test_what_was_done_is_taken_back_though_the_main_call_was_refused(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([Outcome.FORBIDDEN])
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(TIMEOUT, Hide(user="vex", message="m1")))
        undone = await door.review.reverse(INN, 1, by="oakley")
        await door.dispatcher.drain()
    assert undone.status is Status.UNDONE
    assert called(enforcer) == ["timeout", "hide", "restore"]


async def test_moderators_hear_when_something_could_not_be_taken_back(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([Outcome.APPLIED, Outcome.FORBIDDEN])
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(TIMEOUT))
        await door.review.reverse(INN, 1, by="oakley")
        await door.dispatcher.drain()
        undone = await door.case(1)
    assert called(enforcer) == ["timeout", "untimeout", "alert_moderators"]
    assert [note.text for note in undone.notes] == ["untimeout: forbidden"]


async def test_a_confirmed_ban_that_the_platform_refuses_shows_as_refused(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([Outcome.APPLIED, Outcome.FORBIDDEN])
    proposing = decision(TIMEOUT, proposal=Ban(user="vex"), needs_human=True)
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), proposing)
        await door.review.confirm(INN, 1, by="oakley")
        await door.dispatcher.drain()
        refused = await door.case(1)
    assert refused.status is Status.REFUSED


async def test_an_undo_supersedes_a_ban_that_waits_for_its_retry(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([ConnectionError()])
    async with open_door(tmp_path, enforcer) as door:
        pause, asleep = asyncio.Event(), asyncio.Event()

        async def wait(_: float) -> None:
            asleep.set()
            await pause.wait()

        door.dispatcher._sleep = wait
        await door.moderator.carry_out(
            message(),
            verdict(message(), decision(Ban(user="vex"), rung="ban")),
            policy(),
            Changes(),
        )
        await asleep.wait()
        await door.review.reverse(INN, 1, by="oakley")
        door.clock.advance(NOON + minutes(1))
        pause.set()
        await door.dispatcher.drain()
    assert called(enforcer) == ["ban"]


async def test_undoing_an_ended_timeout_leaves_a_later_one_in_force(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(TIMEOUT))
        door.clock.advance(NOON + minutes(11))
        await door.review.end_due()
        later = Timeout(user="vex", duration=minutes(60))
        await door.act(message(at=NOON + minutes(12)), decision(later))
        await door.review.reverse(INN, 1, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer) == ["timeout", "timeout"]


async def test_undoing_one_of_two_measures_on_a_person_leaves_the_other(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(TIMEOUT))
        await door.act(message(at=NOON + minutes(2)), decision(TIMEOUT))
        await door.review.reverse(INN, 1, by="oakley")
        await door.review.reverse(INN, 2, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer) == ["timeout", "timeout", "untimeout"]
