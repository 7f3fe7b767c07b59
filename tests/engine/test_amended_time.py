"""Another measure in place of one that has begun: what was served counts."""

from pathlib import Path

import pytest

from engine.cases import Status
from engine.policy.ladder import Rung
from engine.review import RefusedRulingError
from tests.builders import NOON, minutes
from tests.engine.door import ScriptedEnforcer, called, open_door
from tests.engine.ladder import open_case, step, timeout


async def test_a_lighter_time_out_counts_what_was_served(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.TIMEOUT_24_HOURS)
        door.clock.advance(NOON + minutes(20))
        lighter = await step(door, "lighter")
    assert lighter.actions[0] == timeout(40)
    assert lighter.expires_at == NOON + minutes(60)


async def test_a_lighter_time_out_that_was_served_is_over(tmp_path: Path) -> None:
    enforcer = ScriptedEnforcer()
    async with open_door(tmp_path, enforcer) as door:
        await open_case(door, Rung.TIMEOUT_24_HOURS)
        door.clock.advance(NOON + minutes(90))
        lighter = await step(door, "lighter")
    assert called(enforcer)[-1] == "untimeout"
    assert (lighter.status, lighter.rung) == (Status.EXPIRED, "timeout_1_hour")


async def test_a_lighter_time_out_never_lasts_longer_than_the_former(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.TIMEOUT_24_HOURS)
        door.clock.advance(NOON + minutes(55))
        first = await step(door, "lighter")
        second = await step(door, "lighter")
    assert (first.expires_at, second.expires_at) == (NOON + minutes(60), NOON + minutes(60))


async def test_harsher_still_works_once_the_time_out_has_ended(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.TIMEOUT_10_MINUTES)
        door.clock.advance(NOON + minutes(15))
        await door.review.end_due()
        harsher = await step(door, "harsher")
    assert (harsher.status, harsher.expires_at) == (Status.APPLIED, NOON + minutes(75))


async def test_lighter_is_refused_once_it_is_over(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await open_case(door, Rung.TIMEOUT_10_MINUTES)
        door.clock.advance(NOON + minutes(15))
        await door.review.end_due()
        with pytest.raises(RefusedRulingError, match="over already"):
            await step(door, "lighter")
