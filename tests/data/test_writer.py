"""The one writer: order, groups, faults that pass, faults that stay with their caller."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from data.archive import Archive
from data.database import FILE, open_writing
from data.disk import Disk
from data.faults import StateCorruptedError
from data.reader import Reader
from data.state import State, open_archive, open_state
from data.writer import Writer
from engine.changes import Changes, Journaled
from engine.ports import StorageFullError
from tests.data.values import (
    HERE,
    START,
    a_case,
    a_message,
    a_prediction,
    a_record,
    a_verdict,
    an_entry,
    an_intent,
    at,
    journaled,
)

PAGES = "PRAGMA max_page_count = {}"


class Disks:
    """A writer whose disk can be made full, and whose pauses take no time."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        self.connection = open_writing(self.file)
        self.pauses: list[float] = []
        self.after_pause: Callable[[], None] = lambda: None

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.after_pause()

    def fill(self) -> None:
        (pages,) = self.connection.execute("PRAGMA page_count").fetchone()
        self.connection.execute(PAGES.format(pages))

    def make_room(self) -> None:
        self.connection.execute(PAGES.format(2**30))

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[Writer]:
        disk = Disk(self.connection)
        patience = timedelta(seconds=1)
        async with Writer(disk, self.file, patience=patience, sleep=self.pause) as writer:
            yield writer


@pytest.fixture
def disks(folder: Path) -> Disks:
    return Disks(folder)


def too_much() -> Changes:
    """More than fits into the free space of the pages there are."""
    return Changes(events=tuple(journaled(number) for number in range(2_000)))


async def test_events_are_journalled_in_the_order_of_the_calls(state: State) -> None:
    changes = [Changes(events=(journaled(number),)) for number in range(300)]

    await asyncio.gather(*map(state.ledger.commit, changes))

    found = [event.id async for event in state.archive.unhandled()]
    assert found == [f"m{number}" for number in range(300)]


async def test_callers_that_come_together_share_a_transaction(disks: Disks) -> None:
    commits = []
    disks.connection.set_trace_callback(lambda sql: commits.append(sql == "COMMIT"))

    async with disks.writer() as writer:
        changes = [Changes(events=(journaled(number),)) for number in range(300)]
        await asyncio.gather(*map(writer.commit, changes))

    assert sum(commits) == 1


async def test_of_two_versions_in_one_group_the_later_one_stays(state: State) -> None:
    records = [a_record(values={"count": number}) for number in range(9)]

    await asyncio.gather(*(state.ledger.commit(Changes(people=(one,))) for one in records))

    assert [record async for record in state.archive.people()] == records[-1:]


async def test_a_second_event_with_the_same_id_is_ignored(state: State) -> None:
    again = replace(journaled(), position=99)
    await state.ledger.commit(Changes(events=(journaled(), again)))
    await state.ledger.commit(Changes(events=(again,)))

    assert len([event async for event in state.archive.unhandled()]) == 1


async def test_a_second_verdict_on_the_same_message_is_ignored(state: State) -> None:
    await state.ledger.commit(Changes(events=(journaled(),), verdicts=(a_verdict(),)))
    await state.ledger.commit(Changes(verdicts=(a_verdict(escalation=0.9),)))

    assert [verdict async for _, verdict in state.archive.verdicts()] == [a_verdict()]


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


async def test_cases_wait_for_the_platter_and_messages_do_not(disks: Disks) -> None:
    levels = []

    async def level_after(writer: Writer, changes: Changes) -> None:
        await writer.commit(changes)
        levels.extend(disks.connection.execute("PRAGMA synchronous").fetchone())

    async with disks.writer() as writer:
        await level_after(writer, Changes(events=(journaled(),)))
        await level_after(writer, Changes(cases=(a_case(),)))
        await level_after(writer, Changes(verdicts=(a_verdict(),)))

    normal, full = 1, 2
    assert levels == [normal, full, normal]


async def test_closing_writes_what_is_still_waiting(folder: Path) -> None:
    more_than_a_group = too_much(), Changes(events=(journaled(2_000),))
    async with open_state(folder) as state:
        waiting = [asyncio.create_task(state.ledger.commit(one)) for one in more_than_a_group]
        await asyncio.sleep(0)

    await asyncio.wait_for(asyncio.gather(*waiting), timeout=5)
    async with open_archive(folder) as archive:
        assert len([event async for event in archive.unhandled()]) == 2_001


async def test_closing_leaves_one_file_and_no_log(folder: Path) -> None:
    async with open_state(folder) as state:
        await state.ledger.commit(Changes(events=(journaled(),)))

    assert not (folder / f"{FILE}-wal").exists()


async def test_closing_folds_the_log_even_while_somebody_reads(folder: Path) -> None:
    async with open_archive(folder) as archive:
        async with open_state(folder) as state:
            await state.ledger.commit(too_much())
            assert await anext(archive.unhandled())

        assert (folder / f"{FILE}-wal").stat().st_size == 0


async def test_a_closed_writer_refuses(folder: Path) -> None:
    async with open_state(folder) as state:
        pass

    with pytest.raises(RuntimeError, match="closed"):
        await state.ledger.commit(Changes(events=(journaled(),)))


async def test_forgotten_words_are_gone_from_the_file_itself(folder: Path) -> None:
    async with open_state(folder) as state:
        secret = a_message(1, text="a secret " * 2_000)
        await state.ledger.commit(Changes(events=(Journaled(secret),)))
        await state.ledger.forget(HERE.platform, before=at(2))

    assert b"a secret" not in (folder / FILE).read_bytes()


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
