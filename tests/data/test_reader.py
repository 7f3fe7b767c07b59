"""Reading connections end with whoever asked for them; long streams are read by their keys."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import RowMapping, Select, select

from data.database import FILE
from data.reader import Reader
from data.state import State
from data.tables import CASES
from engine.changes import Changes
from tests.data.values import a_case
from tests.running import PATIENCE


async def test_a_question_that_is_given_up_while_its_connection_opens_leaves_no_thread(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a thread would keep the whole process from ending."""
    opening: list[aiosqlite.Connection] = []
    asked = asyncio.Event()

    async def wait_for_ever(connection: aiosqlite.Connection, *_: object) -> None:
        opening.append(connection)
        asked.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(aiosqlite.Connection, "execute", wait_for_ever)
    reader = Reader(folder / FILE)
    question = asyncio.create_task(reader.first(select(CASES)))
    await asked.wait()
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    await reader.close()

    thread = opening[0]._thread
    thread.join(PATIENCE)
    assert not thread.is_alive()


async def numbers(reader: Reader, **sizes: int) -> list[int]:
    keys = select(CASES.c.seq).where(CASES.c.number > 1)
    stream = reader.keyed(keys, select(CASES), CASES.c.seq, **sizes)
    return [row[CASES.c.number] async for row in stream]


@pytest.mark.parametrize(("page", "window"), [(2, 3), (3, 2), (1, 1), (7, 7), (100, 100)])
async def test_rows_are_read_by_their_keys_in_order_whatever_the_size_of_a_page(
    state: State, folder: Path, page: int, window: int
) -> None:
    await state.ledger.commit(Changes(cases=tuple(a_case(number) for number in range(1, 9))))
    reader = Reader(folder / FILE)
    try:
        assert await numbers(reader, page=page, window=window) == list(range(2, 9))
    finally:
        await reader.close()


async def test_where_there_is_no_key_there_is_no_row(state: State, folder: Path) -> None:
    await state.ledger.commit(Changes(cases=(a_case(1),)))
    reader = Reader(folder / FILE)
    try:
        assert await numbers(reader) == []
    finally:
        await reader.close()


async def test_all_keys_are_looked_for_once_and_not_for_every_page(
    state: State, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await state.ledger.commit(Changes(cases=tuple(a_case(number) for number in range(1, 9))))
    reader, asked = Reader(folder / FILE), []
    rows = reader.rows

    async def noted(query: Select[tuple[Any, ...]]) -> Sequence[RowMapping]:
        asked.append(len(query.selected_columns))
        return await rows(query)

    monkeypatch.setattr(reader, "rows", noted)
    try:
        assert await numbers(reader, page=2) == list(range(2, 9))
    finally:
        await reader.close()
    assert asked.count(1) == 1
