"""The memory's own search and forgetting: this community's rulings, nobody else's."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.app import House
from bot.screening import Screening
from engine.authority import DeniedError
from engine.events import Community, Place, Platform
from tests.builders import NOON, message, minutes, moderator, standing
from tests.engine.house import at_home, cases, judge

pytestmark = pytest.mark.asyncio(loop_scope="session")

HARSH = "nobody likes you, kill yourself"
OTHER = "you absolute clown"
ELSEWHERE = Community(Platform.DISCORD, "elsewhere")
OAKLEY = moderator()


def place(name: str) -> Place:
    """The memory is shared by these tests, so each has a community of its own."""
    return Place(Community(Platform.DISCORD, f"library-{name}"), "hall")


async def semantic(screening: Screening, text: str, community: Community) -> float:
    said = message(text, place=Place(community, "hall"))
    prediction = await screening.screener.screen(said, behaviour=0.0)
    return {weight.name: weight.value for weight in prediction.weights}["semantic"]


async def teach(house: House, where: Place, *texts: str) -> None:
    """A case for each text, confirmed by a moderator."""
    for number, text in enumerate(texts, start=1):
        at = NOON + minutes(10 * number)
        await judge(house, message(text, by=f"v{number}", place=where, at=at))
    for opened in await cases(house):
        await house.review.confirm(where.community, opened.number, by="oakley")


async def test_a_search_finds_the_same_words_first_and_then_what_is_alike(
    tmp_path: Path, screening: Screening
) -> None:
    where = place("search")
    async with at_home(tmp_path, screening) as house:
        await teach(house, where, HARSH, OTHER)
        found = await house.door.lessons.search(where.community, "CL0WN")
        alike = await house.door.lessons.search(where.community, "please just die")
        newest = await house.door.lessons.search(where.community, " \ud800 ", limit=1)
    assert [each.lesson.text for each in found] == [OTHER, "nobody likes you, kill yourself"]
    assert alike[0].lesson.text == "nobody likes you, kill yourself"
    assert alike[0].similarity > alike[1].similarity
    assert len(newest) == 1


async def test_a_search_stays_within_its_community(tmp_path: Path, screening: Screening) -> None:
    where = place("border")
    async with at_home(tmp_path, screening) as house:
        await teach(house, where, HARSH)
        assert await house.door.lessons.search(ELSEWHERE, "kill") == []


async def test_forgetting_restores_every_score_to_the_last_bit(
    tmp_path: Path, screening: Screening
) -> None:
    where = place("forget")
    before = [await semantic(screening, text, where.community) for text in (HARSH, OTHER)]
    async with at_home(tmp_path, screening) as house:
        await teach(house, where, HARSH, OTHER)
        taught = [await semantic(screening, text, where.community) for text in (HARSH, OTHER)]
        for found in await house.door.lessons.search(where.community):
            await house.door.lessons.forget(where.community, found.lesson.id, by=OAKLEY)
        after = [await semantic(screening, text, where.community) for text in (HARSH, OTHER)]
        lines = [line.entry async for line in house.archive.audit()]
        assert await house.archive.patterns() == []
    assert taught != before
    assert after == before
    assert [line.kind for line in lines][-2:] == ["memory.forgotten"] * 2
    assert lines[-1].actor == "oakley"


async def test_a_forgotten_lesson_leaves_no_words_behind(
    tmp_path: Path, screening: Screening
) -> None:
    where = place("words")
    async with at_home(tmp_path, screening) as house:
        await teach(house, where, OTHER)
        (found,) = await house.door.lessons.search(where.community)
        await house.door.lessons.forget(where.community, found.lesson.id, by=OAKLEY)
    with closing(sqlite3.connect(tmp_path / "haven.db")) as file:
        rows = file.execute("SELECT text, vector, revoked FROM patterns").fetchall()
    assert rows == [("", b"", 1)]


@pytest.mark.parametrize("why", ["no such ruling", "the right to review"])
async def test_what_is_not_here_or_not_allowed_is_not_forgotten(
    tmp_path: Path, screening: Screening, why: str
) -> None:
    where = place(f"refusal-{why}")
    by = OAKLEY if why == "no such ruling" else standing("mika", rank=9)
    community = ELSEWHERE if why == "no such ruling" else where.community
    async with at_home(tmp_path, screening) as house:
        await teach(house, where, OTHER)
        (found,) = await house.door.lessons.search(where.community)
        with pytest.raises(DeniedError, match=why):
            await house.door.lessons.forget(community, found.lesson.id, by=by)
        assert await house.door.lessons.search(where.community) == [found]


async def test_a_lesson_is_forgotten_once(tmp_path: Path, screening: Screening) -> None:
    where = place("twice")
    async with at_home(tmp_path, screening) as house:
        await teach(house, where, OTHER)
        (found,) = await house.door.lessons.search(where.community)
        await house.door.lessons.forget(where.community, found.lesson.id, by=OAKLEY)
        with pytest.raises(DeniedError, match="no such ruling"):
            await house.door.lessons.forget(where.community, found.lesson.id, by=OAKLEY)
