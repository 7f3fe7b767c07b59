"""Labelled texts through the whole pipeline in force: what Haven does about each by itself."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.replaying import Play, played
from bot.screening import open_screening
from bot.settings import Settings
from engine.cases import Case
from engine.pipeline import nobody_watches

# Far enough apart that no cap on measures is reached, and within the patience of a case.
_APART = timedelta(minutes=15)
_BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


async def judged(settings: Settings, texts: Sequence[str], folder: Path) -> Sequence[Case | None]:
    """The case that came of each text, if any did; each is said by somebody else in a channel of
    its own. The records are written below `folder`.
    """
    chat = folder / "chat.jsonl"
    chat.write_text("\n".join(json.dumps(_record(*said)) for said in enumerate(texts)))
    play = Play(paths=[chat], folder=folder / "state", watch=nobody_watches)
    async with (
        open_screening(settings) as screening,
        played(settings, play, screening=screening) as done,
    ):
        cases = {case.message: case async for case in done.house.archive.cases()}
    return [cases.get(f"m{place}") for place in range(len(texts))]


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
