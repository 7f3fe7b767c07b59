"""Links among a person's rights: shown and taken along on either side, ended by erasing one."""

import json
from pathlib import Path

import pytest

from bot.app import House
from bot.screening import Screening
from bot.settings import Settings
from engine.actions import Timeout
from engine.authority import DeniedError
from engine.changes import Changes, Journaled
from engine.events import Community
from tests.builders import NOON, decision, message, minutes, policy, verdict
from tests.engine.house import at_home
from tests.engine.linked import CHAT, HOME, STAGE
from tests.engine.planted import rows

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.promise("S14")]

MEMBER, VIEWER = "4711004711", "9001009001"
SIDES = [(HOME, MEMBER), (STAGE, VIEWER)]
ON = Settings(twitch={"servers": {"501": "4001"}}, policy={"link_accounts": True})  # type: ignore[arg-type]


async def tie(house: House) -> None:
    await house.linking.redeem(STAGE, VIEWER, house.linking.offer(HOME, MEMBER))


def traces(folder: Path) -> list[str]:
    return [table for table, row in rows(folder) if MEMBER in row or VIEWER in row]


@pytest.mark.parametrize(("community", "person"), SIDES)
async def test_a_link_is_shown_and_taken_along_on_either_side(
    tmp_path: Path, screening: Screening, community: Community, person: str
) -> None:
    async with at_home(tmp_path, screening, settings=ON) as house:
        await tie(house)
        shown = await house.privacy.show(community, person)
        document = json.loads(await house.privacy.export(community, person))
    assert shown["links"] == 1
    assert document["rows"]["links"] == [
        {"discord": MEMBER, "twitch": VIEWER, "linked_at": NOON.isoformat()}
    ]


@pytest.mark.parametrize(("community", "person"), SIDES)
async def test_erasing_one_side_ends_the_link_for_both(
    tmp_path: Path, screening: Screening, community: Community, person: str
) -> None:
    async with at_home(tmp_path, screening, settings=ON) as house:
        await tie(house)
        assert traces(tmp_path) == ["links"]
        erasure = await house.privacy.erase(community, person)
        left = [house.linking.link_of(where, who) for where, who in SIDES]
        again = await house.privacy.erase(community, person)
        shown = [await house.privacy.show(where, who) for where, who in SIDES]
    assert (erasure.rows["links"], again.rows["links"]) == (1, 0)
    assert (left, traces(tmp_path)) == ([None, None], [])
    assert all("links" not in each for each in shown)


async def test_a_code_from_before_an_erasure_links_nobody(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening, settings=ON) as house:
        code = house.linking.offer(HOME, MEMBER)
        await house.privacy.erase(HOME, MEMBER)
        with pytest.raises(DeniedError):
            await house.linking.redeem(STAGE, VIEWER, code)
    assert traces(tmp_path) == []


async def test_a_link_of_somebody_else_is_left_alone(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening, settings=ON) as house:
        await tie(house)
        await house.privacy.erase(HOME, VIEWER)
        await house.privacy.erase(STAGE, MEMBER)
        assert house.linking.link_of(HOME, MEMBER)


async def rule_in_the_channel(house: House) -> None:
    """By the name that a member of the server has in the records of its channels."""
    said = message("get lost", by=VIEWER, place=CHAT)
    judged = verdict(said, decision(Timeout(user=VIEWER, duration=minutes(10))))
    written = Changes(events=(Journaled(said),), verdicts=(judged,))
    opened = await house.door.moderator.carry_out(said, judged, policy(), written)
    assert opened is not None
    await house.dispatcher.drain()
    await house.review.confirm(STAGE, opened.number, by=f"discord:{MEMBER}")


async def test_what_a_member_ruled_in_the_servers_channels_is_shown_and_forgotten_too(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening, settings=ON) as house:
        await rule_in_the_channel(house)
        shown = await house.privacy.show(HOME, MEMBER)
        document = json.loads(await house.privacy.export(HOME, MEMBER))
        erasure = await house.privacy.erase(HOME, MEMBER)
        case = await house.archive.case(STAGE, 1)
    assert shown["audit"] == 1
    assert STAGE.id in {line.get("channel") for line in document["rows"]["audit"]}
    assert (erasure.rows["cases"], erasure.kept, erasure.elsewhere) == (1, (), 0)
    assert case is not None
    assert (case.author, case.ruled_by) == (VIEWER, "erased")
    assert not [table for table, row in rows(tmp_path) if MEMBER in row]
