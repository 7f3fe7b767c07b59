"""Erased people of whom something is in force, or in whose cases others have a part."""

from pathlib import Path

import pytest

from bot.screening import Screening
from engine.actions import Ban, Mute, Timeout, Warn
from engine.cases import Case, Status
from engine.changes import Changes, Setting
from engine.events import (
    Place,
)
from tests.builders import NOON, case, minutes, policy
from tests.engine.house import at_home, cases
from tests.engine.planted import PERSON, WORDS, place, planted, traces

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.promise("S14")]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.APPLIED, "actions": (Ban(user=PERSON),)},
        {"status": Status.UNKNOWN, "actions": (Timeout(user=PERSON, duration=minutes(9)),)},
        {"status": Status.PENDING},
        {"status": Status.APPLIED, "actions": (Warn(user=PERSON, text="x"),), "needs_human": True},
    ],
)
async def test_what_is_in_force_stays_until_it_has_ended(
    tmp_path: Path, screening: Screening, changes: dict[str, object]
) -> None:
    where = place("force")
    standing_case = about(where, **changes)
    async with at_home(tmp_path, screening) as house:
        await house.ledger.commit(Changes(cases=(standing_case,)))
        erasure = await house.privacy.erase(where.community, PERSON)
        (kept,) = await cases(house)
        await house.review.reverse(where.community, 1, by="oakley")
        await house.dispatcher.drain()
        again = await house.privacy.erase(where.community, PERSON)
    assert (erasure.kept, kept) == ((1,), standing_case)
    assert (again.kept, traces(tmp_path)) == ((), [])


def about(where: Place, **changes: object) -> Case:
    parts = {"place": where, "author": PERSON, "accounts": (PERSON,), "target": None}
    return case(**{**parts, **changes})


async def test_a_warning_that_was_read_goes_and_is_no_strike_any_more(
    tmp_path: Path, screening: Screening
) -> None:
    where = place("warned")
    warned = about(
        where, status=Status.APPLIED, actions=(Warn(user=PERSON, text=WORDS),), rung="warn"
    )
    async with at_home(tmp_path, screening) as house:
        await house.ledger.commit(Changes(cases=(warned,)))
        house.door.docket.enter(warned)
        await house.privacy.erase(where.community, PERSON)
        footing = house.door.docket.footing(planted(where, after=5), policy())
    assert (footing.strikes, traces(tmp_path)) == (0.0, [])


async def test_how_somebody_is_muted_is_known_until_the_mute_has_ended(
    tmp_path: Path, screening: Screening
) -> None:
    where = place("mute")
    note = Setting(community=where.community, key=f"former:mute:{PERSON}", value='{"case": 1}')
    in_force = about(where, status=Status.APPLIED, actions=(Mute(user=PERSON),))
    async with at_home(tmp_path, screening) as house:
        await house.ledger.commit(Changes(cases=(in_force,), settings=(note,)))
        await house.privacy.erase(where.community, PERSON)
        assert await house.archive.setting(where.community, note.key) == note.value
        await house.review.reverse(where.community, 1, by="oakley")
        await house.dispatcher.drain()
        await house.privacy.erase(where.community, PERSON)
    assert traces(tmp_path) == []


async def test_one_of_many_goes_and_the_others_case_stays_theirs(
    tmp_path: Path, screening: Screening
) -> None:
    where = place("many")
    raid = case(
        place=where,
        author="r1",
        accounts=("r1", PERSON),
        status=Status.APPLIED,
        rung="raid",
        actions=(Warn(user="r1", text="a raid"),),
        target=PERSON,
    )
    async with at_home(tmp_path, screening) as house:
        await house.ledger.commit(Changes(cases=(raid,)))
        await house.privacy.erase(where.community, PERSON)
        (left,) = await cases(house)
    assert (left.accounts, left.target, left.reason) == (("r1", "erased"), None, raid.reason)


async def test_a_moderator_who_goes_leaves_the_rulings(
    tmp_path: Path, screening: Screening
) -> None:
    where = place("moderator")
    ruled = case(place=where, ordered_by=PERSON, ruled_by=PERSON, status=Status.APPLIED)
    async with at_home(tmp_path, screening) as house:
        await house.ledger.commit(Changes(cases=(ruled.noted("mine", by=PERSON, at=NOON),)))
        await house.privacy.erase(where.community, PERSON)
        (left,) = await cases(house)
    assert (left.ordered_by, left.ruled_by, left.notes[0].by) == ("erased",) * 3
    assert (left.author, left.reason) == (ruled.author, ruled.reason)
