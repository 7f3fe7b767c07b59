"""The doctor: what is ill is named with its remedy, and a running bot is left in peace."""

import asyncio
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest

from bot import doctor
from bot.config import ConfigError
from bot.doctor import HEARTBEAT, Check, Health, checkup, heartbeat, is_well, refused
from bot.settings import Screening, Settings
from data.database import FILE, claimed
from data.packs import PackError
from data.state import open_state

ROOT = Path(__file__).parents[2]
# Files of this test are written now, so the patients' present lies a little later.
NOW = datetime.now(UTC) + timedelta(minutes=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "state"
    made.mkdir()
    return made


def settings(folder: Path, **sections: dict[str, object]) -> Settings:
    return Settings.model_validate({"state": {"folder": folder}, **sections})


async def found(name: str, patient: Settings, *, quick: bool = True, now: datetime = NOW) -> Check:
    (check,) = [
        check for check in await checkup(patient, quick=quick, now=now) if check.name == name
    ]
    return check


def contents(folder: Path) -> set[Path]:
    return set(folder.iterdir())


def last_beat(folder: Path, *, ago: timedelta) -> None:
    heartbeat(folder)
    then = (NOW - ago).timestamp()
    os.utime(folder / HEARTBEAT, (then, then))


async def new_database(folder: Path) -> Path:
    async with open_state(folder):
        return folder / FILE


async def test_a_fresh_installation_is_well(tmp_path: Path) -> None:
    patient = settings(tmp_path / "state", console={"enabled": True})

    checks = await checkup(patient, quick=False, now=NOW)

    assert [check for check in checks if check.state is Health.FAILED] == []
    assert is_well(checks)


async def test_a_checkup_leaves_nothing_behind_in_a_folder_that_is_not_there(
    tmp_path: Path,
) -> None:
    await checkup(settings(tmp_path / "state"), quick=False, now=NOW)

    assert contents(tmp_path) == set()


async def test_without_a_platform_it_warns_and_says_what_to_fill_in(folder: Path) -> None:
    check = await found("configuration", settings(folder))

    assert check.state is Health.WARNING
    assert "HAVEN_DISCORD__TOKEN" in check.fix


def test_a_refused_configuration_is_one_failed_check_with_every_problem() -> None:
    check = refused(ConfigError(["one", "two"]))

    assert (check.state, check.said) == (Health.FAILED, "one\ntwo")
    assert not is_well([check])


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


@pytest.mark.parametrize("quick", [True, False])
async def test_a_missing_model_fails_with_its_remedy(folder: Path, *, quick: bool) -> None:
    patient = settings(folder, screening={"model": "absent"})

    check = await found("model", patient, quick=quick)

    assert check.state is Health.FAILED
    assert check.fix


async def test_an_exchanged_model_file_fails_by_its_hash(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "model"
    shutil.copytree(Screening().folder, model)
    (model / "tokenizer.json").write_text("{}")
    monkeypatch.setattr(Screening, "folder", property(lambda _: model))

    check = await found("model", settings(folder), quick=False)

    assert check.state is Health.FAILED
    assert "tokenizer.json" in check.said


async def test_the_shipped_model_embeds(folder: Path) -> None:
    check = await found("model", settings(folder), quick=False)

    assert check.state is Health.OK
    assert "it embeds" in check.said


async def test_the_shipped_packs_load(folder: Path) -> None:
    check = await found("packs", settings(folder), quick=False)

    assert check.state is Health.OK
    assert "patterns" in check.said
    assert "words alone of Spanish, Portuguese, French, German" in check.said


async def test_a_broken_pack_fails_with_its_remedy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> NoReturn:
        raise PackError("lexicon.toml: group 3: no terms")

    monkeypatch.setattr(doctor, "load_packs", broken)

    check = await found("packs", settings(folder), quick=False)

    assert (check.state, check.said) == (Health.FAILED, "lexicon.toml: group 3: no terms")
    assert check.fix


@pytest.fixture
def free_port() -> Iterator[int]:
    """A port on which nobody answers: it is bound, but not listened on."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


async def _ollama(folder: Path, answer: bytes | None) -> Check:
    """The check against a server that gives one answer, or that never gives any."""
    left = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if answer is not None:
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(answer)}\r\n\r\n"
            writer.write(head.encode() + answer)
        await reader.read()
        writer.close()
        left.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        patient = settings(folder, reasoning={"ollama_url": f"http://{host}:{port}"})
        check = await found("ollama", patient, quick=False)
        await left.wait()
    return check


async def test_an_ollama_that_answers_is_told_with_its_version(folder: Path) -> None:
    check = await _ollama(folder, b'{"version": "0.12.3"}')

    assert check.state is Health.OK
    assert "0.12.3" in check.said


@pytest.mark.parametrize("answer", [b"no json", b"[]", b"{}"])
async def test_something_else_at_ollamas_address_is_a_warning(folder: Path, answer: bytes) -> None:
    assert (await _ollama(folder, answer)).state is Health.WARNING


async def test_an_ollama_that_hangs_is_a_warning(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "OLLAMA_SECONDS", 0.1)

    check = await _ollama(folder, None)

    assert check.state is Health.WARNING
    assert "ReadTimeout" in check.said


async def test_an_ollama_that_is_not_there_is_a_warning(folder: Path, free_port: int) -> None:
    reasoning = {"ollama_url": f"http://127.0.0.1:{free_port}"}

    check = await found("ollama", settings(folder, reasoning=reasoning), quick=False)

    assert check.state is Health.WARNING
    assert check.fix


async def test_without_an_address_ollama_is_not_asked(folder: Path) -> None:
    assert (await found("ollama", settings(folder), quick=False)).state is Health.OK


async def test_a_clock_behind_what_was_written_has_failed(folder: Path) -> None:
    last_beat(folder, ago=timedelta(0))

    check = await found("clock", settings(folder), now=NOW - timedelta(hours=1))

    assert check.state is Health.FAILED


async def test_a_clock_a_few_seconds_behind_is_sane(folder: Path) -> None:
    last_beat(folder, ago=timedelta(0))

    check = await found("clock", settings(folder), now=NOW - timedelta(seconds=30))

    assert check.state is Health.OK


@pytest.mark.parametrize(
    ("section", "health", "said"),
    [
        ({}, Health.OK, "not switched on"),
        ({"enabled": True}, Health.OK, "every message is read"),
        ({"enabled": True, "message_content": False}, Health.WARNING, "only what mentions Haven"),
    ],
)
async def test_it_says_whether_discords_messages_can_be_read(
    folder: Path, section: dict[str, object], health: Health, said: str
) -> None:
    check = await found("discord", settings(folder, discord=section), quick=False)

    assert check.state is health
    assert said in check.said
    assert ("Message Content Intent" in check.fix) is (health is Health.WARNING)


async def test_a_quick_checkup_leaves_out_what_takes_time(folder: Path) -> None:
    names = {check.name for check in await checkup(settings(folder), quick=True, now=NOW)}

    assert names == {"configuration", "state folder", "bot", "database", "model", "clock"}


def test_a_quick_checkup_loads_no_model_runtime(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys\n"
        "from bot.doctor import checkup\n"
        "from bot.settings import Settings\n"
        f"patient = Settings(state={{'folder': {str(tmp_path)!r}}})\n"
        "asyncio.run(checkup(patient, quick=True))\n"
        "print(*sorted({'onnxruntime', 'tokenizers', 'faiss', 'httpx'} & set(sys.modules)))"
    )

    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert run.stdout.split() == []
