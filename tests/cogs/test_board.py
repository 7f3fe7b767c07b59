"""The mod-log: one card for each case, which goes on to show it as it is."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.actions import AlertModerators
from engine.events import Community, Place, Platform
from engine.ports import StorageError
from engine.verdict import Mode
from tests.builders import case
from tests.cogs.court import open_court
from tests.cogs.wall import Wall
from tests.running import PATIENCE, running


@pytest.fixture
async def wall(tmp_path: Path) -> AsyncIterator[Wall]:
    async with open_court(tmp_path) as court:
        yield Wall(court)
        bodies = list(court.bodies())
        assert [body.get("allowed_mentions") for body in bodies] == [{"parse": []}] * len(bodies)


async def test_a_case_gets_one_card_which_is_changed_with_it(wall: Wall) -> None:
    opened = await wall.open(mode=Mode.ASSIST)
    await wall.show(opened)
    (card,) = await wall.cards()
    assert "**Asked of you:**" in wall.court.text(card)

    ruled = await wall.court.door.review.confirm(wall.court.community, 1, by="900")
    await wall.show(ruled)

    (same,) = await wall.cards()
    assert same.id == card.id
    assert "**Asked of you:**" not in wall.court.text(card)
    assert "**Confirmed** by" in wall.court.text(card)


async def test_a_card_of_an_earlier_run_is_known(wall: Wall) -> None:
    await wall.show(await wall.open())
    wall.board = wall.fresh()
    await wall.show(await wall.court.door.review.reverse(wall.court.community, 1, by="900"))
    (card,) = await wall.cards()
    assert "**Reversed** by" in wall.court.text(card)


async def test_a_case_that_is_shown_as_it_is_costs_no_call(wall: Wall) -> None:
    opened = await wall.open()
    await wall.show(opened)
    calls = len(list(wall.court.bodies()))
    await wall.show(opened)
    assert len(list(wall.court.bodies())) == calls


async def test_a_click_lets_the_board_change_the_card_that_it_keeps(wall: Wall) -> None:
    await wall.show(await wall.open())
    (card,) = await wall.cards()
    ruled = await wall.court.door.review.reverse(wall.court.community, 1, by="900")
    room = wall.room(wall.court.community)
    assert await wall.board.refresh(room, wall.court.community, 1, card.id)
    assert "**Reversed** by" in wall.court.text(card)
    calls = len(list(wall.court.bodies()))
    await wall.show(ruled)
    assert len(list(wall.court.bodies())) == calls


async def test_a_copy_of_a_card_is_not_the_boards(wall: Wall) -> None:
    await wall.show(await wall.open())
    room = wall.room(wall.court.community)
    copy = await wall.court.post()
    here = wall.court.community
    assert not await wall.board.refresh(room, here, 1, copy.id)
    assert not await wall.board.refresh(None, here, 1, copy.id)
    assert not await wall.board.refresh(room, here, 404, copy.id)


async def test_a_card_that_a_moderator_deleted_does_not_come_back(wall: Wall) -> None:
    await wall.show(await wall.open())
    (card,) = await wall.cards()
    await card.delete()
    await wall.show(await wall.court.door.review.reverse(wall.court.community, 1, by="900"))
    assert await wall.cards() == []


async def test_what_changes_while_the_server_is_away_is_shown_later(wall: Wall) -> None:
    opened = await wall.open()
    wall.reachable = False
    wall.board.changed(opened)
    assert not await wall.board.catch_up(wall.room)
    assert wall.notes.kept == {}

    async with running(wall.board.run(wall.room)), asyncio.timeout(PATIENCE):
        await wall.notes.shown.wait()

    assert len(await wall.cards()) == 1


async def test_a_case_of_another_platform_is_not_shown(wall: Wall) -> None:
    elsewhere = Place(Community(Platform.TWITCH, "1"), "1")
    await wall.show(case(place=elsewhere))
    assert await wall.cards() == []


async def test_nothing_is_written_where_haven_may_not(wall: Wall) -> None:
    opened = await wall.open()
    room = wall.room(wall.court.community)
    await room.set_permissions(room.guild.me, send_messages=False)
    await wall.court.env.settle()
    await wall.show(opened)
    assert await wall.cards() == []


async def test_without_the_right_to_attach_files_a_card_has_no_picture(wall: Wall) -> None:
    opened = await wall.open()
    room = wall.room(wall.court.community)
    await room.set_permissions(room.guild.me, attach_files=False)
    await wall.court.env.settle()
    await wall.show(opened)
    (card,) = await wall.cards()
    assert wall.court.files(card) == []


async def test_one_card_that_cannot_be_shown_keeps_no_other_back(wall: Wall) -> None:
    await wall.open()
    await wall.court.open(by="mika")
    first, second = await wall.court.case(1), await wall.court.case(2)
    wall.notes.kept[wall.court.community, 1] = "unreadable"
    wall.board.changed(first)
    await wall.show(second)
    (card,) = await wall.cards()
    assert "Case 2" in wall.court.text(card)


async def test_a_card_stands_though_nothing_can_be_noted(
    wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    wall.notes.full = True
    await wall.show(await wall.open())
    assert len(await wall.cards()) == 1
    assert "no room left" in caplog.text


async def test_an_alert_is_told_by_the_card_however_often_it_is_sent(wall: Wall) -> None:
    opened = await wall.open()
    told = [await wall.tell(f"Raid: {opened.reason}") for _ in range(2)]
    assert (told, len(await wall.cards())) == ([True, True], 1)


async def test_an_alert_that_is_among_the_actions_is_told_by_the_card(wall: Wall) -> None:
    await wall.open(wall.court.timeout(), AlertModerators(text="vex may be in danger"))
    assert await wall.tell("vex may be in danger")


async def test_what_is_told_of_a_case_later_on_needs_words_of_its_own(wall: Wall) -> None:
    await wall.show(await wall.open())
    assert not await wall.tell("Case 1 was taken back, but untimeout ended failed.")


async def test_a_case_that_is_not_there_is_not_shown(wall: Wall) -> None:
    assert not await wall.tell("look")
    assert await wall.cards() == []


async def test_a_fault_of_the_store_is_the_callers(wall: Wall) -> None:
    opened = await wall.open()

    async def broken(*_: object) -> str:
        raise StorageError("the disk is gone")

    wall.notes.read = broken  # type: ignore[method-assign]
    with pytest.raises(StorageError):
        await wall.tell(opened.reason)
