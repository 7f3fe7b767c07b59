"""An appeal that came by Twitch's own form is answered by that form."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from engine.actions import AnswerRequest, Ban
from engine.cases import AppealState, Status
from engine.events import UnbanRequested
from engine.petitions import Petitions
from tests.builders import NOON, author, decision, message, minutes, moderator, standing
from tests.engine.door import Door, ScriptedEnforcer, called, open_door
from tests.engine.linked import CHAT, STAGE

BAN = Ban(user="900")
HOB, VEX = moderator("hob"), standing("900")


@asynccontextmanager
async def banned_and_asking(folder: Path, enforcer: ScriptedEnforcer) -> AsyncIterator[Door]:
    async with open_door(folder, enforcer) as door:
        await door.act(message(by="900", place=CHAT), decision(BAN, rung="ban"))
        asked = UnbanRequested(
            id="r1",
            place=CHAT,
            author=author("900"),
            text="I have learned from it.",
            requested_at=NOON + minutes(5),
        )
        await Petitions(archive=door.archive, appeals=door.appeals).hear(asked)
        await door.dispatcher.drain()
        enforcer.orders.clear()
        yield door


async def decide(door: Door, ends: AppealState, answer: str = "") -> None:
    await door.appeals.decide(STAGE, 1, ends, by=HOB, over=[VEX], answer=answer)
    await door.dispatcher.drain()


async def test_an_overturned_case_grants_the_request_before_the_ban_is_lifted(
    tmp_path: Path,
) -> None:
    """A mere unban would drop the request, and nobody would read the answer."""
    enforcer = ScriptedEnforcer()
    async with banned_and_asking(tmp_path, enforcer) as door:
        await decide(door, AppealState.OVERTURNED, "Welcome back.")
        case = await door.case(1, community=STAGE)
    answer = enforcer.orders[0].action
    assert called(enforcer) == ["answer_request", "unban"]
    assert isinstance(answer, AnswerRequest)
    assert (answer.user, answer.granted) == ("900", True)
    assert answer.text.endswith("Welcome back.")
    assert case.status is Status.UNDONE


async def test_an_upheld_case_denies_the_request_and_lifts_nothing(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with banned_and_asking(tmp_path, enforcer) as door:
        await decide(door, AppealState.UPHELD, "It was a threat.")
        case = await door.case(1, community=STAGE)
    (order,) = enforcer.orders
    assert order.action == AnswerRequest(
        user="900",
        granted=False,
        text="Case 1: your appeal was read, and the decision stands.\nIt was a threat.",
    )
    assert (order.place, case.status) == (CHAT, Status.APPLIED)


async def test_a_case_that_was_taken_back_before_grants_the_request_alone(
    tmp_path: Path,
) -> None:
    enforcer = ScriptedEnforcer()
    async with banned_and_asking(tmp_path, enforcer) as door:
        await door.review.reverse(STAGE, 1, by="oakley")
        await door.dispatcher.drain()
        enforcer.orders.clear()
        await decide(door, AppealState.OVERTURNED)
    assert called(enforcer) == ["answer_request"]


async def test_an_answer_outlasts_a_crash_in_its_order(tmp_path: Path) -> None:
    async with banned_and_asking(tmp_path, ScriptedEnforcer([])) as door:
        kept = door.dispatcher.submit
        door.dispatcher.submit = lambda _: None  # type: ignore[method-assign]
        await door.appeals.decide(STAGE, 1, AppealState.OVERTURNED, by=HOB, over=[VEX])
        door.dispatcher.submit = kept  # type: ignore[method-assign]
        intents = await door.archive.intents_of(STAGE, 1)
    assert [intent.action.type for intent in intents][-2:] == ["answer_request", "unban"]


@pytest.mark.parametrize("ends", [AppealState.UPHELD, AppealState.OVERTURNED])
async def test_elsewhere_the_person_is_written_to_as_ever(
    tmp_path: Path, ends: AppealState
) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        opened = await door.act(message(), decision(Ban(user="vex"), rung="ban"))
        await door.appeals.open(opened.community, 1, by="vex", text="please")
        await door.appeals.decide(opened.community, 1, ends, by=HOB, over=[standing("vex")])
        await door.dispatcher.drain()
    assert called(enforcer)[-1] == "alert_target"
