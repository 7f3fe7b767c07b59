"""What a self-hoster or an attacker can hand over: each is named in one line, or survived."""

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot import settings
from bot.settings import Screening
from data.database import FILE
from tests.bot.chats import FORMS, TALK, json_lines
from tests.bot.command import (
    Finished,
    document,
    haven,
    one_line,
    side_by_side,
    within,
)

CONFIGURED = ("run", "demo", "replay chat.jsonl", "screen hello", "bench", "audit verify")
FAULTY = """
[discord]
enabeld = true
token = "canary-token"

[policy]
act_at = "often"

[quue]
limit = 3
"""
FAULTS = (
    "discord.token: secrets do not belong here, put it into .env as HAVEN_DISCORD__TOKEN",
    'discord.enabeld: unknown key, did you mean "enabled"?',
    'policy.act_at: must be a number, not "often"',
    'quue: unknown section, did you mean "queue"?',
)


@pytest.mark.parametrize("command", CONFIGURED)
def test_every_fault_of_the_configuration_is_named_at_once(tmp_path: Path, command: str) -> None:
    (tmp_path / "bot.toml").write_text(FAULTY)

    refused = within(*command.split(), folder=tmp_path)

    assert refused.returncode == 2
    assert sorted(refused.stderr.splitlines()) == sorted(f"bot.toml: {said}" for said in FAULTS)


def test_the_shipped_command_names_them_too_and_no_secret(tmp_path: Path) -> None:
    (tmp_path / "bot.toml").write_text(FAULTY)

    refused = haven("run", folder=tmp_path)

    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, len(FAULTS))
    assert "canary" not in refused.stderr + refused.stdout


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[policy\nmode = 1", "bot.toml:1:8: not TOML"),
        ('[log]\nlevel = "loud"', "bot.toml: log.level: must be one of"),
        ("policy = 3", "bot.toml: policy: must be a section"),
        ("[queue]\nlimit = 0", "bot.toml: queue.limit: must be at least 1, not 0"),
        ("[state]\nfolder = 7", "bot.toml: state.folder: must be the name of a folder"),
    ],
)
def test_a_fault_in_bot_toml_is_named_with_its_place(
    tmp_path: Path, written: str, said: str
) -> None:
    (tmp_path / "bot.toml").write_text(written)

    refused = within("run", folder=tmp_path)

    assert refused.returncode == 2
    assert one_line(refused).startswith(said)


def test_an_unknown_variable_is_named(tmp_path: Path) -> None:
    refused = within("run", folder=tmp_path, HAVEN_DISCORD__TOKN="canary-token")

    assert refused.returncode == 2
    assert one_line(refused) == (
        'HAVEN_DISCORD__TOKN: unknown variable, did you mean "HAVEN_DISCORD__TOKEN"?'
    )


def test_a_configuration_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    refused = within("run", "--config", "absent.toml", folder=tmp_path)

    assert refused.returncode == 2
    assert one_line(refused) == "absent.toml: cannot be read: No such file or directory"


def _without_weights(model: Path) -> None:
    (model / "model.onnx").unlink()


def _with_half_the_weights(model: Path) -> None:
    whole = (model / "model.onnx").read_bytes()
    (model / "model.onnx").write_bytes(whole[: len(whole) // 2])


def _with_another_tokenizer(model: Path) -> None:
    (model / "tokenizer.json").write_text("{}")


def _without_manifest(model: Path) -> None:
    (model / "manifest.json").unlink()


def _with_a_manifest_of_nothing(model: Path) -> None:
    (model / "manifest.json").write_text("[]")


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copied = shutil.copytree(Screening().folder, tmp_path / "model")
    monkeypatch.setattr(settings.Screening, "folder", copied)
    return copied


@pytest.mark.parametrize(
    ("damage", "file"),
    [
        (_without_weights, "model.onnx"),
        (_with_half_the_weights, "model.onnx"),
        (_with_another_tokenizer, "tokenizer.json"),
        (_without_manifest, "manifest.json"),
        (_with_a_manifest_of_nothing, "manifest.json"),
    ],
)
@pytest.mark.parametrize("command", ["screen hello", "replay chat.jsonl", "demo"])
def test_a_damaged_model_is_named_in_one_line(
    tmp_path: Path, model: Path, command: str, damage: Callable[[Path], None], file: str
) -> None:
    FORMS[0].write(tmp_path)
    damage(model)

    refused = within(*command.split(), folder=tmp_path)

    assert refused.returncode == 2
    assert file in one_line(refused)


def test_a_model_that_was_never_there_is_named_in_one_line(tmp_path: Path) -> None:
    refused = within("screen", "hello", folder=tmp_path, HAVEN_SCREENING__MODEL="absent")

    assert refused.returncode == 2
    assert "absent" in one_line(refused)


@pytest.mark.parametrize(
    "command",
    [
        *("run", "audit verify", "db upgrade", "db backup copy.db"),
        "replay chat.jsonl --state state --resume",
    ],
)
def test_a_file_that_is_no_database_is_named_in_one_line(tmp_path: Path, command: str) -> None:
    FORMS[0].write(tmp_path)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / FILE).write_bytes(b"once upon a time " * 600)

    refused = within(*command.split(), folder=tmp_path, HAVEN_CONSOLE__ENABLED="true")

    assert refused.returncode == 2
    assert one_line(refused).startswith(f"state/{FILE}: damaged")


def test_a_database_with_damaged_pages_is_named_in_one_line(tmp_path: Path) -> None:
    within("db", "upgrade", folder=tmp_path)
    pages = bytearray((tmp_path / "state" / FILE).read_bytes())
    pages[3 * 4096 :] = b"\xff" * (len(pages) - 3 * 4096)
    (tmp_path / "state" / FILE).write_bytes(pages)

    refused = within("audit", "verify", folder=tmp_path)

    assert refused.returncode == 2
    assert one_line(refused).startswith(f"state/{FILE}: damaged")


MEGABYTE = "you utter fool " * 70_000
STORM = "fool" + "\u0301" * 100_000
SURROGATES = b"you \xed\xa0\x80 utter \xff fool "


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Finished]:
    folder = tmp_path_factory.mktemp("screened")
    typed = {"odd": SURROGATES + f"{STORM} {MEGABYTE}".encode(), "empty": b""}
    runs = [
        partial(haven, "screen", "--json", folder=folder, stdin=each) for each in typed.values()
    ]
    return dict(zip(typed, side_by_side(*runs), strict=True))


@pytest.mark.parametrize("text", ["odd", "empty"])
def test_a_text_however_odd_is_screened(screened: dict[str, Finished], text: str) -> None:
    assert (screened[text].returncode, screened[text].stderr) == (0, "")
    assert 0 <= json.loads(screened[text].stdout)["risk_score"] < 1


def test_nothing_speaks_against_an_empty_text(screened: dict[str, Finished]) -> None:
    prediction = json.loads(screened["empty"].stdout)

    assert (prediction["signals"], prediction["category"]) == ([], "none")
    assert prediction["session_signals"] == []


@pytest.fixture(scope="module")
def odd_chat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chat of odd texts, and of a clock that is set back by two hours amid it."""
    folder = tmp_path_factory.mktemp("odd")
    odd = ("mika", MEGABYTE[:900_000]), ("mika", "surrogate \ud800"), ("fern", STORM)
    before, after = json_lines((*TALK, *odd)), json_lines(TALK)
    set_back = after.replace("T20:", "T18:")
    (folder / "odd.jsonl").write_text(before + set_back)
    played = haven("replay", "odd.jsonl", "--json", "out.json", folder=folder)
    assert (played.returncode, "broken" in played.stderr) == (0, False)
    return folder / "out.json"


def test_a_chat_of_odd_texts_is_played_to_its_end(odd_chat: Path) -> None:
    assert len(document(odd_chat)["messages"]) == 2 * len(TALK) + 3


def test_no_text_is_kept_beyond_its_limit(odd_chat: Path) -> None:
    assert max(len(message["text"]) for message in document(odd_chat)["messages"]) <= 4_000


def test_a_clock_that_is_set_back_ends_no_timeout_early(odd_chat: Path) -> None:
    cases = document(odd_chat)["cases"]

    timed = [case for case in cases if case["rung"].startswith("timeout")]
    assert {case["status"] for case in timed} == {"applied"}
