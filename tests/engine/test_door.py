"""Moderator, dispatcher and review together: what is decided is done once, and can be undone."""

from pathlib import Path

import pytest

from engine.actions import Ban, Hide, Outcome
from engine.cases import Ruling, Status
from engine.changes import Changes
from engine.policy.community import CommunityPolicy
from engine.verdict import Mode
from tests.builders import INN, decision, message, policy, verdict
from tests.engine.door import TIMEOUT, ScriptedEnforcer, called, open_door


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


async def test_confirming_before_the_first_answer_keeps_the_proposed_ban(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    proposing = decision(TIMEOUT, proposal=Ban(user="vex"), needs_human=True)
    async with open_door(tmp_path, enforcer) as door:
        judged = message()
        await door.moderator.carry_out(judged, verdict(judged, proposing), policy(), Changes())
        await door.review.confirm(INN, 1, by="oakley")
        await door.dispatcher.drain()
    assert called(enforcer) == ["timeout", "ban"]


def test_the_builders_policy_enforces() -> None:
    assert policy().mode is Mode.ENFORCE
    assert CommunityPolicy().mode is Mode.OBSERVE
