"""Many lanes, few workers: the texts that wait while the encoder is busy go to it together."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from engine.ports import Embedder, Vectors

LARGEST_BATCH = 32
ROOM = 4_096


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    texts: Sequence[str]
    vectors: asyncio.Future[Vectors]


class Batcher:
    """An Embedder over an Embedder. It never waits for a batch to fill: batches grow with load.

    Nothing here changes a vector: the encoder's depend on each text alone.
    """

    def __init__(
        self,
        embedder: Embedder,
        *,
        workers: int = 2,
        largest: int = LARGEST_BATCH,
        room: int = ROOM,
    ) -> None:
        self._embedder = embedder
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
        return self._embedder.model_id

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """As the encoder's; waits for room while 4,096 texts are pending.

        Raises:
            RuntimeError: the batcher is closed.
        """
        if not texts:
            return await self._embedder.embed(texts)
        while self._is_full(len(texts)):
            self._space.clear()
            await self._space.wait()
        if self._closed:
            raise RuntimeError("the batcher is closed")
        request = _Request(texts, asyncio.get_running_loop().create_future())
        self._pending.append(request)
        self._pending_texts += len(texts)
        self._wake_worker()
        return await request.vectors

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
            vectors = await self._embedder.embed(texts)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to these callers
            _refuse(requests, error)
            return
        start = 0
        for request in requests:
            end = start + len(request.texts)
            if not request.vectors.done():
                # A copy, so that a caller who keeps one row does not keep the whole batch.
                request.vectors.set_result(vectors[start:end].copy())
            start = end


def _refuse(requests: Sequence[_Request], error: Exception) -> None:
    for request in requests:
        if not request.vectors.done():
            request.vectors.set_exception(error)


def _abandon(requests: Sequence[_Request]) -> None:
    """A worker that was cancelled leaves nobody waiting."""
    for request in requests:
        request.vectors.cancel()
