"""What the platform's answers make of a case."""

from pathlib import Path

from engine.actions import Hide, Outcome, Timeout
from engine.cases import Status
from tests.builders import decision, message, minutes
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
