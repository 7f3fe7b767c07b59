"""Appeals: one at a time, answered by another moderator, and an overturned case is reversed."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from engine.actions import Ban, Outcome, Timeout, Unban
from engine.appeals import PAUSE
from engine.authority import DeniedError
from engine.cases import Appeal, AppealState, Ruling, Status
from engine.changes import Changes
from engine.events import Community, Platform
from engine.ports import StorageFullError
from engine.review import RefusedRulingError
from engine.verdict import Mode
from tests.builders import INN, NOON, case, decision, message, minutes, moderator, standing
from tests.engine.door import Door, ScriptedEnforcer, called, open_door

BAN = Ban(user="vex")
TIMEOUT = Timeout(user="vex", duration=minutes(10))
OAKLEY, HOB, VEX = moderator("oakley"), moderator("hob"), standing("vex")
ELSEWHERE = Community(Platform.DISCORD, "elsewhere")
UPHELD, OVERTURNED = AppealState.UPHELD, AppealState.OVERTURNED


async def appeal(door: Door, *, by: str = "vex", text: str = "I was joking.") -> Appeal:
    opened = await door.appeals.open(INN, 1, by=by, text=text)
    await door.dispatcher.drain()
    return opened


async def decide(door: Door, ends: AppealState, *, by: object = HOB, answer: str = "") -> Appeal:
    decided = await door.appeals.decide(INN, 1, ends, by=by, over=[VEX], answer=answer)
    await door.dispatcher.drain()
    return decided


# ---------------------------------------------------------------- speaking against a case


async def test_an_appeal_is_kept_and_moderators_hear_of_it(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        opened = await appeal(door, text=" I was joking.\x00 ")
        waiting = await door.appeals.waiting(INN)
        lines = [line.entry async for line in door.archive.audit()]
    assert (opened.number, opened.by, opened.text) == (1, "vex", "I was joking.")
    assert list(waiting) == [opened]
    assert called(enforcer) == ["ban", "alert_moderators"]
    assert ("appeal.opened", "vex", 1) in [(line.kind, line.actor, line.case) for line in lines]
    assert "joking" not in str(lines)


async def test_two_clicks_at_once_make_one_appeal(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        answers = await asyncio.gather(appeal(door), appeal(door), return_exceptions=True)
        waiting = await door.appeals.waiting(INN)
    assert [type(answer) for answer in answers] == [Appeal, DeniedError]
    assert len(waiting) == 1


async def test_the_next_appeal_comes_two_days_after_the_answer(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        await appeal(door)
        door.clock.advance(NOON + timedelta(days=9))
        with pytest.raises(DeniedError, match="a moderator will answer"):
            await appeal(door)
        await decide(door, UPHELD)
        answered = door.clock.now()
        door.clock.advance(answered + PAUSE - minutes(1))
        with pytest.raises(DeniedError, match="from 2026-03-13 12:00 UTC on"):
            await appeal(door)
        door.clock.advance(answered + PAUSE)
        again = await appeal(door)
    assert again.number == 2


async def test_one_persons_answer_makes_nobody_else_wait(tmp_path: Path) -> None:
    raid = case(status=Status.APPLIED, accounts=("vex", "r1"))
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.ledger.commit(Changes(cases=(raid,)))
        await appeal(door)
        with pytest.raises(DeniedError, match="is open"):
            await appeal(door, by="r1")
        over = [VEX, standing("r1")]
        await door.appeals.decide(INN, 1, UPHELD, by=HOB, over=over)
        opened = await appeal(door, by="r1")
    assert opened.number == 2


@pytest.mark.parametrize(
    ("opened", "why"),
    [
        (case(status=Status.UNDONE), "Nothing of case 1"),
        (case(status=Status.VOID), "Nothing of case 1"),
        (case(status=Status.REFUSED), "Nothing of case 1"),
        (case(status=Status.FAILED), "Nothing of case 1"),
        (case(mode=Mode.OBSERVE, proposal=TIMEOUT), "Nothing of case 1"),
        (case(status=Status.APPLIED, actions=(Unban(user="vex"),)), "Nothing of case 1"),
        (case(author="mika", accounts=("mika",)), "no case 1 about you"),
        (case(2), "no case 1 about you"),
    ],
)
async def test_where_nothing_was_done_to_a_person_there_is_nothing_to_appeal(
    tmp_path: Path, opened: object, why: str
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.ledger.commit(Changes(cases=(opened,)))
        with pytest.raises(DeniedError, match=why):
            await appeal(door)
        assert await door.appeals.waiting(INN) == []


@pytest.mark.parametrize("status", [Status.APPLIED, Status.UNKNOWN, Status.EXPIRED])
async def test_what_was_done_can_be_appealed_also_once_it_is_over(
    tmp_path: Path, status: Status
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.ledger.commit(Changes(cases=(case(status=status, accounts=("vex", "r1")),)))
        opened = await appeal(door, by="r1")
    assert opened.by == "r1"


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2_001])
async def test_an_appeal_says_something_and_not_too_much(tmp_path: Path, text: str) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        with pytest.raises(DeniedError):
            await appeal(door, text=text)


async def test_an_appeal_in_another_community_finds_no_case(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        await appeal(door)
        with pytest.raises(DeniedError, match="no case 1 about you"):
            await door.appeals.open(ELSEWHERE, 1, by="vex", text="me?")
        with pytest.raises(DeniedError, match="no case 1 here"):
            await door.appeals.decide(ELSEWHERE, 1, UPHELD, by=HOB, over=[VEX])
        assert await door.appeals.waiting(ELSEWHERE) == []
        assert await door.appeals.of(ELSEWHERE, 1) == []


# ---------------------------------------------------------------- the answer


async def test_an_overturned_case_is_reversed_and_the_person_told(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        await appeal(door)
        decided = await decide(door, OVERTURNED, answer="You are right.")
        undone = await door.case(1)
        lines = [line.entry.kind async for line in door.archive.audit()]
    assert (decided.state, decided.decided_by, decided.decided_at) == (OVERTURNED, "hob", NOON)
    assert (undone.status, undone.ruling, undone.ruled_by) == (
        Status.UNDONE,
        Ruling.REVERSED,
        "hob",
    )
    assert called(enforcer) == ["ban", "alert_moderators", "unban", "alert_target"]
    assert "taken back.\nYou are right." in enforcer.orders[-1].action.text
    assert {"ruling.reversed", "appeal.overturned"} <= set(lines)


async def test_an_upheld_case_stays_as_it_is_and_the_person_is_told(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        done = await door.act(message(), decision(BAN, rung="ban"))
        await appeal(door)
        await decide(door, UPHELD)
        assert await door.case(1) == done
        assert await door.appeals.waiting(INN) == []
    assert called(enforcer) == ["ban", "alert_moderators", "alert_target"]


async def test_a_person_who_cannot_be_told_hinders_no_answer(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer([Outcome.APPLIED] * 3 + [Outcome.FORBIDDEN])
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        await appeal(door)
        await decide(door, OVERTURNED)
        undone = await door.case(1)
    assert [note.text for note in undone.notes] == ["alert_target: forbidden"]


@pytest.mark.parametrize("ends", [UPHELD, OVERTURNED])
async def test_whoever_ordered_it_answers_no_appeal_of_it(
    tmp_path: Path, ends: AppealState
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.order(BAN, by=OAKLEY, over=[VEX])
        await appeal(door)
        with pytest.raises(RefusedRulingError, match="Another moderator"):
            await decide(door, ends, by=OAKLEY)
        decided = await decide(door, ends, by=HOB)
    assert decided.state is ends


async def test_whoever_confirmed_it_answers_no_appeal_of_it(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        await door.review.confirm(INN, 1, by="hob")
        await appeal(door)
        with pytest.raises(RefusedRulingError, match="Another moderator"):
            await decide(door, OVERTURNED, by=HOB)


@pytest.mark.parametrize(
    ("by", "why"),
    [
        (moderator("vex"), "their own"),
        (moderator("hob", rank=0), "rank as high"),
        (moderator("hob", may=frozenset()), "the right to"),
    ],
)
async def test_whoever_may_not_rule_answers_no_appeal(tmp_path: Path, by: object, why: str) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        opened = await appeal(door)
        with pytest.raises(DeniedError, match=why):
            await decide(door, OVERTURNED, by=by)
        assert await door.appeals.waiting(INN) == [opened]


async def test_two_moderators_at_once_give_one_answer(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        await appeal(door)
        answers = await asyncio.gather(
            decide(door, OVERTURNED), decide(door, UPHELD, by=OAKLEY), return_exceptions=True
        )
    assert [type(answer) for answer in answers] == [Appeal, RefusedRulingError]
    assert called(enforcer).count("alert_target") == 1


async def test_without_an_open_appeal_there_is_nothing_to_answer(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        done = await door.act(message(), decision(BAN, rung="ban"))
        with pytest.raises(RefusedRulingError, match="Nobody's appeal"):
            await decide(door, OVERTURNED)
        assert await door.case(1) == done


async def test_an_appeal_of_a_case_taken_back_meanwhile_can_only_succeed(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        await appeal(door)
        await door.review.reverse(INN, 1, by="oakley")
        with pytest.raises(RefusedRulingError, match="nothing stands"):
            await decide(door, UPHELD)
        decided = await decide(door, OVERTURNED)
    assert decided.state is OVERTURNED


async def test_an_answer_is_not_to_leave_the_appeal_open(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(BAN, rung="ban"))
        await appeal(door)
        with pytest.raises(RefusedRulingError, match="upholding or overturning"):
            await decide(door, AppealState.OPEN)


async def test_an_answer_that_cannot_be_written_reverses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: Changes) -> None:
        raise StorageFullError("no room left")

    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        done = await door.act(message(), decision(BAN, rung="ban"))
        opened = await appeal(door)
        with monkeypatch.context() as full:
            full.setattr(door.ledger, "commit", refuse)
            with pytest.raises(StorageFullError):
                await decide(door, OVERTURNED)
        await door.dispatcher.drain()
        assert await door.case(1) == done
        assert await door.appeals.waiting(INN) == [opened]
    assert called(enforcer) == ["ban", "alert_moderators"]
