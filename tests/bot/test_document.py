"""The document of a replay: written whole or not at all, and in JSON's own terms."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import orjson
import pytest

from bot.document import case_row, plain, write_document
from data.archive import Archive
from engine.cases import Case
from engine.events import Message
from engine.verdict import Session, Verdict
from tests.bot.command import document
from tests.builders import case, decision, message, verdict


class Shelf:
    """An archive of what a test puts on it; it may break in the middle of the cases."""

    def __init__(self, *cases: Case, breaks: bool = False) -> None:
        self._cases = cases
        self._breaks = breaks

    async def verdicts(self) -> AsyncIterator[tuple[Message, Verdict]]:
        quiet, loud = message("hello"), message("you fool", by="rook")
        yield quiet, verdict(quiet)
        yield loud, verdict(loud, decision())

    async def sessions(self) -> AsyncIterator[Session]:
        for session in ():
            yield session

    async def cases(self) -> AsyncIterator[Case]:
        for one in self._cases:
            yield one
        if self._breaks:
            raise OSError("the disk is gone")


def _written(target: Path, *cases: Case) -> dict[str, Any]:
    asyncio.run(write_document(cast("Archive", Shelf(*cases)), target))
    return document(target)


def test_an_empty_part_is_an_empty_list(tmp_path: Path) -> None:
    assert _written(tmp_path / "out.json")["sessions"] == []


def test_only_what_was_decided_is_a_decision(tmp_path: Path) -> None:
    written = _written(tmp_path / "out.json")

    assert [row["author"] for row in written["messages"]] == ["vex", "rook"]
    assert [row["author"] for row in written["decisions"]] == ["rook"]


def test_cases_come_in_order_with_all_their_actions(tmp_path: Path) -> None:
    written = _written(tmp_path / "out.json", case(1), case(2))

    assert [row["number"] for row in written["cases"]] == [1, 2]
    assert written["cases"][0]["action"] == {"user": "vex", "duration": 600.0, "type": "timeout"}


def test_a_document_that_was_not_finished_leaves_the_former_one(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("former")

    with pytest.raises(OSError, match="the disk is gone"):
        asyncio.run(write_document(cast("Archive", Shelf(case(), breaks=True)), target))

    assert target.read_text() == "former"
    assert list(tmp_path.iterdir()) == [target]


def test_a_row_of_a_case_names_every_fact_a_reader_needs() -> None:
    needed = {"number", "action", "author", "target", "category", "risk_score", "evidence", "mode"}

    assert needed <= case_row(case()).keys()


def test_lengths_of_time_are_seconds_and_sets_are_in_order() -> None:
    row = {"lasts": timedelta(minutes=1.5), "flags": frozenset("cab")}

    assert orjson.dumps(row, default=plain) == b'{"lasts":90.0,"flags":["a","b","c"]}'


def test_what_has_no_form_in_json_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no form"):
        plain(object())
