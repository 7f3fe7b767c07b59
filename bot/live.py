"""haven run: the house with its doors open, until a signal or the end of input closes them."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from bot.app import House, Outside, open_house
from bot.connectors import Ask, connectors_for
from bot.doctor import heartbeat, last_heartbeat
from bot.jobs import ticking
from bot.log import configure
from bot.memories import Memories
from bot.news import News
from bot.proofs import Proofs
from bot.settings import Settings
from connectors.base import RefusedError
from engine.audit import of_run
from engine.changes import Changes
from engine.clock import Clock, SystemClock
from engine.events import Author, Event, Place
from engine.pipeline import nobody_watches
from engine.ports import Connector, StorageError

log = logging.getLogger(__name__)

# `docker stop` kills after ten seconds, in which the gateways must be closed as well; what is
# unsent by then is sent at the next start.
DRAIN = timedelta(seconds=6)
FAREWELL = timedelta(seconds=2)
PATIENCE = timedelta(seconds=1)
# Shells say so of a process that ended by a signal.
_KILLED_BY = 128


async def live(settings: Settings) -> int:
    _write_log(settings)
    # Before anything else: the first process of a container would not hear them by itself.
    stop = _stop_signals()
    clock = SystemClock()
    ready: asyncio.Future[House] = asyncio.get_running_loop().create_future()
    news, memories, proofs = News(), Memories(), Proofs()
    connectors = connectors_for(
        settings,
        clock=clock,
        ask=_asking(ready),
        house=ready,
        news=news,
        memories=memories,
        proofs=proofs,
    )
    outside = Outside(
        folder=settings.state.folder,
        clock=clock,
        enforcers={connector.platform: connector.enforcer for connector in connectors},
        watch=nobody_watches,
        hear=news.hear,
        forget=memories.forget,
        lacking=proofs.lacking,
    )
    async with open_house(settings, outside) as house:
        for warning in house.warnings:
            log.warning(warning)
        await asyncio.to_thread(heartbeat, settings.state.folder)
        async with ticking(house, settings, clock):
            await house.restart.recall(clock.now(), met=house.intake.remember)
            async with _at_work(house, news), _on_record(house, clock):
                ready.set_result(house)
                well = stop.is_set() or await _listen(house, connectors, stop)
        await asyncio.to_thread(last_heartbeat, settings.state.folder)
    log.info("stopped")
    return 0 if well else 1


def _write_log(settings: Settings) -> None:
    """A person reads a terminal, a program a pipe."""
    shape = {"format": "text"} if sys.stderr.isatty() else {}
    log_settings = settings.log.model_copy(update=shape)
    configure(log_settings, secrets=settings.secrets(), stream=sys.stderr)


def _asking(ready: "asyncio.Future[House]") -> Ask:
    """Commands wait for the house, and a moment for what was said before them."""

    async def ask(place: Place, author: Author, words: str) -> str:
        house = await ready
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await house.lanes.drain()
                await house.dispatcher.drain()
        return await house.commands.answer(place, author, words)

    return ask


@asynccontextmanager
async def _at_work(house: House, news: News) -> AsyncIterator[None]:
    """Lanes and dispatcher run, at first on what the last run left undone."""
    async with asyncio.TaskGroup() as tasks:
        workers = [
            tasks.create_task(house.dispatcher.run(), name="dispatcher"),
            tasks.create_task(house.lanes.run(), name="lanes"),
            tasks.create_task(news.run(), name="news"),
        ]
        await house.restart.resend()
        async for event in house.restart.unhandled():
            house.intake.remember(event)
            await house.lanes.put(event)
        yield
        for worker in workers:
            worker.cancel()


async def _drained(house: House) -> None:
    """Some seconds to finish what is under way, while the platforms can still be called."""
    try:
        async with asyncio.timeout(DRAIN.total_seconds()):
            await house.lanes.drain()
            await house.dispatcher.drain()
    except TimeoutError:
        log.warning("stopped with calls under way; they are sent at the next start")


@asynccontextmanager
async def _on_record(house: House, clock: Clock) -> AsyncIterator[None]:
    """The audit tells from when to when Haven was there; between the two lies a gap."""
    await house.ledger.commit(Changes(audit=(of_run("run.started", at=clock.now()),)))
    yield
    with suppress(StorageError):
        await house.ledger.commit(Changes(audit=(of_run("run.stopped", at=clock.now()),)))


async def _listen(house: House, connectors: Sequence[Connector], stop: asyncio.Event) -> bool:
    """Until told to stop, or until no connector has anything more to say.

    True unless every connector failed.
    """
    async with asyncio.TaskGroup() as tasks:
        listening = [tasks.create_task(_run(each, house, stop)) for each in connectors]
        log.info("started", extra={"platforms": [str(each.platform) for each in connectors]})
        ended = tasks.create_task(_all_of(listening))
        stopped = tasks.create_task(stop.wait())
        await asyncio.wait([ended, stopped], return_when=asyncio.FIRST_COMPLETED)
        house.ledger.hurry()
        if stop.is_set() or _any_well(listening):
            await _drained(house)
        leaving = [tasks.create_task(each.close()) for each in connectors]
        await asyncio.wait([*leaving, *listening], timeout=FAREWELL.total_seconds())
        for task in (*leaving, *listening, stopped):
            task.cancel()
    return _any_well(listening)


def _any_well(listening: Sequence[asyncio.Task[bool]]) -> bool:
    """Where every platform turned Haven away, nothing can be called any more either."""
    return any(not task.done() or task.cancelled() or task.result() for task in listening)


def _stop_signals() -> asyncio.Event:
    """Set by the first SIGTERM or SIGINT; whoever sends another cannot wait for a good order."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def heed(number: int) -> None:
        if stop.is_set():
            os._exit(_KILLED_BY + number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, heed, number)
    return stop


async def _all_of(tasks: Sequence[asyncio.Task[bool]]) -> None:
    await asyncio.wait(tasks)


async def _run(connector: Connector, house: House, stop: asyncio.Event) -> bool:
    """Whether the platform was left in peace; its fault must not take the others down."""

    async def sink(event: Event) -> None:
        try:
            if stop.is_set():
                # Judged now, what comes in would never let the rest end; the next start judges it.
                await house.intake.journal(event)
            else:
                await house.intake.accept(event)
        except StorageError as full:
            # The event is lost unless it is delivered again; the bot goes on listening.
            log.error(str(full))  # noqa: TRY400 - the message says it all

    try:
        await connector.run(sink)
    except RefusedError as refusal:
        log.error(str(refusal))  # noqa: TRY400 - the message says it all
        return False
    except Exception:
        log.exception("connector stopped", extra={"platform": str(connector.platform)})
        return False
    return True
