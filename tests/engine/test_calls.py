"""Calls at the door: in order, tried until their deadline, doubled by no crash."""

from dataclasses import replace
from pathlib import Path

from engine.actions import Action, AlertModerators, Ban, Hide, Warn
from engine.cases import Intent, IntentState, Status
from engine.changes import Changes
from engine.events import Community, Place, Platform
from engine.intents import intents_for
from tests.builders import HALL, INN, NOON, case, decision, message, minutes, policy, verdict
from tests.engine.door import TIMEOUT, Door, ScriptedEnforcer, called, open_door

CHANNEL = Place(Community(Platform.TWITCH, "mossy"), "mossy")


async def test_calls_about_one_person_keep_their_order(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([ConnectionError(), ConnectionError()])
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(TIMEOUT, Hide(user="vex", message="m1")))
    assert called(enforcer) == ["timeout", "timeout", "timeout", "hide"]


async def test_a_call_that_never_gets_through_is_tried_until_its_deadline(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([ConnectionError()] * 99)
    async with open_door(tmp_path, enforcer) as door:
        failed = await door.act(message(), decision(TIMEOUT))
        given_up = door.clock.now()
    assert failed.status is Status.FAILED
    assert NOON + minutes(9) < given_up <= NOON + minutes(10)


async def test_a_ban_outlives_ten_minutes_of_outage(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([ConnectionError()] * 20)
    async with open_door(tmp_path, enforcer) as door:
        done = await door.act(message(), decision(Ban(user="vex"), rung="ban"))
        passed = door.clock.now() - NOON
    assert done.status is Status.APPLIED
    assert passed > minutes(10)


async def test_a_call_that_is_never_answered_is_unknown_not_failed(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([TimeoutError()] * 3)
    async with open_door(tmp_path, enforcer) as door:
        unsure = await door.act(message(), decision(Ban(user="vex"), rung="ban"))
        await door.review.reverse(INN, 1, by="oakley")
        await door.dispatcher.drain()
    assert unsure.status is Status.UNKNOWN
    assert called(enforcer) == ["ban", "ban", "ban", "unban"]


async def test_words_judged_a_day_late_are_not_punished(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        door.clock.advance(NOON + minutes(26 * 60))
        judged = message()
        await door.moderator.carry_out(
            judged, verdict(judged, decision(TIMEOUT)), policy(), Changes()
        )
        await door.dispatcher.drain()
        late = await door.case(1)
    assert (late.status, called(enforcer)) == (Status.FAILED, [])


async def test_an_ambiguous_timeout_is_repeated(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([TimeoutError()])
    async with open_door(tmp_path, enforcer) as door:
        done = await door.act(message(), decision(TIMEOUT))
    assert (done.status, called(enforcer)) == (Status.APPLIED, ["timeout", "timeout"])


async def test_an_ambiguous_warning_on_twitch_is_never_sent_again(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([TimeoutError()])
    warning = Warn(user="vex", text="please stop")
    judged = message(place=CHANNEL)
    async with open_door(tmp_path, enforcer) as door:
        opened = await door.moderator.carry_out(
            judged, verdict(judged, decision(warning)), policy(), Changes()
        )
        await door.dispatcher.drain()
        unsure = await door.archive.case(CHANNEL.community, opened.number if opened else 0)
    assert unsure
    assert unsure.status is Status.UNKNOWN
    assert called(enforcer) == ["warn"]


async def test_a_call_past_its_deadline_is_dropped(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        (intent,) = await _committed(door, TIMEOUT)
        door.clock.advance(NOON + minutes(11))
        door.dispatcher.submit([intent])
        await door.dispatcher.drain()
        late = await door.case(1)
    assert (late.status, called(enforcer)) == (Status.FAILED, [])


async def test_a_call_under_way_at_a_crash_is_repeated_where_that_is_harmless(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        (intent,) = await _committed(door, TIMEOUT, state=IntentState.SENDING)
        door.dispatcher.submit([intent])
        await door.dispatcher.drain()
    assert called(enforcer) == ["timeout"]


async def test_words_under_way_at_a_crash_become_unknown_on_twitch(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        (intent,) = await _committed(
            door, AlertModerators(text="look"), state=IntentState.SENDING, place=CHANNEL
        )
        door.dispatcher.submit([intent])
        await door.dispatcher.drain()
        (ended,) = await door.archive.intents_of(CHANNEL.community, 1)
    assert (ended.state, called(enforcer)) == (IntentState.UNKNOWN, [])


async def _committed(
    door: Door,
    action: Action,
    *,
    state: IntentState = IntentState.PENDING,
    place: Place = HALL,
) -> tuple[Intent, ...]:
    opened = case(actions=(action,), place=place)
    intents = tuple(
        replace(intent, state=state)
        for intent in intents_for(opened, (action,), place=place, event="m1", at=NOON)
    )
    await door.ledger.commit(Changes(cases=(opened,), intents=intents))
    return intents
