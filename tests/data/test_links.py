"""Links on disk: one for each account, and no trace of those that have ended."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from data.database import FILE
from data.schema import migrate
from data.state import State, open_state
from engine.changes import Changes, Link
from engine.events import Community, Platform
from tests.data.values import a_link

ELSEWHERE = Community(Platform.DISCORD, "elsewhere")


async def write(state: State, *links: Link) -> None:
    await state.ledger.commit(Changes(links=links))


async def test_links_come_back_in_the_order_they_were_made(state: State) -> None:
    both = a_link(), a_link("bob", "901")
    await write(state, *both)

    assert list(await state.archive.links()) == [*both]


async def test_nothing_is_left_of_a_link_that_ended(state: State, folder: Path) -> None:
    await write(state, a_link(), a_link("bob", "901"))
    await write(state, replace(a_link(), ended=True))

    with closing(sqlite3.connect(folder / FILE)) as file:
        rows = file.execute("SELECT member, viewer FROM links").fetchall()
    assert rows == [("bob", "901")]


async def test_a_link_that_is_made_and_ended_in_one_group_is_none(state: State) -> None:
    link = a_link()
    await asyncio.gather(*(write(state, each) for each in (link, replace(link, ended=True))))

    assert list(await state.archive.links()) == []


async def test_a_link_may_follow_another_of_the_same_accounts_at_once(state: State) -> None:
    first, second, third = a_link(), a_link("bob"), a_link(viewer="901")
    ended = replace(first, ended=True)
    await asyncio.gather(*(write(state, each) for each in (first, ended, second, third)))

    assert list(await state.archive.links()) == [third, second]


async def test_no_account_is_in_two_links_of_a_home(state: State) -> None:
    await write(state, a_link())

    with pytest.raises(sqlite3.IntegrityError):
        await write(state, a_link("bob"))
    assert list(await state.archive.links()) == [a_link()]


async def test_the_same_accounts_may_be_linked_in_another_home(state: State) -> None:
    await write(state, a_link(), a_link(home=ELSEWHERE))
    await write(state, replace(a_link(), ended=True))

    assert list(await state.archive.links()) == [a_link(home=ELSEWHERE)]


async def test_a_database_from_before_the_links_gets_room_for_them(folder: Path) -> None:
    migrate(folder / FILE, "0004")

    async with open_state(folder) as state:
        await write(state, a_link())
        assert list(await state.archive.links()) == [a_link()]
