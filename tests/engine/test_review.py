"""Rulings: one at a time, each once, and what a case is when its time has run out."""

import asyncio
from pathlib import Path

import pytest

from cogs.cards import card
from engine.actions import AlertModerators, Ban, Hide, LockDown, Order, Outcome, Timeout
from engine.cases import Case, Ruling, Status
from engine.changes import Changes
from engine.moderator import PATIENCE
from engine.ports import StorageFullError
from engine.review import RefusedRulingError
from engine.verdict import Mode
from tests.builders import INN, NOON, decision, message, minutes, policy
from tests.engine.door import Door, ScriptedEnforcer, called, open_door

TIMEOUT = Timeout(user="vex", duration=minutes(10))
HIDE = Hide(user="vex", message="m1")
BAN = Ban(user="vex")


async def lapse(door: Door, number: int) -> Case:
    """Let a case wait for a moderator until its time has run out."""
    door.clock.advance(door.clock.now() + PATIENCE + minutes(1))
    await door.review.end_due()
    await door.dispatcher.drain()
    return await door.case(number)


# ---------------------------------------------------------------- two moderators


@pytest.mark.parametrize("verb", ["confirm", "reverse"])
async def test_two_moderators_at_once_give_one_ruling(tmp_path: Path, verb: str) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        done = await door.act(message(), decision(TIMEOUT))
        rule = getattr(door.review, verb)
        answers = await asyncio.gather(
            *(rule(INN, done.number, by=one) for one in ("oakley", "hob")), return_exceptions=True
        )
        ruled = await door.case(done.number)
    assert [type(answer) for answer in answers] == [Case, RefusedRulingError]
    assert ruled.ruled_by == "oakley"


async def test_a_confirmed_case_can_still_be_reversed(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        done = await door.act(message(), decision(TIMEOUT))
        await door.review.confirm(INN, done.number, by="oakley")
        ruled = await door.review.reverse(INN, done.number, by="hob")
    assert (ruled.ruling, ruled.ruled_by) == (Ruling.REVERSED, "hob")


async def test_a_case_that_is_taken_back_as_its_time_runs_out_stays_taken_back(
    tmp_path: Path,
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        shown = await door.act(message(), decision(TIMEOUT, mode=Mode.OBSERVE))
        door.clock.advance(NOON + PATIENCE + minutes(1))
        await asyncio.gather(
            door.review.reverse(INN, shown.number, by="oakley"), door.review.end_due()
        )
        ruled = await door.case(shown.number)
    assert (ruled.status, ruled.ruling) == (Status.VOID, Ruling.REVERSED)


async def test_calls_are_sent_after_all_when_taking_them_back_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: Changes) -> None:
        raise StorageFullError("no room left")

    enforcer = SlowEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        acting = asyncio.create_task(door.act(message(), decision(TIMEOUT, HIDE)))
        await enforcer.called.wait()
        with monkeypatch.context() as full:
            full.setattr(door.ledger, "commit", refuse)
            with pytest.raises(StorageFullError):
                await door.review.reverse(INN, 1, by="oakley")
        enforcer.answers.set()
        done = await acting
    assert called(enforcer) == ["timeout", "hide"]
    assert (done.status, done.ruling) == (Status.APPLIED, None)


class SlowEnforcer(ScriptedEnforcer):
    """Answers nothing until it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.called, self.answers = asyncio.Event(), asyncio.Event()

    async def apply(self, order: Order) -> Outcome:
        self.called.set()
        await self.answers.wait()
        return await super().apply(order)


# ---------------------------------------------------------------- when things end


async def test_a_lock_down_that_a_moderator_sets_loose_ends_in_time(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    lock_down = decision(LockDown(duration=minutes(30)), mode=Mode.ASSIST)
    async with open_door(tmp_path, enforcer) as door:
        asked = await door.act(message(), lock_down)
        door.clock.advance(NOON + minutes(60))
        confirmed = await door.review.confirm(INN, asked.number, by="oakley")
        await door.dispatcher.drain()
        door.clock.advance(NOON + minutes(91))
        await door.review.end_due()
        await door.dispatcher.drain()
    assert confirmed.expires_at == NOON + minutes(90)
    assert called(enforcer)[-2:] == ["lock_down", "reopen"]


@pytest.mark.parametrize("action", [TIMEOUT, LockDown(duration=minutes(10))])
async def test_what_is_done_about_earlier_words_does_not_end_early(
    tmp_path: Path, action: Timeout | LockDown
) -> None:
    """The clock stands at noon when words of five minutes before come up."""
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        done = await door.act(message(at=NOON - minutes(5)), decision(action))
        door.clock.advance(NOON + minutes(9))
        ended_early = await door.review.end_due()
        door.clock.advance(NOON + minutes(10))
        ended_in_time = await door.review.end_due()
        await door.dispatcher.drain()
    assert done.expires_at == NOON + minutes(10)
    assert (ended_early, ended_in_time) == (0, 1)


# ---------------------------------------------------------------- nobody came


@pytest.mark.parametrize("mode", [Mode.OBSERVE, Mode.ASSIST])
async def test_a_case_that_nobody_answered_is_no_strike(tmp_path: Path, mode: Mode) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        shown = await door.act(message(), decision(TIMEOUT, mode=mode))
        lapsed = await lapse(door, shown.number)
        footing = door.docket.footing(message(at=door.clock.now()), policy())
    assert (lapsed.status, lapsed.needs_human) == (Status.EXPIRED, False)
    assert (footing.strikes, footing.fresh) == (0.0, None)


async def test_reversing_a_case_that_nobody_answered_calls_nothing(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        shown = await door.act(message(), decision(TIMEOUT, HIDE, mode=Mode.OBSERVE))
        await lapse(door, shown.number)
        ruled = await door.review.reverse(INN, shown.number, by="oakley")
        await door.dispatcher.drain()
    assert (ruled.status, called(enforcer)) == (Status.VOID, [])


async def test_confirming_a_case_that_nobody_answered_in_time_does_nothing_belated(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        asked = await door.act(message(), decision(TIMEOUT, mode=Mode.ASSIST))
        await lapse(door, asked.number)
        await door.review.confirm(INN, asked.number, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer) == ["alert_moderators"]


async def test_the_card_of_a_lapsed_case_says_that_nothing_was_done(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        shown = await door.act(message(), decision(TIMEOUT, mode=Mode.OBSERVE))
        words = card(await lapse(door, shown.number))
    assert "Done: nothing, " in words
    assert "Asked of you" not in words


async def test_a_proposed_ban_can_be_answered_after_its_timeout_has_ended(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        asked = await door.act(message(), decision(TIMEOUT, proposal=BAN, needs_human=True))
        door.clock.advance(NOON + minutes(11))
        await door.review.end_due()
        await door.review.confirm(INN, asked.number, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer) == ["timeout", "ban"]


# ---------------------------------------------------------------- a ban where nothing is done


@pytest.mark.parametrize("mode", [Mode.OBSERVE, Mode.ASSIST])
async def test_a_ban_that_is_only_proposed_waits_like_any_other_case(
    tmp_path: Path, mode: Mode
) -> None:
    banning = decision(TIMEOUT, HIDE, rung="ban", proposal=BAN, needs_human=True, mode=mode)
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        shown = await door.act(message(), banning)
        strikes = door.docket.footing(message(at=NOON + minutes(30)), policy()).strikes
    assert (shown.waits, shown.proposal, strikes) == (True, BAN, 0.0)


async def test_reversing_a_ban_that_was_only_shown_calls_nothing(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    banning = decision(TIMEOUT, HIDE, rung="ban", proposal=BAN, mode=Mode.OBSERVE)
    async with open_door(tmp_path, enforcer) as door:
        shown = await door.act(message(), banning)
        await door.review.reverse(INN, shown.number, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer) == []


async def test_confirming_a_ban_in_assist_mode_bans_and_hides(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    alert = AlertModerators(text="look")
    banning = decision(
        TIMEOUT, HIDE, alert, rung="ban", proposal=BAN, needs_human=True, mode=Mode.ASSIST
    )
    async with open_door(tmp_path, enforcer) as door:
        asked = await door.act(message(), banning)
        await door.review.confirm(INN, asked.number, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer) == ["alert_moderators", "ban", "hide"]
