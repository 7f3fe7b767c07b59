"""Moderator, dispatcher and review together: what is decided is done once, and can be undone."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from engine.actions import Action, AlertModerators, Ban, Hide, LockDown, Outcome, Timeout, Warn
from engine.cases import Intent, IntentState, Ruling, Status
from engine.changes import Changes
from engine.events import Community, Place, Platform
from engine.intents import intents_for
from engine.policy.community import CommunityPolicy
from engine.review import RefusedRulingError
from engine.verdict import Category, Decision, Mode
from tests.builders import HALL, INN, NOON, case, decision, message, minutes, policy, verdict
from tests.engine.door import Door, ScriptedEnforcer, open_door

TIMEOUT = Timeout(user="vex", duration=minutes(10))
CHANNEL = Place(Community(Platform.TWITCH, "mossy"), "mossy")


def called(enforcer: ScriptedEnforcer) -> list[str]:
    return [order.action.type for order in enforcer.orders]


async def test_a_decision_becomes_a_case_and_its_calls(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        done = await door.act(message(), decision(TIMEOUT, Hide(user="vex", message="m1")))
    assert (done.number, done.status, done.outcome) == (1, Status.APPLIED, Outcome.APPLIED)
    assert called(enforcer) == ["timeout", "hide"]


async def test_the_platforms_audit_reason_names_case_and_author_of_the_action(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(TIMEOUT, reason="x" * 600))
    assert enforcer.orders[0].reason.startswith("#1 · haven · xxx")
    assert len(enforcer.orders[0].reason) == 512


@pytest.mark.parametrize("verb", ["confirm", "reverse"])
async def test_what_a_moderator_lets_loose_or_takes_back_is_done_in_their_name(
    tmp_path: Path, verb: str
) -> None:
    enforcer = ScriptedEnforcer()
    mode = Mode.ASSIST if verb == "confirm" else Mode.ENFORCE
    async with open_door(tmp_path, enforcer) as door:
        opened = await door.act(message(), decision(TIMEOUT, mode=mode, reason="it is a threat"))
        await getattr(door.review, verb)(INN, opened.number, by="oakley")
        await door.dispatcher.drain()
    assert enforcer.orders[-1].reason == "#1 · oakley · it is a threat"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Outcome.FORBIDDEN, Status.REFUSED),
        (Outcome.GONE, Status.APPLIED),
        (Outcome.FAILED, Status.FAILED),
        (Outcome.UNKNOWN, Status.UNKNOWN),
        (RuntimeError("a fault of the connector"), Status.FAILED),
    ],
)
async def test_the_case_tells_how_the_platform_answered(
    tmp_path: Path, answer: Outcome | Exception, status: Status
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer([answer])) as door:
        done = await door.act(message(), decision(TIMEOUT))
    assert done.status is status


async def test_in_observe_mode_nothing_is_called(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        shown = await door.act(message(), decision(TIMEOUT, mode=Mode.OBSERVE))
    assert called(enforcer) == []
    assert shown.waits


async def test_in_assist_mode_moderators_are_told_and_asked(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        asked = await door.act(message(), decision(TIMEOUT, mode=Mode.ASSIST))
        assert called(enforcer) == ["alert_moderators"]
        await door.review.confirm(INN, asked.number, by="oakley")
        await door.dispatcher.drain()
        done = await door.case(asked.number)
    assert called(enforcer) == ["alert_moderators", "timeout"]
    assert (done.status, done.ruling, done.ruled_by) == (
        Status.APPLIED,
        Ruling.CONFIRMED,
        "oakley",
    )


async def test_in_enforce_mode_too_moderators_come_first_where_words_are_not_understood(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    doubted = decision(TIMEOUT, proposal=TIMEOUT, needs_human=True)
    async with open_door(tmp_path, enforcer) as door:
        asked = await door.act(message(), doubted)
        assert called(enforcer) == ["alert_moderators"]
        assert asked.waits
        await door.review.confirm(INN, asked.number, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer) == ["alert_moderators", "timeout"]


async def test_confirming_an_observed_case_teaches_but_does_nothing(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        shown = await door.act(message(), decision(TIMEOUT, mode=Mode.OBSERVE))
        await door.review.confirm(INN, shown.number, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer) == []


async def test_confirming_a_proposed_ban_bans(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    proposing = decision(TIMEOUT, proposal=Ban(user="vex"), needs_human=True)
    async with open_door(tmp_path, enforcer) as door:
        asked = await door.act(message(), proposing)
        await door.review.confirm(INN, asked.number, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer) == ["timeout", "ban"]


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


async def test_a_timeout_ends_by_itself_without_a_call(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(TIMEOUT))
        door.clock.advance(NOON + minutes(11))
        await door.review.end_due()
        await door.dispatcher.drain()
        over = await door.case(1)
    assert (over.status, called(enforcer)) == (Status.EXPIRED, ["timeout"])


async def test_the_caps_hold_a_stream_of_bans_and_ask_a_moderator(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        cases = [
            await door.act(message(by=f"v{n}"), decision(Ban(user=f"v{n}"), rung="ban"))
            for n in range(7)
        ]
    assert called(enforcer).count("ban") == 5
    assert [held.waits for held in cases] == [False] * 5 + [True] * 2


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


async def test_confirming_before_the_first_answer_keeps_the_proposed_ban(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    proposing = decision(TIMEOUT, proposal=Ban(user="vex"), needs_human=True)
    async with open_door(tmp_path, enforcer) as door:
        judged = message()
        await door.moderator.carry_out(judged, verdict(judged, proposing), policy(), Changes())
        await door.review.confirm(INN, 1, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer) == ["timeout", "ban"]


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


def raid_decision(raider: str) -> Decision:
    return decision(
        LockDown(duration=minutes(30)),
        Hide(user=raider, message=f"m-{raider}"),
        AlertModerators(text="Raid."),
        rung="raid",
        category=Category.RAID,
        campaign="c1",
    )


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


def test_the_builders_policy_enforces() -> None:
    assert policy().mode is Mode.ENFORCE
    assert CommunityPolicy().mode is Mode.OBSERVE
