"""`haven reason --compare`: a model is asked anew, the rules' word is read, nothing is changed."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot import reason_command
from bot.reason_command import DETERMINISTIC, ReasonRequest, compare_reasoners
from bot.refusals import RefusedUseError
from bot.settings import Reasoning, Settings
from data.database import FILE
from data.state import open_state
from engine.cases import Ruling
from engine.changes import Changes
from engine.clock import EventClock
from tests.bot.command import one_line, within
from tests.data.values import START, a_case, a_packet
from tests.servers.models import Asked, Fault, answer
from tests.servers.ollama import OllamaServer
from tests.servers.openai import OpenAiServer

LLAMA, QWEN = "llama3.1:8b", "qwen2.5:7b-instruct"


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """Two cases at 60% by the rules; words of a third are gone."""
    first = a_case(1, ruling=Ruling.REVERSED, ruled_by="mod")
    second = a_case(2, ruling=Ruling.CONFIRMED, ruled_by="mod")
    gone = a_packet(3, briefing=None, speakers=())
    low = a_packet(1, ruled=0.55)
    async with open_state(tmp_path) as state:
        await state.ledger.commit(
            Changes(cases=(first, second, a_case(3)), packets=(low, a_packet(2), gone))
        )
    return tmp_path


def mild(asked: Asked) -> str:
    return answer(asked, harm_percent=10, recommended_action="leave_it")


async def compare(folder: Path, url: str, *names: str, as_json: bool = True) -> int:
    chosen = Reasoning(ollama_url=url)
    return await compared_by(folder, chosen, *names, as_json=as_json)


async def compared_by(folder: Path, chosen: Reasoning, *names: str, as_json: bool = True) -> int:
    settings = Settings(reasoning=chosen)
    request = ReasonRequest(
        folder=folder,
        names=(names[0], names[1]),
        since=timedelta(days=7),
        limit=9,
        as_json=as_json,
    )
    return await compare_reasoners(settings, request, clock=EventClock(START))


def digest_of(folder: Path) -> str:
    return hashlib.sha256((folder / FILE).read_bytes()).hexdigest()


async def test_a_model_is_asked_with_the_words_that_were_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server, before = OllamaServer(LLAMA), digest_of(folder)
    server.reply = mild
    async with server.running():
        assert await compare(folder, server.url, DETERMINISTIC, LLAMA) == 0
    told = json.loads(capsys.readouterr().out)
    test, *asked = server.chats
    assert "good evening everybody" in str(test.messages)
    assert len(asked) == 2
    assert all("I will find you" in str(chat.messages) for chat in asked)
    assert [each["case"] for each in told["cases"]] == [2, 1]
    assert [each["first"]["recommended"] for each in told["cases"]] == ["act", "act"]
    assert [each["second"]["recommended"] for each in told["cases"]] == ["leave it", "leave it"]
    assert told["cases"][1]["second"]["harm"] == pytest.approx(0.4)
    assert told["cases"][1]["ruled_harmful"] is False
    summed = told["totals"]
    assert (summed["both"], summed["agreed"], summed["ruled"]) == (2, 0, 2)
    assert (summed["first"], summed["second"]) == (1, 1)
    assert summed["mean_difference"] == pytest.approx(-0.15)
    assert told["words_gone"] == 1
    assert digest_of(folder) == before


async def test_where_they_differ_is_told_in_a_table(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = OllamaServer(LLAMA, QWEN)
    server.reply = lambda asked: mild(asked) if asked.model == QWEN else answer(asked)
    async with server.running():
        assert await compare(folder, server.url, LLAMA, QWEN, as_json=False) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert "discord:here #1" in words
    assert "would do the same in 0 of these" in words
    assert "Left out: 1 case whose words" in words


async def test_a_model_that_is_not_there_is_a_check_that_failed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = OllamaServer(QWEN)
    async with server.running():
        assert await compare(folder, server.url, DETERMINISTIC, LLAMA) == 1
    assert "ollama pull" in capsys.readouterr().err


def at_endpoint(server: OpenAiServer, *models: str) -> Reasoning:
    here = {"name": "gpu-box", "url": server.address, "models": models}
    return Reasoning(endpoints=(here,), endpoint_keys="gpu-box=sk-1")  # type: ignore[arg-type]


async def test_models_of_endpoints_are_compared_by_their_servers_name(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = OpenAiServer("qwen", key="sk-1")
    server.reply = mild
    async with server.running():
        chosen = at_endpoint(server, "qwen")
        assert await compared_by(folder, chosen, DETERMINISTIC, "qwen at gpu-box") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["reasoners"] == ["deterministic", "qwen at gpu-box"]
    assert [each["second"]["recommended"] for each in told["cases"]] == ["leave it", "leave it"]


async def test_a_model_of_each_kind_of_server_can_be_compared(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server, other = OpenAiServer(LLAMA, key="sk-1"), OllamaServer(LLAMA)
    async with server.running(), other.running():
        chosen = at_endpoint(server, LLAMA).model_copy(update={"ollama_url": other.url})
        assert await compared_by(folder, chosen, LLAMA, f"{LLAMA} at gpu-box") == 0
    assert (len(server.chats), len(other.chats)) == (3, 3)
    assert json.loads(capsys.readouterr().out)["totals"]["agreed"] == 2


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault.WRONG_SCHEMA, "qwen at gpu-box: does not keep to the schema"),
        (Fault.NO_JSON, "qwen at gpu-box: does not keep to the schema"),
        (Fault.WRONG_KEY_401, "the key is missing or wrong"),
    ],
)
async def test_a_model_that_cannot_answer_as_it_must_is_found_out_before_the_run(
    folder: Path, capsys: pytest.CaptureFixture[str], fault: Fault, why: str
) -> None:
    server = OpenAiServer("qwen", key="sk-1")
    server.fault = fault
    async with server.running():
        chosen = at_endpoint(server, "qwen")
        assert await compared_by(folder, chosen, DETERMINISTIC, "qwen at gpu-box") == 1
    told = capsys.readouterr()
    assert why in told.err
    assert (told.out, "I will find you" in str(server.chats)) == ("", False)


async def test_a_model_that_hangs_is_given_up(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reason_command, "_PATIENCE", 0.05)
    server = OpenAiServer("qwen", key="sk-1")
    server.stall()
    async with server.running():
        chosen = at_endpoint(server, "qwen")
        assert await compared_by(folder, chosen, DETERMINISTIC, "qwen at gpu-box") == 1
    assert "qwen at gpu-box: no answer within 0 s" in capsys.readouterr().err


@pytest.mark.parametrize("names", [("magic", LLAMA), (LLAMA, LLAMA)])
async def test_reasoners_that_cannot_be_compared_are_refused(
    folder: Path, names: tuple[str, str]
) -> None:
    with pytest.raises(RefusedUseError, match="--compare"):
        await compare(folder, "http://127.0.0.1:9", *names)


def test_the_shipped_command_names_what_there_is(tmp_path: Path) -> None:
    told = within("reason", "--compare", "deterministic", "magic", folder=tmp_path)
    assert told.returncode == 2
    assert "there is no such reasoner; there are: deterministic" in one_line(told)
