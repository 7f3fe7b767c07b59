"""The doctor on the state folder: its room, its lock and heartbeat, its database, its clock."""

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from bot import doctor
from bot.doctor import Check, Health, checkup
from data.database import FILE, claimed
from tests.bot.patient import NOW, found, last_beat, new_database, settings


async def test_a_state_folder_that_is_a_file_fails(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")

    check = await found("state folder", settings(tmp_path / "state"))

    assert check.state is Health.FAILED
    assert "cannot be written" in check.said


async def test_a_state_folder_that_cannot_be_made_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    check = await found("state folder", settings(tmp_path / "file" / "state"))

    assert check.state is Health.FAILED
    assert "cannot be made" in check.said


class Usage(NamedTuple):
    free: int


@pytest.mark.parametrize(
    ("free", "state"),
    [(10**12, Health.OK), (10**8, Health.WARNING), (10**6, Health.FAILED)],
)
async def test_scarce_room_is_a_warning_and_too_little_a_failure(
    folder: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: Health
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free))

    assert (await found("state folder", settings(folder))).state is state


async def test_with_nothing_running_the_bot_is_told_to_rest(folder: Path) -> None:
    check = await found("bot", settings(folder))

    assert check == Check("bot", Health.OK, "not running")


async def test_a_locked_folder_with_a_fresh_heartbeat_is_a_running_bot(folder: Path) -> None:
    with claimed(folder):
        last_beat(folder, ago=timedelta(seconds=59))
        check = await found("bot", settings(folder))

    assert check.state is Health.OK
    assert "in use by a running bot" in check.said


async def test_a_locked_folder_without_a_heartbeat_yet_is_a_bot_that_starts(folder: Path) -> None:
    with claimed(folder):
        check = await found("bot", settings(folder))

    assert check.state is Health.OK
    assert "in use by a running bot" in check.said


async def test_a_running_bot_that_is_silent_for_a_minute_has_failed(folder: Path) -> None:
    with claimed(folder):
        last_beat(folder, ago=timedelta(seconds=61))
        check = await found("bot", settings(folder))

    assert check.state is Health.FAILED
    assert "61 s" in check.said


async def test_an_old_heartbeat_of_a_stopped_bot_is_no_fault(folder: Path) -> None:
    last_beat(folder, ago=timedelta(days=1))

    assert (await found("bot", settings(folder))).state is Health.OK


async def test_a_checkup_lets_the_folder_go_again(folder: Path) -> None:
    await checkup(settings(folder), quick=True, now=NOW)

    with claimed(folder) as file:
        assert file == folder / FILE


async def test_the_database_of_a_running_bot_is_checked_as_well(folder: Path) -> None:
    await new_database(folder)

    with claimed(folder):
        check = await found("database", settings(folder), quick=False)

    assert check.state is not Health.FAILED


async def test_no_database_yet_is_well(folder: Path) -> None:
    check = await found("database", settings(folder))

    assert check == Check("database", Health.OK, "will be made at the first start")


async def test_an_old_sqlite_is_a_warning_with_its_remedy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await new_database(folder)
    monkeypatch.setattr(doctor, "warnings", lambda: ("SQLite 3.40 can damage; take care",))

    check = await found("database", settings(folder))

    assert check == Check("database", Health.WARNING, "SQLite 3.40 can damage", "take care")


async def test_a_new_sqlite_leaves_the_database_without_a_word(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await new_database(folder)
    monkeypatch.setattr(doctor, "warnings", tuple)

    assert (await found("database", settings(folder))).state is Health.OK


@pytest.mark.parametrize("quick", [True, False])
async def test_a_file_that_is_no_database_fails_with_its_remedy(
    folder: Path, *, quick: bool
) -> None:
    (folder / FILE).write_bytes(b"no database at all" * 500)

    check = await found("database", settings(folder), quick=quick)

    assert check.state is Health.FAILED
    assert check.fix


async def test_a_damaged_page_is_found_by_the_thorough_checkup(folder: Path) -> None:
    file = await new_database(folder)
    pages = bytearray(file.read_bytes())
    pages[4096 * 4 : 4096 * 5] = b"\xff" * 4096
    file.write_bytes(pages)

    check = await found("database", settings(folder), quick=False)

    assert check.state is Health.FAILED
    assert check.fix


async def test_a_database_of_another_version_fails(folder: Path) -> None:
    with sqlite3.connect(await new_database(folder)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    check = await found("database", settings(folder))

    assert check.state is Health.FAILED
    assert "9999" in check.said


async def test_a_clock_behind_what_was_written_has_failed(folder: Path) -> None:
    last_beat(folder, ago=timedelta(0))

    check = await found("clock", settings(folder), now=NOW - timedelta(hours=1))

    assert check.state is Health.FAILED


async def test_a_clock_a_few_seconds_behind_is_sane(folder: Path) -> None:
    last_beat(folder, ago=timedelta(0))

    check = await found("clock", settings(folder), now=NOW - timedelta(seconds=30))

    assert check.state is Health.OK
