"""Running something beside a test, and ending it with the test."""

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress

# Seconds that a test waits for what is to come at once: what fails waits so long, and nothing that
# works does, on however busy a machine.
PATIENCE = 30.0
# Coverage looks over the shoulder of every line, which takes a multiple of its time.
SLOWNESS = 4.0 if sys.gettrace() else 1.0


@asynccontextmanager
async def running(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
