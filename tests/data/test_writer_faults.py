"""The writer in trouble: faults that pass, and faults that stay with their caller."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from data.archive import Archive
from data.database import open_writing
from data.disk import Disk
from data.faults import StateCorruptedError
from data.reader import Reader
from data.state import State, open_archive
from data.writer import Writer
from engine.changes import Changes
from engine.ports import StorageFullError
from tests.data.disks import Disks, too_much
from tests.data.values import (
    HERE,
    START,
    a_prediction,
    a_verdict,
    an_entry,
    an_intent,
    journaled,
)

pytestmark = pytest.mark.promise("R12")


async def test_what_cannot_be_stored_fails_its_own_caller_only(state: State) -> None:
    orphan = Changes(intents=(an_intent(case=404),))
    fine = [Changes(events=(journaled(number),)) for number in range(20)]

    answers = await asyncio.gather(
        *map(state.ledger.commit, [*fine[:10], orphan, *fine[10:]]), return_exceptions=True
    )

    assert [type(answer) for answer in answers if answer] == [sqlite3.IntegrityError]
    assert [event async for event in state.archive.unhandled()] == [
        one.events[0].event for one in fine
    ]


async def test_nothing_of_a_failed_change_is_written(state: State) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await state.ledger.commit(Changes(events=(journaled(),), intents=(an_intent(case=404),)))

    assert [event async for event in state.archive.unhandled()] == []


async def test_a_score_that_is_no_number_is_refused(state: State) -> None:
    lost = a_verdict(prediction=a_prediction(risk_score=float("nan")))

    with pytest.raises(sqlite3.IntegrityError):
        await state.ledger.commit(Changes(verdicts=(lost,)))


async def test_a_lone_surrogate_is_refused_and_the_writer_goes_on(state: State) -> None:
    broken = replace(journaled(1), event=replace(journaled(1).event, text="\ud800"))

    with pytest.raises(UnicodeEncodeError):
        await state.ledger.commit(Changes(events=(broken,)))

    await state.ledger.commit(Changes(events=(journaled(2),)))
    assert [event.id async for event in state.archive.unhandled()] == ["m2"]


async def test_the_audit_chain_holds_after_a_failed_change(state: State) -> None:
    await state.ledger.commit(Changes(audit=(an_entry("one"),)))
    with pytest.raises(sqlite3.IntegrityError):
        await state.ledger.commit(Changes(audit=(an_entry(),), intents=(an_intent(case=404),)))
    await state.ledger.commit(Changes(audit=(an_entry("two"),)))

    lines = [line.entry.kind async for line in state.archive.audit()]
    assert (lines, await state.archive.verify()) == (["one", "two"], None)


async def test_a_caller_that_gave_up_does_not_disturb_the_others(state: State) -> None:
    gone = asyncio.create_task(state.ledger.commit(Changes(events=(journaled(1),))))
    await asyncio.sleep(0)
    gone.cancel()

    await state.ledger.commit(Changes(events=(journaled(2),)))

    assert [event.id async for event in state.archive.unhandled()] == ["m1", "m2"]


async def test_a_full_disk_is_tried_again_with_growing_pauses(disks: Disks) -> None:
    async with disks.writer() as writer:
        disks.fill()
        with pytest.raises(StorageFullError, match="no room left"):
            await writer.commit(too_much())

    assert disks.pauses == sorted(set(disks.pauses))
    assert sum(disks.pauses) >= 1


async def test_nothing_is_written_while_the_disk_is_full(disks: Disks) -> None:
    async with disks.writer() as writer:
        disks.fill()
        with pytest.raises(StorageFullError):
            await writer.commit(too_much())
        (written,) = disks.connection.execute("SELECT count(*) FROM events").fetchone()

    assert written == 0


async def test_a_disk_that_is_made_room_on_loses_nothing(disks: Disks) -> None:
    disks.after_pause = disks.make_room
    async with disks.writer() as writer:
        disks.fill()
        await writer.commit(too_much())
        (written,) = disks.connection.execute("SELECT count(*) FROM events").fetchone()

    assert (written, len(disks.pauses)) == (2_000, 1)


async def test_whoever_is_about_to_close_waits_for_no_room(
    disks: Disks, caplog: pytest.LogCaptureFixture
) -> None:
    async with disks.writer() as writer:
        disks.after_pause = writer.hurry
        disks.fill()
        with pytest.raises(StorageFullError):
            await writer.commit(too_much())

    assert len(disks.pauses) == 1
    assert caplog.messages == [f"{disks.file.parent}: no room left; Haven waits for some"]


async def test_the_writer_serves_on_after_the_disk_was_full(disks: Disks) -> None:
    async with disks.writer() as writer:
        disks.fill()
        with pytest.raises(StorageFullError):
            await writer.commit(too_much())
        disks.make_room()
        await writer.commit(Changes(audit=(an_entry(),)))

    async with open_archive(disks.file.parent) as archive:
        assert [line.entry async for line in archive.audit()] == [an_entry()]


async def test_a_locked_database_is_waited_for(disks: Disks) -> None:
    disks.connection.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(disks.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    disks.after_pause = lambda: other.execute("ROLLBACK") and None

    async with disks.writer() as writer:
        await writer.commit(Changes(events=(journaled(),)))

    other.close()
    assert len(disks.pauses) == 1


async def test_a_damaged_page_is_named_to_the_caller(disks: Disks) -> None:
    async with disks.writer() as writer:
        await writer.commit(too_much())
    _spoil(disks.file)
    connection = open_writing(disks.file)

    async with Writer(Disk(connection), disks.file) as writer:
        with pytest.raises(StateCorruptedError, match=r"haven\.db: damaged"):
            await writer.forget(HERE.platform, before=START + timedelta(days=1))


async def test_a_damaged_page_is_named_to_the_reader(disks: Disks) -> None:
    async with disks.writer() as writer:
        await writer.commit(too_much())
    _spoil(disks.file)
    reader = Reader(disks.file)

    with pytest.raises(StateCorruptedError, match=r"haven\.db: damaged"):
        assert [event async for event in Archive(reader).unhandled()]

    await reader.close()


def _spoil(file: Path) -> None:
    """Overwrite all but the first pages, which hold the schema."""
    kept = 40 * 4096
    content = file.read_bytes()
    file.write_bytes(content[:kept] + b"\xff" * (len(content) - kept))
