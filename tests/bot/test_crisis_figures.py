"""`haven eval --crisis`: how people in danger are heard, measured on a labelled file."""

import json
from pathlib import Path

import pytest

from bot.crisis_figures import Hearing, figures_of, measure_crisis
from bot.settings import Settings
from connectors.formats import FormatError
from tests.bot.evaluated import Captured

SAID = (
    {"text": "i want to kill myself tonight", "label": 1, "functionality": "crisis_direct"},
    {"text": "kill yourself, nobody wants you", "label": 1, "functionality": "encouragement"},
    {"text": "good morning, who is up for a game", "label": 0, "functionality": "ordinary"},
    {"text": "no label"},
)


def cry(*, heard: bool, punished: bool = False) -> Hearing:
    return Hearing("direct", cries=True, heard=heard, punished=punished)


def joke(*, heard: bool, punished: bool = False) -> Hearing:
    return Hearing("joke", cries=False, heard=heard, punished=punished)


def test_recall_is_of_the_cries_and_precision_of_the_heard() -> None:
    figures = figures_of([cry(heard=True), cry(heard=False), cry(heard=True), joke(heard=True)])

    assert figures["recall"] == figures["precision"] == pytest.approx(2 / 3)
    assert figures["heard_wrongly"] == 1
    assert figures["functionality"] == {
        "direct": {"n": 3, "heard": 2},
        "joke": {"n": 1, "heard": 1},
    }


def test_only_people_in_danger_count_as_punished() -> None:
    figures = figures_of([cry(heard=False, punished=True), joke(heard=False, punished=True)])

    assert figures["cries_punished"] == 1


def test_without_cries_there_is_no_recall() -> None:
    figures = figures_of([joke(heard=False)])

    assert figures["recall"] is figures["precision"] is None


async def test_each_line_of_a_file_goes_through_the_whole_pipeline(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    file = tmp_path / "said.jsonl"
    file.write_text("\n".join(map(json.dumps, SAID)))

    assert await measure_crisis(Settings(), file, as_json=True) == 0

    figures = json.loads(capfdbinary.readouterr().out)
    assert (figures["texts"], figures["cries"]) == (3, 1)
    assert (figures["recall"], figures["precision"]) == (1.0, 1.0)
    assert figures["cries_punished"] == 0


async def test_a_file_without_labels_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "said.jsonl"
    file.write_text(json.dumps({"text": "hello"}))

    with pytest.raises(FormatError, match="no line with a text and a label"):
        await measure_crisis(Settings(), file, as_json=True)
