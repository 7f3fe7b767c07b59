"""`haven backtest`: in words, as JSON, on a file, and what it refuses."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from bot.backtesting.rescreening import with_model
from bot.settings import Settings
from data.database import FILE
from data.state import open_state
from engine.actions import Warn
from engine.cases import Ruling
from engine.changes import Changes, Journaled
from engine.events import Message, Place
from engine.verdict import Verdict
from tests.bot.command import Finished, one_line, within
from tests.builders import HALL, assessment, case, decision, message, minutes, verdict

NOW = datetime.now(UTC)
SECRET = "you absolute turnip"


def judged(number: int, harm: float, *, acted: bool = True) -> tuple[Message, Verdict]:
    at = NOW - timedelta(hours=5) + minutes(20 * number)
    said = message(f"{SECRET} {number}", id=f"m{number}", at=at, place=HALL)
    warned = decision(Warn(user="vex", text=""), rung="warn", harm_score=harm)
    return said, verdict(said, warned if acted else None, assessment=assessment(harm))


async def stored(folder: Path, *rows: tuple[Message, Verdict]) -> None:
    cases = [
        case(n + 1, message=f"m{n}", opened_at=rows[n][0].sent_at, ruling=ruling)
        for n, ruling in enumerate((Ruling.REVERSED, Ruling.CONFIRMED))
    ]
    async with open_state(folder) as state:
        events = tuple(Journaled(said) for said, _ in rows)
        found = tuple(each for _, each in rows)
        await state.ledger.commit(Changes(events=events, verdicts=found, cases=tuple(cases)))


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    await stored(tmp_path, judged(0, 0.55), judged(1, 0.59), judged(2, 0.45, acted=False))
    (tmp_path / "new.toml").write_text("act_at = 0.58\n")
    return tmp_path


def compared(folder: Path, *words: str) -> Finished:
    return within("backtest", "--state", ".", *words, folder=folder)


def test_a_milder_policy_is_told_in_tables_and_words(folder: Path) -> None:
    told = compared(folder, "--policy", "new.toml")
    assert (told.returncode, told.stderr) == (0, "")
    words = " ".join(told.stdout.split())
    assert "Of 3 judgements, 1 would change." in words
    assert "It would act on 1, where 2 were acted on: 0 new, 1 no longer." in words
    assert "harm 0.55 is below 0.58" in words
    assert SECRET not in told.stdout


def test_a_members_words_are_shown_only_when_asked_for(folder: Path) -> None:
    assert SECRET in compared(folder, "--policy", "new.toml", "--words").stdout
    told = compared(folder, "--policy", "new.toml", "--json", "--words").stdout
    assert json.loads(told)["changes"][0]["text"] == f"{SECRET} 0"


def test_a_program_reads_what_a_stricter_policy_would_have_done(folder: Path) -> None:
    (folder / "new.toml").write_text("act_at = 0.4\n")
    told = json.loads(compared(folder, "--policy", "new.toml", "--json").stdout)
    insult = told["categories"]["insult"]
    assert (insult["acted_then"], insult["would_act"], insult["newly_acted"]) == (2, 3, 1)
    (reversed_,) = told["contradicted"]
    assert (reversed_["message"], reversed_["case"], reversed_["ruling"]) == ("m0", 1, "reversed")
    assert insult["overturned"]["reversed"] == 1
    assert insult["overturned"]["ruled"] == 2
    assert 0 < insult["overturned"]["low"] < 0.5 < insult["overturned"]["high"] < 1
    assert "too few to say" in " ".join(told["in_words"])
    assert "text" not in reversed_


def test_nothing_of_the_database_changes(folder: Path) -> None:
    before = hashlib.sha256((folder / FILE).read_bytes()).hexdigest()
    compared(folder, "--policy", "new.toml")
    assert hashlib.sha256((folder / FILE).read_bytes()).hexdigest() == before


def test_only_the_time_that_was_asked_for_is_looked_at(folder: Path) -> None:
    told = compared(folder, "--policy", "new.toml", "--since", "270m", "--json")
    assert json.loads(told.stdout)["judgements"] == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "name what to compare with: --policy FILE, --model FOLDER, or both"),
        (("--policy", "no.toml"), "no.toml: cannot be read as text (FileNotFoundError)"),
        (
            ("--policy", "new.toml", "--since", "7x"),
            "--since 7x: write a number and m, h, d or w, as in 90m, 12h, 7d or 4w",
        ),
        (
            ("--policy", "new.toml", "--community", "discord:moon"),
            "--community discord:moon: there is none; there are: discord:inn",
        ),
        (
            ("--policy", "new.toml", "--since", "1m"),
            "discord:inn: nothing was judged there in that time",
        ),
        (("--model", "moon"), "--model moon: there is no such folder, nor a model of that name"),
        (("none.jsonl", "--policy", "new.toml"), "none.jsonl: cannot be read"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(
    folder: Path, words: tuple[str, ...], why: str
) -> None:
    refused = compared(folder, *words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert one_line(refused).startswith(why)


def test_every_problem_of_a_document_is_named(folder: Path) -> None:
    (folder / "new.toml").write_text("act_at = 4\nhide = 1\n")
    refused = compared(folder, "--policy", "new.toml")
    assert refused.returncode == 2
    assert [line.partition(",")[0] for line in refused.stderr.splitlines()] == [
        "new.toml: act_at: must be at most 1",
        "new.toml: hide: unknown key",
    ]


def test_without_a_state_there_is_nothing_to_look_back_on(tmp_path: Path) -> None:
    (tmp_path / "new.toml").write_text("act_at = 0.4\n")
    refused = within("backtest", "--policy", "new.toml", "--state", "none", folder=tmp_path)
    assert refused.returncode == 2
    assert "nothing has been recorded there yet" in one_line(refused)


def talk(folder: Path) -> None:
    lines = ["hello there", "you worthless idiot, nobody likes you", "good game"]
    (folder / "chat.jsonl").write_text(
        "".join(
            json.dumps({"author": f"u{n}", "text": line, "time": f"2026-03-02T12:0{n}:00Z"}) + "\n"
            for n, line in enumerate(lines)
        )
    )


def test_what_a_file_of_chat_would_have_done_by_itself_is_told_from_what_would_wait(
    tmp_path: Path,
) -> None:
    talk(tmp_path)
    rule = '[[rules]]\nname = "ask"\nwhen = "harm > 0.3"\nthen = "ask"\n'
    (tmp_path / "new.toml").write_text(rule)
    told = within("backtest", "chat.jsonl", "--policy", "new.toml", "--json", folder=tmp_path)
    (changed,) = json.loads(told.stdout)["changes"]
    assert "a moderator confirms" in changed["now"]


@pytest.mark.parametrize("model", ["screening", str(files("data.models") / "screening")])
def test_a_model_is_named_by_its_folder_or_beside_the_shipped_ones(model: str) -> None:
    found = with_model(Settings(), model).screening.folder
    assert found.samefile(Settings().screening.folder)


def test_a_chat_file_is_judged_and_then_decided_anew(tmp_path: Path) -> None:
    place = Place(HALL.community, "hall")
    talk(tmp_path)
    (tmp_path / "new.toml").write_text("act_at = 1.0\n")
    told = within("backtest", "chat.jsonl", "--policy", "new.toml", "--json", folder=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    seen = json.loads(told.stdout)
    assert (seen["judgements"], seen["total"]["acted_then"]) == (3, 1)
    assert seen["total"]["no_longer_acted"] == 1
    assert str(place.channel) not in told.stdout
