"""The comparison's table, in the terminal and in the README."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.peers.table import BEGIN, END, markdown, rows, table, write
from bot.refusals import RefusedUseError
from tests.bot.peers.findings import FINDINGS, SETS


def page(folder: Path, text: str) -> Path:
    file = folder / "README.md"
    file.write_text(text)
    return file


def test_every_peer_has_a_cell_in_every_row() -> None:
    assert {len(row) for row in rows(FINDINGS)} == {1 + len(FINDINGS)}


def test_a_peer_that_is_not_there_is_shown_with_the_way_to_get_it() -> None:
    _, _, absent, _ = rows(FINDINGS)[0]

    assert absent == "not installed (pip install far away)"


def test_a_figure_that_has_no_meaning_is_a_dash() -> None:
    cells = {name: told for name, told, *_ in rows(FINDINGS)}

    assert cells["one message, P95, ms"] == cells["identity terms, false positives"] == "–"


def test_figures_come_rounded() -> None:
    cells = {name: told for name, told, *_ in rows(FINDINGS)}

    assert (cells["messages a second"], cells["ordinary chat, false positives"]) == (
        "1,234",
        "0.3%",
    )


def test_a_narrow_terminal_folds_words_and_loses_none() -> None:
    narrow = StringIO()

    Console(file=narrow, width=60).print(table(FINDINGS, SETS))

    assert "pip" in narrow.getvalue()
    assert "…" not in narrow.getvalue()


def test_a_failure_does_not_break_the_markdown() -> None:
    lines = [line for line in markdown(FINDINGS, SETS).splitlines() if line.startswith("|")]

    assert {line.count("|") for line in lines} == {2 + len(FINDINGS)}


def test_writing_the_table_twice_changes_nothing(tmp_path: Path) -> None:
    file = page(tmp_path, f"# Page\n\n{BEGIN}\nold\n{END}\n\nand more\n")
    write(file, markdown(FINDINGS, SETS))
    once = file.read_text()

    write(file, markdown(FINDINGS, SETS))

    assert file.read_text() == once
    assert "old" not in once


def test_what_surrounds_the_markers_stays(tmp_path: Path) -> None:
    file = page(tmp_path, f"before\n{BEGIN}{END}\nafter\n")

    write(file, "| table |\n")

    assert file.read_text() == f"before\n{BEGIN}\n| table |\n{END}\nafter\n"


@pytest.mark.parametrize("text", ["none", BEGIN, END, f"{END} {BEGIN}"])
def test_a_page_without_both_markers_is_left_alone(tmp_path: Path, text: str) -> None:
    file = page(tmp_path, text)

    with pytest.raises(RefusedUseError, match="write both"):
        write(file, "table")

    assert file.read_text() == text


def test_a_page_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedUseError, match="cannot be read"):
        write(tmp_path / "nowhere.md", "table")
