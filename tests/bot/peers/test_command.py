"""haven bench --peers, with peers of no use."""

import json
from pathlib import Path

import pytest

import bot.peers.command
from bot.peers.catalogue import CANDIDATES, HAVEN, Candidate
from bot.peers.command import PeersRequest, compare_peers
from bot.peers.comparison import Absent, Measured, chat, compare
from bot.peers.sets import NAMES
from bot.peers.table import BEGIN, END
from bot.refusals import RefusedUseError
from bot.settings import Settings
from tests.bot.command import one_line, within
from tests.bot.peers.findings import SETS

Captured = pytest.CaptureFixture[bytes]

COUNTING = Candidate("counting", "tests.bot.peers.trivial:Counting", ())
BROKEN = Candidate("broken", "tests.bot.peers.trivial:Broken", ())
FAR = Candidate("far", "nowhere:Far", ("no-such-distribution",))


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / f"{name}.jsonl").write_text('{"text": "bread", "label": 0}\n')
    return tmp_path


def request(sets: Path, **more: object) -> PeersRequest:
    usual = {"seconds": 0.1, "as_json": False, "as_markdown": False, "target": None}
    return PeersRequest(sets=sets, **{**usual, **more})  # type: ignore[arg-type]


def among(monkeypatch: pytest.MonkeyPatch, *candidates: Candidate) -> None:
    monkeypatch.setattr(bot.peers.command, "CANDIDATES", candidates)


def test_peers_are_compared_on_the_same_texts_at_their_own_thresholds() -> None:
    heard: list[str] = []

    findings = compare([COUNTING, FAR], SETS, configuration="x", seconds=0.1, began=heard.append)

    counting = findings["counting"]
    assert isinstance(counting, Measured)
    assert counting.quality.ordinary_fpr == 0.0
    assert findings["far"] == Absent(("no-such-distribution",))
    assert heard == ["counting", "far"]


def test_lines_of_chat_are_all_different_and_always_the_same() -> None:
    lines = chat(3_000)

    assert len(set(lines)) == 3_000
    assert lines == chat(3_000)


def test_a_peer_that_is_not_installed_is_no_failure(
    sets: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Captured
) -> None:
    among(monkeypatch, FAR)

    code = compare_peers(Settings(), request(sets, as_json=True))

    report = json.loads(capfdbinary.readouterr().out)
    assert (code, report) == (0, {"far": {"not_installed": ["no-such-distribution"]}})


def test_a_peer_that_fails_fails_the_comparison(
    sets: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Captured
) -> None:
    among(monkeypatch, BROKEN)

    code = compare_peers(Settings(), request(sets, as_json=True))

    report = json.loads(capfdbinary.readouterr().out)
    assert (code, report) == (1, {"broken": {"failed": "RuntimeError: no weights here"}})


def test_the_readme_gets_what_is_printed_as_markdown(
    sets: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Captured
) -> None:
    among(monkeypatch, FAR)
    page = sets / "README.md"
    page.write_text(f"{BEGIN}\n{END}\n")

    compare_peers(Settings(), request(sets, as_markdown=True, target=page))

    printed = capfdbinary.readouterr().out.decode()
    assert page.read_text() == f"{BEGIN}\n{printed}{END}\n"


def test_a_page_without_markers_is_refused_before_anything_is_measured(
    sets: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Captured
) -> None:
    among(monkeypatch, BROKEN)
    page = sets / "README.md"
    page.write_text("no markers")

    with pytest.raises(RefusedUseError):
        compare_peers(Settings(), request(sets, as_json=True, target=page))

    assert capfdbinary.readouterr().out == b""


def test_without_the_sets_the_command_says_where_they_lie(tmp_path: Path) -> None:
    refused = within("bench", "--peers", folder=tmp_path)

    assert refused.returncode == 2
    assert "tests/quality" in one_line(refused)


@pytest.mark.parametrize("words", [["--markdown"], ["--write", "README.md"]])
def test_the_table_alone_can_be_asked_for_as_markdown(tmp_path: Path, words: list[str]) -> None:
    refused = within("bench", *words, folder=tmp_path)

    assert (refused.returncode, one_line(refused)) == (2, "--markdown and --write need --peers")


def test_this_stack_comes_first_and_can_always_be_measured() -> None:
    assert CANDIDATES[0] is HAVEN
    assert HAVEN.missing() == ()
