"""Which accounts are one person's: from when on, for whom it counts, and how it ends."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.changes import AuditEntry
from engine.homes import Homes
from tests.builders import NOON
from tests.engine.door import Door, ScriptedEnforcer, open_door
from tests.engine.linked import (
    HOME,
    HOMES,
    LONELY_STAGE,
    SECOND_STAGE,
    STAGE,
    STRANGE_HOME,
    STRANGE_STAGE,
    Known,
    known_to,
    link,
    linking_at,
)


async def lines(door: Door) -> list[AuditEntry]:
    return [line.entry async for line in door.archive.audit()]


async def tied(door: Door) -> Known:
    known = linking_at(door)
    await known.links.tie(link(), channel=STAGE)
    return known


async def test_two_linked_accounts_share_a_record_in_all_channels_of_their_home(
    tmp_path: Path,
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        shared = (await tied(door)).links.shared_with
        there = shared(HOME, "vex")
        back = shared(STAGE, "900"), shared(SECOND_STAGE, "900")
    assert list(there) == [(STAGE, "900"), (SECOND_STAGE, "900")]
    assert back == (((HOME, "vex"),), ((HOME, "vex"),))


@pytest.mark.parametrize(
    ("community", "person"),
    [
        (HOME, "900"),
        (HOME, "mika"),
        (STAGE, "vex"),
        (STRANGE_STAGE, "900"),
        (STRANGE_HOME, "vex"),
        (LONELY_STAGE, "900"),
    ],
)
async def test_nobody_else_shares_anything(tmp_path: Path, community: object, person: str) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = await tied(door)
        assert not known.links.shared_with(community, person)  # type: ignore[arg-type]


async def test_a_link_counts_only_while_the_server_allows_it(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = await tied(door)
        known.forbidden.add(HOME)
        forbidden = known.links.shared_with(HOME, "vex"), known.links.shared_with(STAGE, "900")
        stands = known.links.of(HOME, "vex")
        known.forbidden.clear()
        again = known.links.shared_with(STAGE, "900")
    assert forbidden == ((), ())
    assert stands == link()
    assert again == ((HOME, "vex"),)


async def test_a_link_outlasts_a_restart_until_it_is_ended(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await tied(door)
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        known.links.restore(await door.archive.links())
        kept = known.links.of(STAGE, "900")
        ended = await known.links.part(SECOND_STAGE, "900")
        left = known.links.of(HOME, "vex")
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        rows = await door.archive.links()
    assert (kept, ended, left, list(rows)) == (link(), True, None, [])


async def test_ending_what_is_not_there_changes_nothing(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = linking_at(door)
        assert not await known.links.part(HOME, "vex")
        assert not await known.links.part(LONELY_STAGE, "900")
        assert await lines(door) == []


async def test_the_audit_tells_of_each_account_in_its_own_place_and_of_both_in_no_line(
    tmp_path: Path,
) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        known = await tied(door)
        await known.links.part(STAGE, "900")
        told = await lines(door)
    assert [(entry.kind, entry.community, entry.actor) for entry in told] == [
        ("link.made", HOME, "vex"),
        ("link.made", STAGE, "900"),
        ("link.ended", HOME, "vex"),
        ("link.ended", STAGE, "900"),
    ]
    assert all(entry.detail == {} for entry in told)


async def test_a_link_dies_with_the_last_channel_of_its_home(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await tied(door)
        left = linking_at(door, homes=Homes({STRANGE_STAGE: STRANGE_HOME}))
        left.links.restore(await door.archive.links())
        await left.links.part_strays()
        rows, told = await door.archive.links(), (await lines(door))[-1]
        gone = left.links.of(HOME, "vex")
    assert (list(rows), gone) == ([], None)
    assert (told.kind, told.actor, told.detail) == ("link.ended", "haven", {"person": "vex"})


async def test_a_home_that_loses_one_of_its_channels_keeps_its_links(tmp_path: Path) -> None:
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        await tied(door)
        smaller = Homes(
            {channel: home for channel, home in HOMES.channels.items() if channel != STAGE}
        )
        left = linking_at(door, homes=smaller)
        left.links.restore(await door.archive.links())
        await left.links.part_strays()
        shared = left.links.shared_with(HOME, "vex")
    assert list(shared) == [(SECOND_STAGE, "900")]


async def test_whoever_is_slower_to_end_a_link_leaves_the_next_one_alone(tmp_path: Path) -> None:
    """Between the two, the same accounts may have been linked again."""
    async with open_door(tmp_path, ScriptedEnforcer()) as door:
        later = replace(link(), linked_at=NOON.replace(hour=13))

        class Slow:
            """Has the accounts linked anew while the end of the old link is being written."""

            async def commit(self, changes: object) -> None:
                known.links.restore([later])

        known = known_to(Slow(), door.clock)
        known.links.restore([link()])
        await known.links.part(HOME, "vex")
        assert known.links.of(HOME, "vex") == later
