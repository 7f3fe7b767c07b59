"""The texts of the distress pack, in all languages and by all hands."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

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
