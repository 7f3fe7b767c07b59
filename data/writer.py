"""The one writer: a task that commits whatever is waiting, as one group, in order."""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from data.disk import Disk
from data.faults import is_full, is_passing, named
from data.statements import Rows, rows_of
from data.vault import Vault
from engine.changes import Changes
from engine.events import Community, Platform
from engine.ports import StorageFullError

log = logging.getLogger(__name__)

BATCH_ROWS = 2_000
PATIENCE = timedelta(seconds=30)
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 5.0

Sleep = Callable[[float], Awaitable[None]]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One caller's rows, and the future that tells the caller how it went."""

    rows: Rows
    durable: bool
    written: asyncio.Future[None]

    @property
    def size(self) -> int:
        return sum(map(len, self.rows.values()))

    def succeed(self) -> None:
        if not self.written.done():
            self.written.set_result(None)

    def fail(self, error: Exception) -> None:
        if not self.written.done():
            self.written.set_exception(error)


class Writer:
    """The ledger. The batch grows by itself while the one before it is being committed.

    Every caller waits for its own rows, so no more can pile up than there are callers.
    """

    def __init__(
        self,
        disk: Disk,
        file: Path,
        *,
        vault: Vault | None = None,
        patience: timedelta = PATIENCE,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._disk = disk
        self._file = file
        self._vault = vault or Vault(file.parent)
        self._patience = patience.total_seconds()
        self._sleep = sleep
        self._waiting: deque[Waiting] = deque()
        self._wake = asyncio.Event()
        self._closed = self._hurried = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="haven-writer")

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._serve(), name="haven-writer")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what is waiting, then fold the log into the file."""
        self._closed = True
        self._wake.set()
        await self._task
        await self._in_thread(self._disk.close)
        self._thread.shutdown()

    def hurry(self) -> None:
        """Whoever is about to close Haven has no time to wait for room."""
        self._hurried = True

    async def commit(self, changes: Changes) -> None:
        """Return once `changes` are on disk; what cannot be stored fails its own caller only."""
        if self._closed:
            raise RuntimeError("the writer is closed")
        written = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(rows_of(changes, self._vault), changes.durable, written))
        self._wake.set()
        await written

    async def forget(self, platform: Platform, *, before: datetime) -> int:
        """Drop the words, not the records, of messages older than `before`; says of how many."""
        forget = partial(self._disk.forget, platform, before)
        forgotten = 0
        try:
            while some := await self._in_thread(forget):
                forgotten += some
        except sqlite3.Error as error:
            raise self._said(error) from error
        return forgotten

    async def erase(
        self, community: Community, person: str, *, kept: tuple[int, ...], changes: Changes
    ) -> Mapping[str, int]:
        """Drop a person's rows in one community and write `changes`, all or none."""
        work = partial(self._disk.erase, community, person, kept, rows_of(changes, self._vault))
        try:
            return await self._in_thread(work)
        except sqlite3.Error as error:
            raise self._said(error) from error

    async def _serve(self) -> None:
        while self._waiting or not self._closed:
            await self._wake.wait()
            if batch := self._next_batch():
                await self._settle(batch)
            elif not self._closed:
                self._wake.clear()

    def _next_batch(self) -> Sequence[Waiting]:
        batch: list[Waiting] = []
        size = 0
        while self._waiting and size < BATCH_ROWS:
            batch.append(self._waiting.popleft())
            size += batch[-1].size
        return batch

    async def _settle(self, batch: Sequence[Waiting]) -> None:
        try:
            await self._store(batch)
        except Exception as error:  # noqa: BLE001 - one caller's fault must not stop the others
            await self._refuse(batch, error)
            return
        for waiting in batch:
            waiting.succeed()

    async def _refuse(self, batch: Sequence[Waiting], error: Exception) -> None:
        """Whoever is at fault; where that is not plain, each is tried by itself."""
        if len(batch) > 1 and not is_passing(error):
            for waiting in batch:
                await self._settle([waiting])
            return
        for waiting in batch:
            waiting.fail(self._said(error))

    def _said(self, error: Exception) -> Exception:
        if is_full(error):
            return StorageFullError(f"{self._file.parent}: no room left; nothing was written")
        return named(error, self._file)

    async def _store(self, batch: Sequence[Waiting]) -> None:
        """Try again while the fault may pass by itself, for as long as patience lasts."""
        durable = any(waiting.durable for waiting in batch)
        store = partial(self._disk.store, [waiting.rows for waiting in batch], durable=durable)
        waited, pause = 0.0, FIRST_PAUSE
        while True:
            try:
                return await self._in_thread(store)
            except sqlite3.Error as error:
                if self._is_over(waited) or not is_passing(error):
                    raise
                if not waited and is_full(error):
                    log.error(  # noqa: TRY400 - the message says it all
                        "%s: no room left; Haven waits for some", self._file.parent
                    )
            await self._sleep(pause)
            waited += pause
            pause = min(2 * pause, LONGEST_PAUSE)

    def _is_over(self, waited: float) -> bool:
        return self._closed or self._hurried or waited >= self._patience

    async def _in_thread(self, work: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
