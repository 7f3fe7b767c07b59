"""A quality set through the whole pipeline in force: what Haven does about each line by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from bot import judging
from bot.settings import Settings
from engine.cases import Case

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Judged:
    """A line, and the case that came of it, if any did."""

    line: Mapping[str, Any]
    case: Case | None


def lines(name: str) -> Sequence[Mapping[str, Any]]:
    return [orjson.loads(line) for line in (FOLDER / name).read_bytes().splitlines()]


async def judged(chosen: Sequence[Mapping[str, Any]], folder: Path) -> Sequence[Judged]:
    """Each line is said by somebody else in a channel of its own."""
    cases = await judging.judged(Settings(), [line["text"] for line in chosen], folder)
    return [Judged(line, case) for line, case in zip(chosen, cases, strict=True)]
