"""A writer whose disk can be made full, and what fills it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from data.database import FILE, open_writing
from data.disk import Disk
from data.writer import Writer
from engine.changes import Changes
from tests.data.values import journaled

PAGES = "PRAGMA max_page_count = {}"


class Disks:
    """The pauses of its writer take no time, but are remembered."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        self.connection = open_writing(self.file)
        self.pauses: list[float] = []
        self.after_pause: Callable[[], None] = lambda: None

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.after_pause()

    def fill(self) -> None:
        (pages,) = self.connection.execute("PRAGMA page_count").fetchone()
        self.connection.execute(PAGES.format(pages))

    def make_room(self) -> None:
        self.connection.execute(PAGES.format(2**30))

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[Writer]:
        disk = Disk(self.connection)
        patience = timedelta(seconds=1)
        async with Writer(disk, self.file, patience=patience, sleep=self.pause) as writer:
            yield writer


def too_much() -> Changes:
    """More than fits into the free space of the pages there are."""
    return Changes(events=tuple(journaled(number) for number in range(2_000)))
