"""A replay that was killed, or that ran out of room, goes on to the very same end."""

import resource
import shutil
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from data import database
from data.database import FILE
from data.packs import scene_paths
from tests.bot.command import (
    Finished,
    count,
    haven,
    one_line,
    side_by_side,
    started,
    wait_until,
    within,
)

SCENES = ("attack", "dogpile", "spam_raid")
GOOD = "every line of the audit log fits the one before it."
# The process is killed as soon as a table has so many rows.
KILLS = (("events", 1), ("cases", 4), ("verdicts", 250))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("resume")


@pytest.fixture(scope="module")
def chats(folder: Path) -> Sequence[Path]:
    for scene in SCENES:
        shutil.copy(str(scene_paths()[scene]), folder)
    return tuple(folder / f"{scene}.jsonl" for scene in SCENES)


@pytest.fixture(scope="module")
def twins(folder: Path, chats: Sequence[Path]) -> Sequence[Finished]:
    """Two replays of the same files at the same time, neither with a state folder of its own."""
    runs = [partial(haven, "replay", *chats, "--json", name, folder=folder) for name in "ab"]
    return side_by_side(*runs)


@pytest.fixture(scope="module")
def clean(twins: Sequence[Finished], folder: Path) -> bytes:
    assert twins[0].returncode == 0
    return (folder / "a").read_bytes()


def test_two_replays_of_one_chat_at_once_both_succeed(twins: Sequence[Finished]) -> None:
    assert [twin.returncode for twin in twins] == [0, 0]


def test_the_same_chat_gives_the_same_bytes(clean: bytes, folder: Path) -> None:
    assert (folder / "b").read_bytes() == clean


@dataclass(frozen=True)
class Revival:
    """What was written when the process was killed each time, and what its last successor made."""

    left_behind: Sequence[int]
    resumed: Finished
    audit: Finished
    document: bytes


def _killed(state: Path, table: str, rows: int, *words: str | Path) -> int:
    """How many verdicts the process had written when it was killed."""
    with started("replay", *words, "--state", state, "--resume", folder=state.parent) as process:
        wait_until(lambda: count(state / FILE, table) >= rows)
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    return count(state / FILE, "verdicts")


@pytest.fixture(scope="module")
def revival(folder: Path, chats: Sequence[Path]) -> Revival:
    state, out = folder / "killed", folder / "killed.json"
    words = (*chats, "--json", out)
    left_behind = [_killed(state, table, rows, *words) for table, rows in KILLS]
    resumed = haven("replay", *words, "--state", state, "--resume", folder=folder)
    audit = haven("audit", "verify", "--state", state, folder=folder)
    return Revival(left_behind, resumed, audit, out.read_bytes())


def test_the_kills_fell_at_three_points_of_the_chat(revival: Revival, clean: bytes) -> None:
    points = [*revival.left_behind, clean.count(b'"precedents":')]

    assert points == sorted(set(points))


def test_a_replay_that_was_killed_thrice_ends_with_the_very_same_document(
    revival: Revival, clean: bytes
) -> None:
    assert revival.resumed.returncode == 0
    assert revival.document == clean


def test_the_audit_holds_across_the_kills(revival: Revival) -> None:
    assert revival.audit.returncode == 0
    assert GOOD in revival.audit.stdout


@pytest.mark.usefixtures("revival")
def test_a_state_that_is_there_is_not_overwritten_unasked(
    folder: Path, chats: Sequence[Path]
) -> None:
    refused = within("replay", *chats, "--state", folder / "killed", folder=folder)

    assert refused.returncode == 2
    assert "go on with --resume, or name a new folder" in one_line(refused)


@dataclass(frozen=True)
class Cramped:
    """A replay in its own choice of folder, without and then with enough room."""

    refused: Finished
    written: int
    resumed: Finished


def _short_of_room(*words: str | Path, folder: Path) -> Finished:
    """As a spent quota does, from when the first verdicts are written: writing further fails."""
    with started(*words, folder=folder) as process:
        wait_until(lambda: any(count(file, "verdicts") for file in folder.glob(_REPLAYS)))
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (_ROOM, _ROOM))
        out, err = process.communicate()
    return Finished(process.args, process.returncode, out, err)


_REPLAYS, _ROOM = f"state/replays/*/{FILE}", 500_000


@pytest.fixture(scope="module")
def cramped(folder: Path, chats: Sequence[Path]) -> Cramped:
    words = ("replay", *chats, "--json", "cramped.json")
    refused = _short_of_room(*words, folder=folder)
    (state,) = (folder / "state" / "replays").iterdir()
    written = count(state / FILE, "verdicts")
    return Cramped(refused, written, haven(*words, "--resume", folder=folder))


def test_a_spent_quota_is_refused_in_one_line(cramped: Cramped) -> None:
    assert cramped.refused.returncode == 2
    assert "cannot hold Haven's state (disk I/O error)" in one_line(cramped.refused)


def test_with_room_again_a_replay_finds_its_own_folder_and_ends_as_the_clean_one(
    cramped: Cramped, folder: Path, clean: bytes
) -> None:
    assert cramped.written > 0
    assert cramped.resumed.returncode == 0
    assert (folder / "cramped.json").read_bytes() == clean


@pytest.mark.usefixtures("cramped")
def test_a_finished_replay_leaves_no_words_behind(folder: Path) -> None:
    assert list((folder / "state" / "replays").iterdir()) == []


def test_a_full_disk_is_refused_in_one_line_and_loses_nothing(
    folder: Path, chats: Sequence[Path], clean: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself says that it is full, as it does when the device is."""
    words = ("replay", *chats, "--state", "full", "--json", "full.json")
    with monkeypatch.context() as full:
        full.setattr(database, "PRAGMAS", (*database.PRAGMAS, "max_page_count = 100"))
        refused = within(*words, folder=folder)
    written = count(folder / "full" / FILE, "verdicts")

    resumed = within(*words, "--resume", folder=folder)

    assert (refused.returncode, one_line(refused)) == (2, "full: no room left; nothing was written")
    assert written > 0
    assert resumed.returncode == 0
    assert (folder / "full.json").read_bytes() == clean


@pytest.mark.usefixtures("revival")
def test_a_document_that_cannot_be_written_is_refused_and_the_state_is_kept(
    folder: Path, chats: Sequence[Path]
) -> None:
    (folder / "blocked.json.part").mkdir()
    words = (*chats, "--state", folder / "killed", "--resume", "--json", "blocked.json")

    refused = within("replay", *words, folder=folder)

    assert refused.returncode == 2
    assert refused.stderr.splitlines()[-1] == "blocked.json: cannot be written: Is a directory"
    assert count(folder / "killed" / FILE, "cases") > 0
