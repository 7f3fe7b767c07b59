"""What the database says was done, held against what the platform saw."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bot.command import rows
from tests.servers import discord
from tests.servers.discord import LoopbackDiscord

_UNJUDGED = """SELECT id FROM events e WHERE kind = 'message' AND NOT EXISTS
    (SELECT 1 FROM verdicts v WHERE v.message = e.id)
    AND NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.event = e.id)"""
_JUDGED_TWICE = "SELECT message FROM verdicts GROUP BY message HAVING count(*) > 1"
_TWO_CASES = """SELECT json_extract(body, '$.message') AS m FROM cases
    WHERE m IS NOT NULL GROUP BY m HAVING count(*) > 1"""
_UNDER_WAY = "SELECT id FROM intents WHERE state IN ('pending', 'sending', 'retry')"
_TIMED_OUT = """SELECT json_extract(body, '$.action.user') FROM intents
    WHERE state = 'done' AND json_extract(body, '$.action.type') = 'timeout'"""
_HIDDEN = """SELECT json_extract(body, '$.action.message') FROM intents
    WHERE state = 'done' AND json_extract(body, '$.action.type') = 'hide'"""
_UNKNOWN = "SELECT id FROM intents WHERE state = 'unknown'"
_CASES = "SELECT number FROM cases"


@dataclass(frozen=True, slots=True)
class Books:
    """Each entry of `lost` and `doubled` names what it is."""

    accepted: int
    cases: int
    done: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    unknown: int
    flaws: tuple[str, ...]

    @property
    def balance(self) -> bool:
        return not (self.lost or self.doubled or self.flaws)

    def told(self) -> str:
        state = "ok" if not self.flaws else "; ".join(self.flaws)
        return (
            f"{self.accepted} events, {self.cases} cases, {self.done} actions:"
            f" lost {len(self.lost)}, doubled {len(self.doubled)}, unknown {self.unknown},"
            f" integrity {state}"
        )


def read_books(database: Path, server: LoopbackDiscord) -> Books:
    def column(query: str) -> list[Any]:
        return [row[0] for row in rows(database, query)]

    return Books(
        accepted=len(column("SELECT id FROM events WHERE kind = 'message'")),
        cases=len(column(_CASES)),
        done=len(column("SELECT id FROM intents WHERE state = 'done'")),
        lost=tuple(_lost(column, server)),
        doubled=tuple(_doubled(column, server)),
        unknown=len(column(_UNKNOWN)),
        flaws=_flaws(database),
    )


def _lost(column: Any, server: LoopbackDiscord) -> Iterator[str]:  # noqa: ANN401 - a query's answer
    yield from (f"message {each} was never judged" for each in column(_UNJUDGED))
    yield from (f"call {each} was never made" for each in column(_UNDER_WAY))
    silent = {
        member["user"]["id"]
        for member in server.guild["members"]
        if member.get("communication_disabled_until")
    }
    yield from (f"{each} may write" for each in column(_TIMED_OUT) if each not in silent)
    there = server.world.messages
    yield from (f"message {each} is there" for each in column(_HIDDEN) if each in there)
    cards = _cards(server)
    yield from (f"case {each} has no card" for each in column(_CASES) if each not in cards)


def _doubled(column: Any, server: LoopbackDiscord) -> Iterator[str]:  # noqa: ANN401
    yield from (f"message {each} has two verdicts" for each in column(_JUDGED_TWICE))
    yield from (f"message {each} has two cases" for each in column(_TWO_CASES))
    cards = _cards(server)
    yield from (f"case {each} has {many} cards" for each, many in cards.items() if many > 1)
    letters = Counter(
        (message["channel_id"], message["content"])
        for message in server.world.messages.values()
        if message["channel_id"].startswith("9") and message["author"]["id"] == discord.BOT
    )
    yield from (f"{at} was told {many} times" for (at, _), many in letters.items() if many > 1)


def _cards(server: LoopbackDiscord) -> Counter[int]:
    told = (discord.words_of(card) for card in server.cards())
    return Counter(int(words.partition("Case ")[2].split()[0]) for words in told)


def _flaws(database: Path) -> tuple[str, ...]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    return () if found == ["ok"] else tuple(found)
