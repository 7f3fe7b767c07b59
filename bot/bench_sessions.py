"""haven bench --sessions: what so many live conversations and pairs take, and cost a message."""

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from time import perf_counter, perf_counter_ns, process_time

import numpy as np
import orjson
from rich.console import Console
from rich.table import Table

from bot.bench_chat import Chat
from bot.bench_load import rss_mb
from bot.garbage import short_pauses
from data.packs import load_packs
from engine.events import Author, Community, Message, Place, Platform
from engine.memory.actors import Actors
from engine.memory.targets import Targets
from engine.sessions.phrases import Words
from engine.sessions.tracker import Surroundings
from engine.text import normalise
from engine.verdict import Category, RiskPrediction

# What issue 6 allows.
MOST_MB, MOST_MICROSECONDS = 400.0, 50.0
_COMMUNITIES = 500
_EACH = 3
_WARM_UP, _UPDATES = 20_000, 50_000
_BEGAN = datetime(2026, 3, 2, 12, tzinfo=UTC)
_LINES = 5_000
_CALM = RiskPrediction(
    risk_score=0.05,
    category=Category.NONE,
    confidence=0.5,
    flags=(),
    signals=(),
    weights=(),
    precedents=(),
    model="bench",
    screening_time_ms=0.0,
)


class Crowd:
    """So many channels, in each of which two people talk with each other."""

    def __init__(self, sessions: int) -> None:
        self._random = Random(1)  # noqa: S311 - chat, no secret
        self._texts = [line.text for line in islice(Chat().lines(), _LINES)]
        self._words = [normalise(text).words for text in self._texts]
        self._places = [
            Place(Community(Platform.DISCORD, f"bench-{number % _COMMUNITIES}"), f"c{number}")
            for number in range(sessions)
        ]
        self._said = 0
        packs = load_packs()
        self.surroundings = Surroundings(
            packs.phrases,
            actors=Actors(),
            targets=Targets(),
            languages=[pack.phrases for pack in packs.languages.values()],
        )

    def fill(self) -> None:
        """Every channel is spoken in a few times within the same half hour."""
        for _ in range(_EACH):
            for number in range(len(self._places)):
                self._say(number)

    def updates(self) -> Mapping[str, float]:
        """Of one more message, made up beforehand, in a channel drawn by lot: processor time as
        the mean, and what the clock says of single ones.
        """
        for message, words in self._drawn(_WARM_UP):
            self.surroundings.observe(message, _CALM, words=words)
        drawn, took, busy = self._drawn(_UPDATES), [], process_time()
        for message, words in drawn:
            began = perf_counter_ns()
            self.surroundings.observe(message, _CALM, words=words)
            took.append(perf_counter_ns() - began)
        busy = process_time() - busy
        median, late = np.percentile(took, [50, 95]) / 1e3
        return {
            "update_microseconds": busy / _UPDATES * 1e6,
            "update_median_microseconds": float(median),
            "update_p95_microseconds": float(late),
        }

    def _drawn(self, count: int) -> Sequence[tuple[Message, Words]]:
        drawn = [self._random.randrange(len(self._places)) for _ in range(count)]
        messages = [self._message(number) for number in drawn]
        return [(message, normalise(message.text).words) for message in messages]

    def _say(self, number: int) -> None:
        message = self._message(number)
        words = self._words[self._said % _LINES]
        self.surroundings.observe(message, _CALM, words=words)

    def _message(self, number: int) -> Message:
        self._said += 1
        speaker = self._said // len(self._places) % 2
        pair = (f"u{number}-0", f"u{number}-1")
        return Message(
            id=f"m{self._said}",
            place=self._places[number],
            author=Author(id=pair[speaker], name=f"person{number}{'ab'[speaker]}"),
            # A string of its own, as from a platform.
            text=self._texts[self._said % _LINES].encode().decode(),
            sent_at=_BEGAN + timedelta(milliseconds=3 * self._said),
            targets=(pair[1 - speaker],),
        )


def measure_sessions(sessions: int, *, as_json: bool) -> int:
    """1 where it takes more than is allowed; memory counts what fills up, not the program."""
    # With the collector's pauses kept short, as in a house that is open.
    with short_pauses():
        figures = _figures(Crowd(sessions))
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(figures, option=orjson.OPT_APPEND_NEWLINE))
    else:
        Console().print(_table(figures))
    good = figures["state_mb"] < MOST_MB and figures["update_microseconds"] < MOST_MICROSECONDS
    return 0 if good else 1


def _figures(crowd: Crowd) -> dict[str, float]:
    before, started = rss_mb(), perf_counter()
    crowd.fill()
    filled = perf_counter() - started
    taken, sessions = rss_mb() - before, len(crowd.surroundings.open_sessions())
    return {
        "sessions": float(sessions),
        "state_mb": taken,
        "state_kb_per_session": taken * 1024 / sessions,
        "fill_seconds": filled,
        **crowd.updates(),
    }


def _table(figures: dict[str, float]) -> Table:
    table = Table("figure", "value", "allowed", title="Live sessions and pairs")
    allowed = {"state_mb": MOST_MB, "update_microseconds": MOST_MICROSECONDS}
    for name, value in figures.items():
        table.add_row(name, f"{value:,.1f}", f"{allowed[name]:,.0f}" if name in allowed else "")
    return table
