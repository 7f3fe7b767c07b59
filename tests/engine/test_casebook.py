"""What the platform's answers make of a case."""

from pathlib import Path

import pytest

from engine.actions import Hide, Outcome, Timeout
from engine.cases import Case, Status
from engine.changes import Changes
from engine.ports import StorageFullError
from tests.builders import INN, decision, message, minutes
from tests.engine.door import ScriptedEnforcer, open_door

MAIN = Timeout(user="vex", duration=minutes(10))
OTHER = Hide(user="vex", message="m1")


async def test_the_main_calls_answer_is_the_cases(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer([Outcome.FORBIDDEN])) as door:
        answered = await door.act(message(), decision(MAIN, OTHER))
    assert (answered.status, answered.outcome) == (Status.REFUSED, Outcome.FORBIDDEN)


async def test_another_calls_answer_changes_no_case(tmp_path: Path) -> None:
    script = [Outcome.APPLIED, Outcome.FORBIDDEN]
    async with open_door(tmp_path, ScriptedEnforcer([*script])) as door:
        answered = await door.act(message(), decision(MAIN, OTHER))
    assert (answered.status, answered.outcome) == (Status.APPLIED, Outcome.APPLIED)


async def test_every_answer_is_in_the_audit_log(tmp_path: Path) -> None:
    script = [Outcome.APPLIED, Outcome.FORBIDDEN]
    async with open_door(tmp_path, ScriptedEnforcer([*script])) as door:
        await door.act(message(), decision(MAIN, OTHER))
        kinds = [line.entry.kind async for line in door.archive.audit()]
    assert kinds == ["case.opened", "call.applied", "call.forbidden"]


async def test_who_follows_cases_hears_of_each_as_it_has_been_written(tmp_path: Path) -> None:
    heard: list[Status] = []

    def hear(case: Case) -> None:
        heard.append(case.status)

    async with open_door(tmp_path, ScriptedEnforcer(), hear=hear) as door:
        await door.act(message(), decision(MAIN))
        await door.review.reverse(INN, 1, by="oakley")
    assert heard == [Status.PENDING, Status.APPLIED, Status.UNDONE]


async def test_what_could_not_be_written_is_not_heard_of(tmp_path: Path) -> None:
    heard: list[Case] = []
    full = StorageFullError("no room left")

    class Full:
        async def commit(self, changes: Changes) -> None:
            raise full

    async with open_door(tmp_path, ScriptedEnforcer(), hear=heard.append) as door:
        door.casebook._ledger = Full()
        with pytest.raises(StorageFullError):
            await door.act(message(), decision(MAIN))
    assert heard == []


async def test_a_crowds_case_is_at_hand_as_it_was_written_last(tmp_path: Path) -> None:
    """For a raid of 3,000 reading it back for each message took as long as judging them all."""
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(MAIN, campaign="c1"))
        grown = await door.act(message("m2", by="hob"), decision(OTHER, campaign="c1"))
        at_hand = await door.casebook.case(INN, 1)
        again = await door.casebook.case(INN, 1)
    assert at_hand == grown
    assert at_hand is again


async def test_everybody_elses_cases_are_read_as_they_are_on_disk(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await door.act(message(), decision(MAIN))
        assert await door.casebook.case(INN, 1) is not await door.casebook.case(INN, 1)
