"""Clockwork: APScheduler only wakes; what is due stands in tables, so missed ticks cost nothing."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app import House
from bot.doctor import heartbeat
from bot.settings import Settings
from engine.clock import Clock
from engine.events import Platform

CASES_EVERY = timedelta(seconds=5)
WORDS_EVERY = timedelta(hours=1)
HEARTBEAT_EVERY = timedelta(seconds=10)


@contextmanager
def ticking(house: House, settings: Settings, clock: Clock, folder: Path) -> Iterator[None]:
    """Run the jobs while this lasts; one that is still at work is not started again."""

    async def end_cases() -> None:
        await house.review.end_due()

    async def forget_words() -> None:
        now, keep = clock.now(), settings.retention
        await house.ledger.forget(Platform.DISCORD, before=now - timedelta(days=keep.discord_days))
        await house.ledger.forget(Platform.TWITCH, before=now - timedelta(hours=keep.twitch_hours))

    async def beat() -> None:
        await asyncio.to_thread(heartbeat, folder)

    scheduler = AsyncIOScheduler(job_defaults={"coalesce": True, "max_instances": 1})
    every = (end_cases, CASES_EVERY), (forget_words, WORDS_EVERY), (beat, HEARTBEAT_EVERY)
    for job, pause in every:
        scheduler.add_job(job, "interval", seconds=pause.total_seconds())
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
