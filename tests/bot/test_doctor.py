"""The doctor: what is ill is named with its remedy, and a running bot is left in peace."""

import asyncio
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from bot import doctor, doctor_command
from bot.config import ConfigError
from bot.doctor import Check, Health, checkup, is_well, refused
from bot.settings import Screening
from data.packs import PackError
from tests.bot.patient import NOW, contents, found, settings
from tests.servers.ollama import OllamaServer

ROOT = Path(__file__).parents[2]


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


@pytest.mark.parametrize(
    ("pulled", "state", "said"),
    [
        (["llama3.1:8b", "qwen2.5:7b-instruct"], Health.OK, "its models are there"),
        (["llama3.1:8b"], Health.WARNING, "it lacks qwen2.5:7b-instruct"),
    ],
)
async def test_an_ollama_that_answers_is_told_with_its_version_and_what_it_lacks(
    folder: Path, pulled: list[str], state: Health, said: str
) -> None:
    server = OllamaServer(*pulled)
    async with server.running():
        patient = settings(folder, reasoning={"ollama_url": server.url})
        check = await found("ollama", patient, quick=False)
    assert check.state is state
    assert "0.12.3" in check.said
    assert said in check.said


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


def test_each_remedy_has_a_line_of_its_own_at_eighty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ill = Check("configuration", Health.FAILED, "two [faults]", "bot.toml: one\n.env: [other]")

    code = doctor_command._tell([ill, Check("bot", Health.OK, "not running")])

    assert code == 1
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == [
        "failed   configuration  two [faults]",
        "  → bot.toml: one",
        "  → .env: [other]",
        "ok       bot            not running",
    ]
