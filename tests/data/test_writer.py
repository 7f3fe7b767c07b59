"""The one writer: order, groups, what survives, and closing in good order."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from data.database import FILE
from data.state import State, open_archive, open_state
from data.writer import Writer
from engine.changes import Changes, Journaled
from tests.data.disks import Disks, too_much
from tests.data.values import (
    HERE,
    a_case,
    a_message,
    a_record,
    a_verdict,
    at,
    journaled,
)
from tests.running import PATIENCE


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

    await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE)
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
