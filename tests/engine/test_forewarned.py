"""An early warning in a whole house: a quiet case, which teaches and costs nothing."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import House
from bot.screening import Screening
from connectors.simulated import SimulatedEnforcer
from engine.cases import Case, Ruling
from engine.events import Community, Message, Place, Platform
from engine.policy.community import CommunityPolicy
from engine.verdict import Mode
from tests.builders import NOON, message
from tests.engine.house import at_home, cases, judge

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUARREL = (
    "the queues are shorter since the patch",
    "only because people left",
    "you dont know that. where does it say that",
    "it says so in the notes. did you even read the notes",
    "yes i did read them and you just made that up",
    "no i did not. you clearly never got past the first line",
    "you never read what anyone says and then you tell us what we mean",
    "you keep saying no and you have no argument",
)
PATIENT = ("i think so, thank you", "maybe you are right", "i see, that makes sense", "perhaps")
# The memory of rulings is shared by these tests, so each has a community of its own.
HERE = Community(Platform.DISCORD, "debaters")
CLUB = Place(HERE, "club")


def talk(texts: tuple[str, ...], place: Place = CLUB) -> list[Message]:
    two = ("anton", "mirte")
    return [
        message(
            text,
            by=two[n % 2],
            targets=(two[(n + 1) % 2],),
            place=place,
            at=NOON + timedelta(seconds=25 * n),
        )
        for n, text in enumerate(texts)
    ]


async def quarrelled(house: House, place: Place = CLUB) -> Case:
    for said in talk(QUARREL, place):
        await judge(house, said)
    (opened,) = await cases(house)
    return opened


@pytest.mark.parametrize("mode", Mode)
async def test_a_quarrel_becomes_one_quiet_case_in_every_mode(
    tmp_path: Path, screening: Screening, mode: Mode
) -> None:
    enforcer = SimulatedEnforcer()
    async with at_home(tmp_path, screening, mode=mode, enforcer=enforcer) as house:
        opened = await quarrelled(house)
    assert opened.foretells
    assert {opened.author, opened.target} == {"anton", "mirte"}
    told = [] if mode is Mode.OBSERVE else ["alert_moderators"]
    assert [order.action.type for order in enforcer.orders] == told


async def test_a_friendly_talk_becomes_none(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening) as house:
        for said in talk(PATIENT * 3):
            await judge(house, said)
        assert await cases(house) == []


@pytest.mark.parametrize("ruling", Ruling)
async def test_a_ruling_on_it_teaches_the_memory_nothing(
    tmp_path: Path, screening: Screening, ruling: Ruling
) -> None:
    place = Place(Community(Platform.DISCORD, f"debaters-{ruling}"), "club")
    async with at_home(tmp_path, screening) as house:
        opened = await quarrelled(house, place)
        rule = house.review.confirm if ruling is Ruling.CONFIRMED else house.review.reverse
        ruled = await rule(place.community, opened.number, by="oakley")
        found = await house.door.lessons.search(place.community)
        patterns = await house.archive.patterns()
    assert ruled.ruling is ruling
    assert [found, list(patterns)] == [[], []]


async def test_it_costs_nobody_a_strike_and_brings_no_relief(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        opened = await quarrelled(house)
        said = message("hello", by=opened.author, place=CLUB, at=NOON + timedelta(minutes=9))
        footing = house.door.docket.footing(said, CommunityPolicy())
        people = [record async for record in house.archive.people()]
    assert (footing.strikes, footing.fresh) == (0.0, None)
    relieved = {record.values["relieved"] for record in people if record.kind == "target"}
    assert relieved == {None}
