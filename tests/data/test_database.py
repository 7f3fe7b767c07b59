"""The state folder: one owner, clear words where it cannot be used."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from data.database import FILE, warnings
from data.faults import (
    StateCorruptedError,
    StateError,
    StateInUseError,
    StateMissingError,
    StateOutdatedError,
    StateUnusableError,
)
from data.state import State, open_archive, open_state
from engine.changes import Changes
from tests.data.values import START, an_entry, journaled

pytestmark = pytest.mark.promise("R12")

HOLD = """
import asyncio, sys
from pathlib import Path
from data.state import open_state

async def hold():
    async with open_state(Path(sys.argv[1])):
        print("open", flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(hold())
"""
# Commits without end and says of each only once it is told that it is on disk.
WRITE = """
import asyncio, sys
from itertools import count
from pathlib import Path
from data.state import open_state
from engine.changes import Changes
from tests.data.values import a_verdict, an_entry, journaled

async def write():
    async with open_state(Path(sys.argv[1])) as state:
        for number in count():
            await state.ledger.commit(Changes(
                events=(journaled(number),), verdicts=(a_verdict(number),), audit=(an_entry(),)
            ))
            print(number, flush=True)

asyncio.run(write())
"""


def started(script: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


async def test_a_second_process_is_refused_by_the_name_of_the_folder(folder: Path) -> None:
    with started(HOLD, folder) as other:
        assert other.stdout is not None
        other.stdout.readline()

        with pytest.raises(StateInUseError, match=f"{folder}: another Haven"):
            async with open_state(folder):
                pass

        other.communicate()


async def test_a_folder_is_free_again_once_it_is_closed(folder: Path) -> None:
    for number in range(2):
        async with open_state(folder) as state:
            await state.ledger.commit(Changes(events=(journaled(number),)))

    async with open_archive(folder) as archive:
        assert len([event async for event in archive.unhandled()]) == 2


async def test_a_killed_writer_leaves_all_it_acknowledged_and_no_gap(folder: Path) -> None:
    with started(WRITE, folder) as other:
        assert other.stdout is not None
        for _ in range(200):
            acknowledged = int(other.stdout.readline())
        other.kill()

    async with open_state(folder) as state:
        numbers = [int(message.id[1:]) async for message, _ in state.archive.verdicts()]
        assert numbers == list(range(len(numbers)))
        assert len(numbers) > acknowledged
        assert await state.archive.verify() is None
        assert await state.archive.flaws() == []


async def test_an_archive_can_be_read_while_the_bot_writes(state: State, folder: Path) -> None:
    async with open_archive(folder) as archive:
        await state.ledger.commit(Changes(events=(journaled(),)))

        assert len([event async for event in archive.unhandled()]) == 1


async def test_reading_does_not_make_a_database(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(StateMissingError, match="nothing has been recorded"):
            async with open_archive(tmp_path):
                pass


async def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    async with open_state(tmp_path / "new" / "state"):
        assert (tmp_path / "new" / "state" / FILE).exists()


async def test_odd_letters_in_a_folder_are_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "50% of ?mode=rw & #1"

    async with open_state(folder) as state:
        assert await state.archive.cursor("any") == 0


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(StateUnusableError, match="taken: cannot hold Haven's state"):
        async with open_state(tmp_path / "taken"):
            pass


async def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()

    with pytest.raises(StateUnusableError, match=str(tmp_path)):
        async with open_state(tmp_path):
            pass


async def test_a_file_that_is_no_database_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"once this was a database" * 999)

    with pytest.raises(StateCorruptedError, match=r"haven\.db: damaged.*restore a backup"):
        async with open_state(tmp_path):
            pass


async def test_a_file_that_is_no_database_is_named_to_a_reader(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"once this was a database" * 999)

    with pytest.raises(StateCorruptedError, match="restore a backup"):
        async with open_archive(tmp_path):
            pass


async def test_a_failed_opening_gives_the_folder_free(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"once this was a database" * 999)
    with pytest.raises(StateError):
        async with open_state(tmp_path):
            pass
    (tmp_path / FILE).unlink()

    async with open_state(tmp_path) as state:
        assert await state.archive.flaws() == []


async def test_a_database_of_a_later_haven_is_left_alone(folder: Path) -> None:
    _become(folder, "9999")

    with pytest.raises(StateOutdatedError, match="schema 9999"):
        async with open_state(folder):
            pass


async def test_a_reader_does_not_guess_at_another_schema(folder: Path) -> None:
    _become(folder, "9999")

    with pytest.raises(StateOutdatedError, match="haven db upgrade"):
        async with open_archive(folder):
            pass


async def test_a_sound_file_has_no_flaws(state: State) -> None:
    assert await state.archive.flaws() == []


async def test_a_lost_index_entry_is_a_flaw(folder: Path) -> None:
    async with open_state(folder) as state:
        await state.ledger.commit(Changes(events=(journaled(),)))
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'events_with_text'")

    connection.close()
    async with open_archive(folder) as archive:
        assert await archive.flaws() != []


async def test_a_backup_is_a_whole_state_of_its_own(state: State, tmp_path: Path) -> None:
    await state.ledger.commit(Changes(events=(journaled(),), audit=(an_entry(),)))
    copy = tmp_path / "copy" / FILE
    copy.parent.mkdir()

    await state.archive.backup(copy)

    async with open_state(copy.parent) as restored:
        assert len([event async for event in restored.archive.handled(since=START)]) == 0
        assert [event async for event in restored.archive.unhandled()] == [journaled().event]
        assert await restored.archive.verify() is None


async def test_a_backup_that_finds_no_place_is_named(state: State, tmp_path: Path) -> None:
    with pytest.raises(StateUnusableError, match="nowhere: cannot hold"):
        await state.archive.backup(tmp_path / "nowhere" / FILE)


def test_an_old_sqlite_is_warned_of() -> None:
    assert "3.51.2 can damage" in warnings((3, 51, 2))[0]


def test_a_new_sqlite_is_not_warned_of() -> None:
    assert warnings((3, 51, 3)) == ()


def _become(folder: Path, version: str) -> None:
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()
