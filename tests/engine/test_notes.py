"""Notes, reasons and void: what moderators write into cases, and how they strike them off."""

from pathlib import Path

import pytest

from engine.amendments import MOST_NOTES
from engine.authority import DeniedError
from engine.cases import Status
from engine.events import Community, Platform
from engine.policy.ladder import Rung
from engine.review import RefusedRulingError
from tests.builders import INN, NOON, message, minutes, policy
from tests.engine.door import ScriptedEnforcer, called, open_door
from tests.engine.ladder import WHY, open_case

ELSEWHERE = Community(Platform.DISCORD, "elsewhere")


async def test_a_note_says_who_and_when_and_the_audit_holds_no_words(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.WARN)
        await door.amendments.note(INN, 1, " known from before ", by="oakley")
        noted = await door.case(1)
        lines = [line.entry async for line in door.archive.audit()]
    (note,) = noted.notes
    assert (note.by, note.at, note.text) == ("oakley", NOON, "known from before")
    assert (lines[-1].kind, lines[-1].actor) == ("case.noted", "oakley")
    assert "known" not in str(lines)


async def test_another_reason_keeps_the_former_one_as_a_note(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.WARN)
        await door.amendments.give_reason(INN, 1, "Third time this week.", by="oakley")
        changed = await door.case(1)
    assert changed.reason == "Third time this week."
    assert [note.text for note in changed.notes] == [f"The reason was: {WHY}"]


@pytest.mark.parametrize("verb", ["note", "give_reason"])
async def test_words_that_cannot_be_kept_change_nothing(tmp_path: Path, verb: str) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        done = await open_case(door, Rung.WARN)
        for text in ("", "x" * 1_001):
            with pytest.raises(DeniedError):
                await getattr(door.amendments, verb)(INN, 1, text, by="oakley")
        with pytest.raises(RefusedRulingError, match="no case 2"):
            await getattr(door.amendments, verb)(INN, 2, "hello", by="oakley")
        assert await door.case(1) == done


async def test_a_case_takes_so_many_notes_and_no_more(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.WARN)
        for number in range(MOST_NOTES):
            await door.amendments.note(INN, 1, f"note {number}", by="oakley")
        with pytest.raises(RefusedRulingError, match="enough"):
            await door.amendments.note(INN, 1, "one more", by="oakley")


async def test_a_void_case_takes_everything_back_and_counts_for_nothing(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.MUTE)
        await door.review.confirm(INN, 1, by="oakley")
        await door.amendments.void(INN, 1, by="hob")
        await door.dispatcher.drain()
        void = await door.case(1)
        strikes = door.docket.footing(message(at=NOON + minutes(5)), policy()).strikes
        with pytest.raises(RefusedRulingError, match="taken back"):
            await door.amendments.void(INN, 1, by="oakley")
    assert called(enforcer) == ["mute", "hide", "unmute", "restore"]
    assert (void.status, void.ruling, strikes) == (Status.VOID, None, 0.0)
