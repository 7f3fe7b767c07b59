"""A week's report from what the door really wrote."""

from datetime import timedelta
from pathlib import Path

from engine.actions import Outcome
from engine.cases import Case
from engine.changes import Changes
from engine.clock import EventClock
from engine.events import Community, Platform
from engine.shares import Share
from engine.weekly import Exposed, WeekReport
from engine.weeks import Weeks
from tests.builders import INN, NOON, decision, message, minutes, policy, verdict
from tests.engine.door import Door, ScriptedEnforcer, open_door


async def attack(door: Door, minute: float, *, acts: bool = True) -> Case | None:
    """Harmful words at Mika, with which Haven deals or not."""
    said = message("get lost", at=NOON + minutes(minute))
    door.clock.advance(said.sent_at)
    judged = verdict(said, decision() if acts else None)
    written = Changes(verdicts=(judged,))
    opened = await door.moderator.carry_out(said, judged, policy(), written)
    await door.dispatcher.drain()
    return opened


async def report(door: Door, community: Community = INN, **asked: object) -> WeekReport:
    clock = EventClock(NOON + timedelta(hours=1))
    weeks = Weeks(archive=door.archive, harms=door.archive.harms, clock=clock)
    return await weeks.report(community, **asked)  # type: ignore[arg-type]


async def test_relief_comes_with_the_first_action_that_the_platform_let_happen(
    tmp_path: Path,
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer([Outcome.FORBIDDEN])) as door:
        await attack(door, 0)
        await attack(door, 4, acts=False)
        await attack(door, 7)
        await attack(door, 9, acts=False)
        seen = await report(door)
    assert seen.exposed == (Exposed(person="mika", before=3, after=1),)
    assert (seen.relief.waits, seen.messages, seen.cases) == ((minutes(7),), 4, 2)


async def test_a_ruling_counts_and_what_was_fine_hurt_nobody(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        opened = await attack(door, 0)
        assert opened is not None
        await door.review.reverse(INN, opened.number, by="oakley")
        seen = await report(door)
    assert (seen.overturned, seen.harmful, seen.exposed) == (Share(1, 1), 0, ())


async def test_only_one_community_and_one_span_are_looked_at(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await attack(door, 0)
        elsewhere = await report(door, Community(Platform.DISCORD, "mill"))
        later = await report(door, days=2, until=NOON + timedelta(days=3))
    assert elsewhere.is_quiet
    assert (later.cases, later.former.cases, later.former.harmful) == (0, 1, 1)
