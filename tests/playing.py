"""Records of a chat, played through the whole engine; what there is to see afterwards."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.replaying import Play, played
from bot.screening import Screening
from bot.settings import Settings
from engine.cases import Case
from engine.pipeline import nobody_watches

Records = Sequence[Mapping[str, Any]]


async def cases_of(
    records: Records, folder: Path, screening: Screening, settings: Settings
) -> list[Case]:
    chat = folder / "chat.jsonl"
    chat.write_text("\n".join(json.dumps(dict(record), default=str) for record in records))
    play = Play(paths=[chat], folder=folder / "state", watch=nobody_watches)
    async with played(settings, play, screening=screening) as done:
        return [case async for case in done.house.archive.cases()]
