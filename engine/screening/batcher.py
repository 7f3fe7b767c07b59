"""Many lanes, few workers: the texts that wait while the encoder is busy go to it together."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from engine.ports import Readings, TextReader, Vectors

LARGEST_BATCH = 32
ROOM = 4_096


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    texts: Sequence[str]
    readings: asyncio.Future[Readings]


class Batcher:
    """A TextReader over a TextReader. It never waits for a batch to fill: batches grow with load.

    Nothing here changes a reading: the encoder's depend on each text alone.
    """

    def __init__(
        self,
        reader: TextReader,
        *,
        workers: int = 2,
        largest: int = LARGEST_BATCH,
        room: int = ROOM,
    ) -> None:
        self._reader = reader
        self._most_workers = workers
        self._largest = largest
        self._room = room
        self._pending: deque[_Request] = deque()
        self._pending_texts = 0
        self._workers: set[asyncio.Task[None]] = set()
        self._busy = 0
        self._space = asyncio.Event()
        self._closed = False

    @property
    def model_id(self) -> str:
        return self._reader.model_id

    @property
    def heads(self) -> tuple[str, ...]:
        return self._reader.heads

    @property
    def pending(self) -> int:
        """How many texts wait for a worker."""
        return self._pending_texts

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return (await self.read(texts)).vectors

    async def read(self, texts: Sequence[str]) -> Readings:
        """As the encoder's; waits for room while 4,096 texts are pending.

        Raises:
            RuntimeError: the batcher is closed.
        """
        if not texts:
            return await self._reader.read(texts)
        while self._is_full(len(texts)):
            self._space.clear()
            await self._space.wait()
        if self._closed:
            raise RuntimeError("the batcher is closed")
        request = _Request(texts, asyncio.get_running_loop().create_future())
        self._pending.append(request)
        self._pending_texts += len(texts)
        self._wake_worker()
        return await request.readings

    async def close(self) -> None:
        """Take nothing new and return once all that was pending has been answered."""
        self._closed = True
        if self._workers:
            await asyncio.wait(self._workers)

    def _is_full(self, arriving: int) -> bool:
        """One request larger than the whole room is let in when nothing else is pending."""
        return bool(self._pending) and self._pending_texts + arriving > self._room

    def _wake_worker(self) -> None:
        # Asked of the tasks themselves: a callback would count one that has just run out of work.
        self._workers = {worker for worker in self._workers if not worker.done()}
        if len(self._workers) < self._most_workers:
            self._workers.add(asyncio.create_task(self._work(), name="batcher"))

    async def _work(self) -> None:
        while self._pending:
            requests = self._take()
            self._busy += 1
            try:
                await self._answer(requests)
            finally:
                self._busy -= 1
                _abandon(requests)

    def _take(self) -> list[_Request]:
        """The oldest requests: an even share for each idle worker, at most one batch."""
        idle = max(1, len(self._workers) - self._busy)
        share = min(self._largest, -(-self._pending_texts // idle))
        requests = [self._pending.popleft()]
        taken = len(requests[0].texts)
        while self._pending and taken + len(self._pending[0].texts) <= share:
            requests.append(self._pending.popleft())
            taken += len(requests[-1].texts)
        self._pending_texts -= taken
        self._space.set()
        return requests

    async def _answer(self, requests: Sequence[_Request]) -> None:
        texts = [text for request in requests for text in request.texts]
        try:
            readings = await self._reader.read(texts)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to these callers
            _refuse(requests, error)
            return
        start = 0
        for request in requests:
            end = start + len(request.texts)
            if not request.readings.done():
                request.readings.set_result(readings.rows(start, end))
            start = end


def _refuse(requests: Sequence[_Request], error: Exception) -> None:
    for request in requests:
        if not request.readings.done():
            request.readings.set_exception(error)


def _abandon(requests: Sequence[_Request]) -> None:
    """A worker that was cancelled leaves nobody waiting."""
    for request in requests:
        request.readings.cancel()
