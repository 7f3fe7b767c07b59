"""The audit: nobody changes a line, and whoever does all the same is found out."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from data.audit import Tail, audit_row, chained
from data.database import FILE
from data.state import State, open_archive, open_state
from engine.changes import Changes
from tests.data.values import ELSEWHERE, HERE, an_entry, at

pytestmark = pytest.mark.promise("S6")

LINES = 5
UNGUARDED = "DROP TRIGGER audit_refuses_UPDATE; DROP TRIGGER audit_refuses_DELETE;"


@pytest.fixture
async def audited(folder: Path) -> Path:
    async with open_state(folder) as state:
        for number in range(LINES):
            await state.ledger.commit(Changes(audit=(an_entry(f"kind {number}"),)))
    return folder


def tamper(folder: Path, *statements: str, **values: object) -> None:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        connection.executescript(UNGUARDED)
        for statement in statements:
            connection.execute(statement, values)
        connection.commit()


async def test_an_untouched_audit_holds(audited: Path) -> None:
    async with open_archive(audited) as archive:
        assert await archive.verify() is None


async def test_an_empty_audit_holds(state: State) -> None:
    assert await state.archive.verify() is None


async def test_the_chain_goes_on_after_a_restart(audited: Path) -> None:
    async with open_state(audited) as state:
        await state.ledger.commit(Changes(audit=(an_entry(),)))

        assert await state.archive.verify() is None
        assert len([line async for line in state.archive.audit()]) == LINES + 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET at = at + 1 WHERE seq = :line",
        "UPDATE audit SET platform = 'twitch' WHERE seq = :line",
        "UPDATE audit SET community = NULL WHERE seq = :line",
        "UPDATE audit SET actor = 'nobody' WHERE seq = :line",
        "UPDATE audit SET kind = 'something else' WHERE seq = :line",
        'UPDATE audit SET "case" = 7 WHERE seq = :line',
        "UPDATE audit SET detail = '{}' WHERE seq = :line",
        "UPDATE audit SET previous = '' WHERE seq = :line",
        "UPDATE audit SET hash = previous WHERE seq = :line",
    ],
)
async def test_an_altered_line_is_named(audited: Path, change: str) -> None:
    tamper(audited, change, line=3)

    async with open_archive(audited) as archive:
        assert await archive.verify() == 3


async def test_a_forged_line_with_a_fresh_hash_is_found_by_the_line_after_it(
    audited: Path,
) -> None:
    async with open_archive(audited) as archive:
        lines = [line async for line in archive.audit()]
    forged = replace(lines[2].entry, actor="nobody")
    fresh = chained(audit_row(forged), Tail(2, lines[1].hash))["hash"]

    tamper(
        audited,
        "UPDATE audit SET actor = 'nobody', hash = :hash WHERE seq = :line",
        "UPDATE audit SET previous = :hash WHERE seq = :line + 1",
        line=3,
        hash=fresh,
    )

    async with open_archive(audited) as archive:
        assert await archive.verify() == 4


@pytest.mark.parametrize("line", range(1, LINES + 1))
async def test_a_missing_line_is_named(audited: Path, line: int) -> None:
    tamper(audited, "DELETE FROM audit WHERE seq = :line", line=line)

    async with open_archive(audited) as archive:
        assert await archive.verify() == line


async def test_two_exchanged_lines_are_named(audited: Path) -> None:
    tamper(
        audited,
        "UPDATE audit SET seq = 99 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 99",
    )

    async with open_archive(audited) as archive:
        assert await archive.verify() == 2


@pytest.mark.parametrize("sql", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_a_line(audited: Path, sql: str) -> None:
    with (
        closing(sqlite3.connect(audited / FILE)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(sql)


async def test_lines_come_back_as_they_were_written(state: State) -> None:
    entries = [an_entry(community=None, at=at(3)), an_entry(case=4, detail={"b": 1, "a": None})]
    await state.ledger.commit(Changes(audit=tuple(entries)))

    lines = [line async for line in state.archive.audit()]

    assert ([line.entry for line in lines], [line.seq for line in lines]) == (entries, [1, 2])


async def test_a_community_reads_only_its_own_lines(state: State) -> None:
    entries = an_entry(), an_entry(community=ELSEWHERE), an_entry(community=None)
    await state.ledger.commit(Changes(audit=entries))

    assert [line.entry async for line in state.archive.audit(HERE)] == [entries[0]]
