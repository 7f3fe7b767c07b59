"""A connector that plays recorded chat: from a position, in blocks, as fast as is asked."""

import asyncio
import math
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from connectors.base import Sink
from connectors.formats import BrokenRecord, Record, Source, detect, read, sources
from connectors.formats.entry import is_nameless
from connectors.simulated import SimulatedEnforcer
from engine.events import Message, Platform, moment_of

_FACTOR = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)x")
_NAMED = 20
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Speed:
    """How many times faster than it was written a chat is played; infinite for `max`."""

    factor: float = math.inf

    @classmethod
    def parse(cls, text: str) -> "Speed":
        """The speed called `max`, `realtime` or, for instance, `20x`; ValueError for others."""
        written = text.strip().lower()
        if written in _SPEEDS:
            return _SPEEDS[written]
        number = _FACTOR.fullmatch(written)
        if number is None or float(number[1]) == 0:
            raise ValueError(f'speed "{text}": use max, realtime or a factor such as 20x')
        return cls(float(number[1]))

    def __str__(self) -> str:
        names = {speed: name for name, speed in _SPEEDS.items()}
        return names.get(self, f"{self.factor:g}x")


_SPEEDS = {"max": Speed(), "realtime": Speed(1.0)}


class Tally:
    """Broken records: the first ones by name, the rest only counted."""

    def __init__(self) -> None:
        self._first: list[BrokenRecord] = []
        self._count = 0

    def report(self, broken: BrokenRecord) -> None:
        self._count += 1
        if len(self._first) < _NAMED:
            self._first.append(broken)

    @property
    def first(self) -> tuple[BrokenRecord, ...]:
        return tuple(self._first)

    @property
    def count(self) -> int:
        return self._count


class Pace:
    """Holds records back until their time has come."""

    def __init__(
        self,
        speed: Speed,
        *,
        sleep: Callable[[float], Awaitable[None]],
        elapsed: Callable[[], float],
    ) -> None:
        self._speed = speed
        self._sleep = sleep
        self._elapsed = elapsed
        self._start: tuple[datetime, float] | None = None

    async def due(self, record: Record) -> None:
        """Wait as long after the first record as it was written after it, at this speed."""
        moment = moment_of(record.event)
        self._start = self._start or (moment, self._elapsed())
        first, begun = self._start
        ahead = (moment - first).total_seconds() / self._speed.factor - (self._elapsed() - begun)
        if ahead > 0:
            await self._sleep(ahead)


class Replay:
    """Plays one chat file, or several as one stream; records before `start` were handled before.

    Raises:
        FormatError: a file is no chat of a known form (already when this is made).
    """

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        speed: Speed = Speed(),
        start: int = 0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        for path in paths:
            detect(path)
        self.broken = Tally()
        self.nameless = 0
        self.pace = Pace(speed, sleep=sleep, elapsed=elapsed)
        self._paths = tuple(paths)
        self._start = start
        self._files: tuple[Source, ...] = sources(paths)
        self._enforcer = SimulatedEnforcer()
        self._closed = False

    @property
    def platform(self) -> Platform:
        """A file has no platform of its own; its events say where they come from."""
        return Platform.CONSOLE

    @property
    def enforcer(self) -> SimulatedEnforcer:
        return self._enforcer

    @property
    def size(self) -> int:
        """Bytes of all files on disk."""
        return sum(file.size for file in self._files)

    @property
    def bytes_read(self) -> int:
        """Bytes read so far, of `size`."""
        return sum(file.bytes_read for file in self._files)

    def blocks(self, size: int = _BLOCK) -> Iterator[tuple[Record, ...]]:
        """Records in blocks that hold the positions from a multiple of `size` to the next.

        So the blocks are the same wherever playing starts. The first may hold records before
        `start`: they belong to what is computed for a block at once, but are not to be delivered.
        What is `broken`, and how many messages are `nameless`, is counted on the way.
        """
        self.broken, self.nameless = Tally(), 0
        self._files = sources(self._paths)
        records = self._counted(read(self._files, report=self.broken.report))
        numbered = groupby(records, key=lambda record: record.position // size)
        first = self._start // size
        return (tuple(block) for number, block in numbered if number >= first)

    def _counted(self, records: Iterator[Record]) -> Iterator[Record]:
        for record in records:
            self.nameless += isinstance(record.event, Message) and is_nameless(record.event.author)
            yield record

    async def run(self, sink: Sink) -> None:
        blocks = self.blocks()
        # Reading a file may wait for the disk, so a thread does it.
        while block := await asyncio.to_thread(next, blocks, ()):
            for record in block:
                if self._closed:
                    return
                if record.position >= self._start:
                    await self.pace.due(record)
                    await sink(record.event)

    async def close(self) -> None:
        self._closed = True
