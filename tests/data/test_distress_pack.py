"""The distress pack: sound, of many kinds, hands and languages, apart from what measures."""

from collections import Counter
from pathlib import Path

import orjson

from engine.text import normalise
from tests.distress import DANGER, SAFE, told

QUALITY = Path(__file__).parents[1] / "quality"


def screened(text: str) -> str:
    return normalise(text).screened


def test_the_pack_is_large_and_knows_every_kind() -> None:
    assert len(told()) >= 2300
    assert {each.kind for each in told()} == DANGER | SAFE


def test_each_language_has_people_in_danger_and_others() -> None:
    sides = Counter((each.language, each.kind in DANGER) for each in told())

    assert {language for language, _ in sides} == {"en", "es", "fr", "de", "pt"}
    assert min(sides.values()) >= 35


def test_no_text_stands_twice_in_a_language() -> None:
    counts = Counter((each.language, screened(each.text)) for each in told())

    assert [text for text, count in counts.items() if count > 1] == []


def test_no_text_is_one_that_a_quality_set_measures_with() -> None:
    measured = {
        screened(orjson.loads(line)["text"])
        for file in QUALITY.glob("*.jsonl")
        for line in file.read_bytes().splitlines()
    }

    assert [each.text for each in told() if screened(each.text) in measured] == []
