"""The small commands: screen, doctor, audit, db; and what the command line itself refuses."""

import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from data.database import FILE
from tests.bot.chats import FORMS
from tests.bot.command import Finished, count, haven, one_line, rows, side_by_side, within

ATTACK = "you worthless idiot, nobody likes you"
UNGUARDED = "DROP TRIGGER audit_refuses_UPDATE; DROP TRIGGER audit_refuses_DELETE;"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a chat, and with the state that a replay of it left."""
    folder = tmp_path_factory.mktemp("cli")
    played = haven("replay", FORMS[0].write(folder), "--state", "state", folder=folder)
    assert played.returncode == 0
    return folder


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Finished]:
    folder = tmp_path_factory.mktemp("screened")
    runs = {
        "json": partial(haven, "screen", "--json", folder=folder, stdin=ATTACK),
        "table": partial(haven, "screen", ATTACK, folder=folder),
    }
    return dict(zip(runs, side_by_side(*runs.values()), strict=True))


def test_screen_gives_risk_category_and_signals_as_json(
    screened: Mapping[str, Finished],
) -> None:
    prediction = json.loads(screened["json"].stdout)

    assert 0 < prediction["risk_score"] < 1
    assert prediction["category"] in {"insult", "harassment"}
    assert "lexicon" in {signal["source"] for signal in prediction["signals"]}


def test_what_is_piped_in_is_screened_like_an_argument(screened: Mapping[str, Finished]) -> None:
    piped = json.loads(screened["json"].stdout)

    assert f"risk {piped['risk_score']:.3f}  category {piped['category']}" in (
        screened["table"].stdout
    )


def test_screen_shows_every_signal_and_weight(screened: Mapping[str, Finished]) -> None:
    prediction = json.loads(screened["json"].stdout)
    named = {signal["source"] for signal in prediction["signals"]}
    named |= {weight["name"] for weight in prediction["weights"]}

    assert (screened["table"].returncode, screened["table"].stderr) == (0, "")
    assert {name for name in named if name not in screened["table"].stdout} == set()


def test_a_well_doctor_says_so(folder: Path) -> None:
    examined = haven("doctor", folder=folder, HAVEN_CONSOLE__ENABLED="true")

    assert examined.returncode == 0
    assert "failed" not in examined.stdout
    assert "it embeds" in examined.stdout


def test_a_quick_doctor_is_well_too(folder: Path) -> None:
    assert within("doctor", "--quick", folder=folder).returncode == 0


def test_a_damaged_database_makes_the_doctor_fail_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / FILE).write_bytes(b"once upon a time " * 600)

    examined = haven("doctor", "--quick", folder=tmp_path)

    assert examined.returncode == 1
    assert "restore a backup" in examined.stdout


def test_a_bad_configuration_makes_the_doctor_fail(tmp_path: Path) -> None:
    (tmp_path / "bot.toml").write_text("[queue]\nlimit = 0")

    examined = within("doctor", folder=tmp_path)

    assert examined.returncode == 1
    assert "queue.limit: must be at least 1" in examined.stdout


def test_a_doctors_words_are_shown_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "[bold]").write_text("")

    examined = within("doctor", "--quick", folder=tmp_path, HAVEN_STATE__FOLDER="[bold]")

    assert examined.returncode == 1
    assert "[bold]: cannot be written" in examined.stdout


def test_an_untouched_audit_is_verified(folder: Path) -> None:
    verified = haven("audit", "verify", folder=folder)

    assert verified.returncode == 0
    assert "every line of the audit log fits" in verified.stdout


def test_a_tampered_audit_is_named_by_its_line(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "state", tmp_path / "state")
    with closing(sqlite3.connect(tmp_path / "state" / FILE)) as connection:
        connection.executescript(UNGUARDED)
        connection.execute("UPDATE audit SET actor = 'nobody' WHERE seq = 2")
        connection.commit()

    verified = haven("audit", "verify", folder=tmp_path)

    assert verified.returncode == 1
    assert verified.stdout == "state: line 2 of the audit log was altered or taken away.\n"


def test_there_is_nothing_to_verify_before_the_first_start(tmp_path: Path) -> None:
    refused = within("audit", "verify", folder=tmp_path)

    assert refused.returncode == 2
    assert "nothing has been recorded there yet" in one_line(refused)
    assert list(tmp_path.iterdir()) == []


def test_a_database_is_made_by_an_upgrade(tmp_path: Path) -> None:
    upgraded = haven("db", "upgrade", "--state", "[red] state", folder=tmp_path)

    assert upgraded.returncode == 0
    assert "[red] state: the database has the newest schema." in upgraded.stdout
    assert count(tmp_path / "[red] state" / FILE, "alembic_version") == 1


def test_a_state_folder_is_its_owners_alone(tmp_path: Path) -> None:
    within("db", "upgrade", "--state", "deep/state", folder=tmp_path)

    kept = [tmp_path / "deep", tmp_path / "deep" / "state"]
    assert [folder.stat().st_mode & 0o077 for folder in kept] == [0, 0]


def test_a_backup_is_a_database_with_the_same_cases(folder: Path) -> None:
    saved = haven("db", "backup", "copy.db", folder=folder)

    assert (saved.returncode, saved.stdout) == (0, "copy.db: written.\n")
    query = "SELECT number, body FROM cases ORDER BY seq"
    assert rows(folder / "copy.db", query) == rows(folder / "state" / FILE, query) != []


def test_a_backup_is_good_as_a_state_of_its_own(folder: Path, tmp_path: Path) -> None:
    within("db", "backup", tmp_path / FILE, folder=folder)

    assert within("audit", "verify", "--state", tmp_path, folder=folder).returncode == 0


def test_a_backup_that_finds_no_place_is_refused(folder: Path) -> None:
    refused = within("db", "backup", "nowhere/copy.db", folder=folder)

    assert refused.returncode == 2
    assert one_line(refused) == "nowhere/copy.db: its folder does not exist"


@pytest.mark.parametrize(
    "words", ["frobnicate", "replay", "replay chat.jsonl --mode kind", "screen --loud hello"]
)
def test_wrong_use_says_how_to_use_it(tmp_path: Path, words: str) -> None:
    refused = within(*words.split(), folder=tmp_path)

    assert refused.returncode == 2
    assert "Usage: haven" in refused.stderr


def test_without_a_platform_a_run_says_what_to_fill_in(tmp_path: Path) -> None:
    refused = haven("run", folder=tmp_path)

    assert (refused.returncode, refused.stdout) == (2, "")
    heading, *missing = refused.stderr.splitlines()
    assert heading == "Nothing to run yet. What is missing:"
    assert missing[:2] == [
        "  One of these three is enough:",
        "  1. This terminal, to try Haven without any account",
    ]
    assert list(tmp_path.iterdir()) == []
