"""A card is shown as soon as Discord is well again, once, and as its case is by then."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cogs.court import open_court
from tests.cogs.wall import Wall
from tests.running import PATIENCE, running

POSTS = "/channels/*/messages"


@pytest.fixture
async def wall(tmp_path: Path) -> AsyncIterator[Wall]:
    async with open_court(tmp_path) as court:
        yield Wall(court)


async def test_a_card_is_tried_until_discord_is_well_again_and_ever_more_rarely(
    wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    opened = await wall.open()
    room = wall.room(wall.court.community)
    # Without pictures, which take long to paint.
    await room.set_permissions(room.guild.me, attach_files=False)
    wall.court.env.inject_error("POST", POSTS, status=503, times=8)
    wall.board.changed(opened)

    async with running(wall.board.run(wall.room)), asyncio.timeout(PATIENCE):
        await wall.notes.shown.wait()

    assert wall.pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    assert caplog.messages.count("card not shown") == 8


async def test_a_card_that_discord_cannot_take_waits_behind_the_others(wall: Wall) -> None:
    await wall.open()
    await wall.court.open(by="mika")
    wall.court.env.inject_error("POST", POSTS, status=503, times=1)
    wall.board.changed(await wall.court.case(1))
    wall.board.changed(await wall.court.case(2))

    assert not await wall.board.catch_up(wall.room)
    wall.court.env.inject_error("POST", POSTS, status=503, times=None)
    assert not await wall.board.catch_up(wall.room)

    posts = [call for call in wall.court.env.http_requests if call.path.endswith("/messages")]
    assert len(posts) == 2
    assert set(wall.notes.kept) == {(wall.court.community, 1), (wall.court.community, 2)}


async def test_a_refused_card_is_not_tried_again(wall: Wall) -> None:
    opened = await wall.open()
    wall.court.env.inject_error("POST", POSTS, status=403, code=50_013)
    await wall.show(opened)
    assert await wall.cards() == []


async def test_a_card_whose_answer_got_lost_is_found_and_shows_the_case_as_it_is_by_then(
    wall: Wall,
) -> None:
    await wall.show(await wall.open())
    (key,) = wall.notes.kept
    wall.notes.kept[key] = f"{wall.court.mod_log.id}:0:"
    wall.board = wall.fresh()

    await wall.show(await wall.court.door.review.reverse(wall.court.community, 1, by="900"))

    (card,) = await wall.cards()
    assert "**Reversed** by" in wall.court.text(card)
    assert wall.notes.kept[key].startswith(f"{wall.court.mod_log.id}:{card.id}:")


async def test_a_card_of_which_nothing_arrived_is_posted_after_all(wall: Wall) -> None:
    opened = await wall.open()
    wall.notes.kept[wall.court.community, 1] = f"{wall.court.mod_log.id}:0:"
    await wall.show(opened)
    assert len(await wall.cards()) == 1


async def test_a_card_that_is_being_sent_is_noted_before_anybody_sees_it(wall: Wall) -> None:
    opened = await wall.open()
    wall.court.env.inject_error("POST", POSTS, status=503)
    wall.board.changed(opened)
    await wall.board.catch_up(wall.room)
    assert wall.notes.kept == {(wall.court.community, 1): f"{wall.court.mod_log.id}:0:"}
