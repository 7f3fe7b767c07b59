"""Reading connections end with whoever asked for them."""

import asyncio
from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import select

from data.database import FILE
from data.reader import Reader
from data.tables import CASES
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
