"""Clockwork: APScheduler only wakes; what is due stands in tables, so missed ticks cost nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app import House
from bot.doctor import heartbeat
from bot.settings import Settings
from engine.clock import Clock
from engine.events import Platform

CASES_EVERY = timedelta(seconds=5)
SILENCES_EVERY = timedelta(hours=1)
WORDS_EVERY = timedelta(hours=1)
HEARTBEAT_EVERY = timedelta(seconds=10)
MATCH_EVERY = timedelta(minutes=10)
CALIBRATION_EVERY = timedelta(minutes=30)

Job = Callable[[], Awaitable[None]]


@asynccontextmanager
async def ticking(house: House, settings: Settings, clock: Clock) -> AsyncIterator[None]:
    """Run the jobs while this lasts; what is at work at the end is waited for."""
    at_work = asyncio.Semaphore(1)

    def one_at_a_time(job: Job) -> Job:
        async def guarded() -> None:
            async with at_work:
                await job()

        return guarded

    scheduler = AsyncIOScheduler(job_defaults={"coalesce": True, "max_instances": 1})
    for job, pause in _jobs(house, settings, clock):
        # The first time at once: a bot that restarts every half hour must forget as well.
        scheduler.add_job(
            one_at_a_time(job),
            "interval",
            seconds=pause.total_seconds(),
            next_run_time=datetime.now(UTC),
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.pause()
        # A shutdown cancels what is at work, so the jobs that have begun come first.
        await at_work.acquire()
        scheduler.shutdown(wait=False)


def _jobs(house: House, settings: Settings, clock: Clock) -> tuple[tuple[Job, timedelta], ...]:
    async def end_cases() -> None:
        await house.review.end_due()

    async def renew_silences() -> None:
        await house.renewal.renew_due()

    async def forget_words() -> None:
        now, keep = clock.now(), settings.retention
        await house.ledger.forget(Platform.DISCORD, before=now - timedelta(days=keep.discord_days))
        await house.ledger.forget(Platform.TWITCH, before=now - timedelta(hours=keep.twitch_hours))

    async def beat() -> None:
        await asyncio.to_thread(heartbeat, settings.state.folder)

    async def keep_match() -> None:
        if house.match:
            await asyncio.to_thread(house.match.keep, settings.state.folder)
        if house.contest:
            await asyncio.to_thread(house.contest.keep, settings.state.folder)

    async def calibrate() -> None:
        house.calibration.learn(await house.archive.packets.tried())

    return (
        (end_cases, CASES_EVERY),
        (renew_silences, SILENCES_EVERY),
        (forget_words, WORDS_EVERY),
        (beat, HEARTBEAT_EVERY),
        (keep_match, MATCH_EVERY),
        (calibrate, CALIBRATION_EVERY),
    )
