"""Playing recorded chat through the engine, block by block: repeatable, and resumable."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from bot.app import House, Outside, open_house
from bot.refusals import RefusedUseError
from bot.screening import Screening
from bot.settings import Settings
from connectors.formats import BrokenRecord, Record
from connectors.replay import Replay, Speed
from connectors.simulated import SimulatedEnforcer
from engine.changes import Changes, Journaled, Setting
from engine.clock import EventClock
from engine.events import Community, Platform
from engine.intake import trimmed
from engine.pipeline import Watch
from engine.verdict import Mode

SOURCE = "replay"
BLOCK = 64
# Where a replay notes what it plays; no community has this id.
_REPLAYS = Community(Platform.CONSOLE, "replays")
FULL_SPEED = Speed()


@dataclass(frozen=True, slots=True)
class Progress:
    bytes_read: int
    size: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """What to play and how. `folder` holds the replay's own state; with a `rest` after each
    record, people can watch.
    """

    paths: Sequence[Path]
    folder: Path
    watch: Watch
    mode: Mode = Mode.ENFORCE
    speed: Speed = FULL_SPEED
    resume: bool = False
    progress: Callable[[Progress], None] | None = None
    rest: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """`house` is still open, for reading what came of it."""

    house: House
    records: int
    nameless: int
    broken: int
    first_broken: Sequence[BrokenRecord]


@asynccontextmanager
async def played(
    settings: Settings, play: Play, *, screening: Screening | None = None
) -> AsyncIterator[Played]:
    """Play it all, then give what came of it.

    Raises:
        FormatError: a file is no chat of a known form.
        StateError, StorageFullError: the state folder cannot be used, or has no room left;
            nothing is lost, and `resume` goes on from there.
    """
    clock, replay = EventClock(), Replay(play.paths, speed=play.speed)
    async with (
        open_house(settings, _outside(play, clock), screening=screening) as house,
        _dispatching(house),
    ):
        start = await house.archive.cursor(SOURCE) if play.resume else 0
        await _refuse_other_replay(house, play, start)
        if start:
            replay = Replay(play.paths, speed=play.speed, start=start)
            await _restore(house, clock, start)
        yield _outcome(house, replay, await _Player(house, replay, play, start).run())


def _outside(play: Play, clock: EventClock) -> Outside:
    """A world in which all orders are carried out at once and nothing comes of them."""
    return Outside(
        folder=play.folder,
        clock=clock,
        enforcers=dict.fromkeys(Platform, SimulatedEnforcer()),
        watch=play.watch,
        mode=play.mode,
        lockstep=True,
        patience=timedelta(0),
    )


def _outcome(house: House, replay: Replay, records: int) -> Played:
    return Played(
        house=house,
        records=records,
        nameless=replay.nameless,
        broken=replay.broken.count,
        first_broken=replay.broken.first,
    )


async def _refuse_other_replay(house: House, play: Play, start: int) -> None:
    """A state folder belongs to one replay: of these files, in this mode."""
    mark = _mark(play)
    marks = [setting.value for setting in await house.archive.settings(_REPLAYS)]
    if marks and mark not in marks:
        raise RefusedUseError(f"{play.folder}: holds a replay of other files or in another mode")
    if not marks and (start or await house.archive.last_case_numbers()):
        raise RefusedUseError(f"{play.folder}: holds something else than a replay")
    setting = Setting(community=_REPLAYS, key=SOURCE, value=mark)
    await house.ledger.commit(Changes(settings=(setting,)))


def _mark(play: Play) -> str:
    names = [f"{path.absolute()}:{path.stat().st_size}" for path in play.paths]
    return sha256("\n".join([play.mode, *names]).encode(errors="replace")).hexdigest()


@asynccontextmanager
async def _dispatching(house: House) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        dispatching = tasks.create_task(house.dispatcher.run())
        yield
        await house.dispatcher.drain()
        dispatching.cancel()


async def _restore(house: House, clock: EventClock, start: int) -> None:
    """Stand where the interrupted run stood after its last written record."""
    moment = await house.archive.latest(before=start) or datetime.min.replace(tzinfo=UTC)
    clock.advance(moment)
    await house.restart.recall(moment, before=start)
    await house.restart.resend()
    await house.dispatcher.drain()


class _Player:
    def __init__(self, house: House, replay: Replay, play: Play, start: int) -> None:
        self._house = house
        self._replay = replay
        self._play = play
        self._start = start
        self._records = start
        self._messages = start

    async def run(self) -> int:
        blocks = self._replay.blocks(BLOCK)
        # Reading a file may wait for the disk, so a thread does it.
        while block := await asyncio.to_thread(next, blocks, ()):
            for part in self._parts(block):
                await self._handle(part)
            self._report(block)
        closed = self._house.surroundings.open_sessions()
        await self._house.ledger.commit(Changes(sessions=closed))
        return self._records

    def _parts(self, block: Sequence[Record]) -> Iterator[Sequence[Record]]:
        """Whole blocks at full speed; record by record where each has its time."""
        if self._play.speed == FULL_SPEED and self._play.rest is None:
            yield block
            return
        for record in block:
            yield (record,)

    async def _handle(self, records: Sequence[Record]) -> None:
        due = [
            Journaled(trimmed(record.event), record.position)
            for record in records
            if record.position >= self._start
        ]
        if self._play.speed != FULL_SPEED:
            await self._replay.pace.due(records[0])
        await self._house.ledger.commit(Changes(events=tuple(due)))
        fresh = await self._delivered_first(due)
        self._messages += len(fresh)
        await self._house.pipeline.handle(fresh, source=SOURCE)
        await self._house.review.end_due()
        await self._house.dispatcher.drain()
        if self._play.rest:
            await self._play.rest()

    def _report(self, block: Sequence[Record]) -> None:
        self._records = block[-1].position + 1
        if self._play.progress:
            replay = self._replay
            self._play.progress(Progress(replay.bytes_read, replay.size, self._records))

    async def _delivered_first(self, due: Sequence[Journaled]) -> Sequence[Journaled]:
        """Without what the file holds a second time: the journal kept the first."""
        first = await self._house.archive.positions([item.event for item in due])
        return [
            item for item, position in zip(due, first, strict=True) if item.position == position
        ]
