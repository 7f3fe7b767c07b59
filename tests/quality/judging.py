"""A quality set through the whole pipeline in force: what Haven does about each line by itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from bot.replaying import Play, played
from bot.screening import Screening, open_screening
from bot.settings import Settings
from engine.cases import Case
from engine.pipeline import nobody_watches

FOLDER = Path(__file__).parent
# Far enough apart that no cap on measures is reached, and within the patience of a case.
_APART = timedelta(minutes=15)
_BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Judged:
    """A line, and the case that came of it, if any did."""

    line: Mapping[str, Any]
    case: Case | None


def lines(name: str) -> Sequence[Mapping[str, Any]]:
    return [orjson.loads(line) for line in (FOLDER / name).read_bytes().splitlines()]


async def judged(chosen: Sequence[Mapping[str, Any]], folder: Path) -> Sequence[Judged]:
    """Each line is said by somebody else in a channel of its own."""
    async with open_screening(Settings()) as screening:
        cases = await _cases(chosen, folder, screening)
    return [Judged(line, cases.get(f"m{place}")) for place, line in enumerate(chosen)]


async def _cases(
    chosen: Sequence[Mapping[str, Any]], folder: Path, screening: Screening
) -> Mapping[str | None, Case]:
    chat = folder / "chat.jsonl"
    said = (_record(place, line["text"]) for place, line in enumerate(chosen))
    chat.write_text("\n".join(map(json.dumps, said)))
    play = Play(paths=[chat], folder=folder / "state", watch=nobody_watches)
    async with played(Settings(), play, screening=screening) as done:
        return {case.message: case async for case in done.house.archive.cases()}


def _record(place: int, text: str) -> Mapping[str, str]:
    return {
        "id": f"m{place}",
        "platform": "discord",
        "community": "c",
        "channel": f"channel{place}",
        "author_id": f"a{place}",
        "author": f"person{place}",
        "time": (_BEGIN + place * _APART).isoformat(),
        "text": text,
    }
