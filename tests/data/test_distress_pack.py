"""The distress pack: sound, of many kinds, hands and languages, apart from what measures."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import orjson

from engine.text import normalise

QUALITY = Path(__file__).parents[1] / "quality"
DANGER = {"plain", "indirect", "plan", "amid_games", "friend"}
SAFE = {
    "hyperbole", "games", "quoted", "reports", "care", "recovered", "attack", "sadness",
    "ordinary", "safe",
}  # fmt: skip


class Told(NamedTuple):
    text: str
    kind: str
    language: str


@cache
def told() -> tuple[Told, ...]:
    return tuple(_told())


def _told() -> Iterator[Told]:
    for file in (files("data.packs") / "distress").iterdir():
        if not file.name.endswith(".toml"):
            continue
        language = file.name.split(".")[-2]
        for part in tomllib.loads(file.read_text(encoding="utf-8"))["part"]:
            for text in part["lines"].strip().splitlines():
                yield Told(text, part["kind"], language)


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
