"""The doctor asks each endpoint for an answer as the engine would."""

from pathlib import Path

import pytest

from bot import doctor_endpoints
from bot.checks import Check, Health
from bot.doctor import checkup
from tests.bot.patient import NOW, settings
from tests.servers.models import Fault
from tests.servers.ollama import OllamaServer
from tests.servers.openai import OpenAiServer

KEY = "sk-a-very-secret-key"


async def examined(
    folder: Path, server: OpenAiServer, *models: str, **chosen: object
) -> list[Check]:
    here = {"name": "gpu-box", "url": server.address, "models": list(models or ["qwen"])}
    reasoning = {"endpoints": [here], "endpoint_keys": f"gpu-box={KEY}", **chosen}
    checks = await checkup(settings(folder, reasoning=reasoning), quick=False, now=NOW)
    return [check for check in checks if check.name == "endpoint gpu-box"]


async def test_an_endpoint_is_named_with_how_fast_it_answers(tmp_path: Path) -> None:
    server = OpenAiServer("qwen", "llama", key=KEY)
    async with server.running():
        checks = await examined(tmp_path, server, "qwen", "llama")
    assert [check.state for check in checks] == [Health.OK, Health.OK]
    assert all("reached in" in check.said and "judged in" in check.said for check in checks)
    assert [check.said.split(":")[0] for check in checks] == [
        "qwen at gpu-box",
        "llama at gpu-box",
    ]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.NO_JSON, "does not keep to the schema"),
        (Fault.MISSING_MODEL, "status 404"),
        (Fault.WRONG_KEY_401, "the key is missing or wrong"),
    ],
)
async def test_an_endpoint_that_is_of_no_use_is_a_warning(
    tmp_path: Path, fault: Fault, said: str
) -> None:
    server = OpenAiServer("qwen")
    server.fault = fault
    async with server.running():
        (check,) = await examined(tmp_path, server)
    assert (check.state, said in check.said) == (Health.WARNING, True)
    assert check.fix
    assert KEY not in check.said + check.fix


async def test_an_endpoint_that_hangs_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_endpoints, "SECONDS", 0.1)
    server = OpenAiServer("qwen")
    server.stall()
    async with server.running():
        (check,) = await examined(tmp_path, server)
    assert check.state is Health.WARNING
    assert "no answer within" in check.said


async def test_an_endpoint_slower_than_a_message_waits_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([0.0, 0.1, 6.1])
    monkeypatch.setattr(doctor_endpoints, "perf_counter", lambda: next(moments))
    server = OpenAiServer("qwen")
    async with server.running():
        (check,) = await examined(tmp_path, server)
    assert check.state is Health.WARNING
    assert "reached in 100 ms, judged in 6.0 s; a message waits 5 s" in check.said


async def test_without_endpoints_there_is_nothing_to_examine(tmp_path: Path) -> None:
    checks = await checkup(settings(tmp_path), quick=False, now=NOW)
    assert not any(check.name.startswith("endpoint") for check in checks)


@pytest.mark.parametrize(
    ("said", "state", "told"),
    [
        ("safe", Health.OK, "llama-guard3:8b: reached in"),
        ("Hello!", Health.WARNING, "none that it has"),
    ],
)
async def test_a_guard_is_asked_as_a_guard_is(
    tmp_path: Path, said: str, state: Health, told: str
) -> None:
    server = OllamaServer("llama-guard3:8b")
    server.reply = lambda _: said
    async with server.running():
        chosen = {"ollama_url": server.url, "guard": "llama-guard3"}
        reasoning = {**chosen, "guard_model": "llama-guard3:8b"}
        checks = await checkup(settings(tmp_path, reasoning=reasoning), quick=False, now=NOW)
    (check,) = [check for check in checks if check.name == "guard"]
    assert (check.state, told in check.said) == (state, True)
