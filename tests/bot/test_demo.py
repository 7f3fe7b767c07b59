"""`haven demo`: the same story each time, to read in a log and to watch in a terminal."""

import os
import pty
import signal
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.bot.command import HAVEN, Finished, environment, haven, side_by_side

CTRL_C = b"\x03"
OTHER_SCREEN, OWN_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def shows(folder: Path) -> Sequence[Finished]:
    return side_by_side(*[partial(haven, "demo", folder=folder)] * 2)


def test_the_demo_needs_no_terminal_and_says_nothing_amiss(shows: Sequence[Finished]) -> None:
    assert [(show.returncode, show.stderr) for show in shows] == [(0, ""), (0, "")]


def test_each_case_is_told_with_its_reason_before_the_closing_tables(
    shows: Sequence[Finished],
) -> None:
    told = shows[0].stdout

    assert told.index("Case 1 · ") < told.index("  Why: ") < told.index("Shielded")
    assert "cases; what was done: " in told


def test_the_demo_tells_the_same_story_each_time(shows: Sequence[Finished]) -> None:
    first, second = (
        [line for line in show.stdout.splitlines() if " records in " not in line] for show in shows
    )

    assert first == second


@pytest.mark.usefixtures("shows")
def test_the_demo_leaves_nothing_in_its_folder(folder: Path) -> None:
    assert list(folder.iterdir()) == []


def _watched(folder: Path) -> tuple[bytes, int]:
    """What a terminal is shown until somebody who has seen some chat presses Ctrl-C."""
    ours, theirs = pty.openpty()
    shown = b""
    with subprocess.Popen(
        [HAVEN, "demo"],
        cwd=folder,
        env=environment(TERM="xterm-256color", COLUMNS="120", LINES="40"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=partial(_take_terminal, theirs),  # noqa: PLW1509 - no threads here by then
    ) as process:
        os.close(theirs)
        while b"Mar " not in shown:
            shown += os.read(ours, 65536)
        os.write(ours, CTRL_C)
        shown += _rest(ours)
        process.wait()
    os.close(ours)
    return shown, process.returncode


def _take_terminal(terminal: int) -> None:
    os.close(os.open(os.ttyname(terminal), os.O_RDWR))


def _rest(terminal: int) -> bytes:
    rest = b""
    try:
        while piece := os.read(terminal, 65536):
            rest += piece
    except OSError:
        # So Linux tells that nobody holds the other end any more.
        return rest
    return rest


@pytest.fixture(scope="module")
def watched(folder: Path) -> tuple[bytes, int]:
    return _watched(folder)


def test_a_terminal_is_shown_chat_escalation_and_cases(watched: tuple[bytes, int]) -> None:
    headings = (b"Chat, with its risk", b"Escalation", b"Cases")

    assert all(heading in watched[0] for heading in headings)


def test_ctrl_c_gives_the_terminal_back_as_it_was(watched: tuple[bytes, int]) -> None:
    shown, code = watched

    assert shown.index(OTHER_SCREEN) < shown.rindex(OWN_SCREEN)
    assert code == 128 + signal.SIGINT
    assert b"Traceback" not in shown
