"""haven bench --backtest: so many stored events decided anew under another policy."""

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import orjson
from rich.console import Console
from rich.table import Table

from bot.backtesting.choices import chosen_in
from bot.backtesting.trial import Trial, tried
from bot.bench_chat import Chat
from bot.bench_deciding import RULES, WORDS, found_in
from bot.bench_load import rss_mb
from bot.reading import reader_for
from bot.settings import Settings
from data.packs import load_packs
from data.state import open_archive, open_state
from engine.changes import Changes, Journaled
from engine.clock import SystemClock
from engine.events import Author, Community, Message, Place, Platform
from engine.policy.document import applied
from engine.verdict import Route, Verdict

# What issue 7 allows for 50,000 of them.
_ALLOWED, _SECONDS = 50_000, 60.0
_BLOCK = 1_000
_PEOPLE = 500
_BEGAN = datetime(2026, 3, 2, 12, tzinfo=UTC)
_PLACE = Place(Community(Platform.DISCORD, "bench"), "hall")


def measure_backtest(settings: Settings, events: int, *, as_json: bool) -> int:
    """1 where it takes longer than is allowed for so many."""
    figures = asyncio.run(_figures(settings, events))
    if as_json:
        sys.stdout.write(orjson.dumps(figures, option=orjson.OPT_APPEND_NEWLINE).decode())
    else:
        table = Table("figure", "value", title=f"{events:,} stored events decided anew")
        for name, value in figures.items():
            table.add_row(name, f"{value:,.1f}")
        Console().print(table)
    allowed = _SECONDS * max(events, 1) / _ALLOWED
    return 0 if figures["seconds"] < max(allowed, 1.0) else 1


async def _figures(settings: Settings, events: int) -> dict[str, float]:
    with TemporaryDirectory(prefix="haven-bench-") as folder:
        await _fill(Path(folder), events)
        before, started, busy = rss_mb(), perf_counter(), process_time()
        async with open_archive(Path(folder)) as archive:
            chosen = await chosen_in(archive, settings, SystemClock())
            community = _PLACE.community
            policy = applied({"act_at": 0.4, "rules": RULES}, chosen.policies.of(community))
            trial = Trial(
                archive=archive,
                chosen=chosen,
                community=community,
                policy=policy,
                since=_BEGAN,
                until=_BEGAN + timedelta(days=8),
                normalise=reader_for(load_packs()),
            )
            found = await tried(trial, lambda _: None)
        seconds, busy = perf_counter() - started, process_time() - busy
        return {
            "seconds": seconds,
            "cpu_seconds": busy,
            "events": float(found.seen),
            "changed": float(found.changed),
            "events_per_second": found.seen / seconds,
            "grown_mb": rss_mb() - before,
        }


async def _fill(folder: Path, events: int) -> None:
    """A week of chat, a fifth of it weighed; written as a running Haven writes it."""
    rows = _judged(events)
    async with open_state(folder) as state:
        while block := list(islice(rows, _BLOCK)):
            messages, verdicts = zip(*block, strict=True)
            journaled = tuple(map(Journaled, messages))
            await state.ledger.commit(Changes(events=journaled, verdicts=verdicts))


def _judged(events: int) -> Iterator[tuple[Message, Verdict]]:
    random, lines = Random(1), Chat().lines()  # noqa: S311 - chat, no secret
    gap = timedelta(days=7) / max(events, 1)
    for number in range(events):
        who = f"u{random.randrange(_PEOPLE)}"
        message = Message(
            id=f"m{number}",
            place=_PLACE,
            author=Author(id=who, name=who),
            text=next(lines).text,
            sent_at=_BEGAN + number * gap,
            targets=("u0",),
        )
        yield message, _verdict(message, harm=random.random(), weighed=number % 5 == 0)


def _verdict(message: Message, *, harm: float, weighed: bool) -> Verdict:
    prediction, assessment = found_in(harm if weighed else 0.1, WORDS)
    return Verdict(
        message=message.id,
        place=message.place,
        author=message.author.id,
        target="u0",
        at=message.sent_at,
        prediction=prediction,
        route=Route.LIGHT if weighed else Route.ALLOW,
        session=f"s{message.sent_at:%d%H}",
        escalation=0.3,
        assessment=assessment if weighed else None,
    )
