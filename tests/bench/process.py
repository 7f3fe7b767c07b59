"""The shipped command at work beside the bench, and how much it takes."""

import asyncio
import os
from asyncio.subprocess import Process, create_subprocess_exec
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import psutil

from data.database import FILE
from tests.bench import scenery
from tests.bench.wire import Wire
from tests.bot.command import HAVEN, count, environment

_LOOK_EVERY = 0.05
_MB = 2**20


@dataclass(slots=True)
class Haven:
    """`peak` is the most memory it was seen to take, in MB."""

    process: Process
    folder: Path
    began: float
    peak: float = 0.0
    _seen: psutil.Process = field(init=False)

    def __post_init__(self) -> None:
        self._seen = psutil.Process(self.process.pid)

    @property
    def rss(self) -> float:
        rss = float(self._seen.memory_info().rss) / _MB
        self.peak = max(self.peak, rss)
        return rss

    @property
    def cpu_seconds(self) -> float:
        times = self._seen.cpu_times()
        return float(times.user + times.system)

    @property
    def judged(self) -> int:
        return count(self.folder / "state" / FILE, "verdicts")

    async def watched(self) -> None:
        while True:
            _ = self.rss
            await asyncio.sleep(_LOOK_EVERY)


@asynccontextmanager
async def haven(wire: Wire, folder: Path, *, shards: int = 0) -> AsyncIterator[Haven]:
    """`haven run` as shipped: encoder, journal, audit and cards. Its log goes to a file there."""
    log = folder / "haven.log"
    began = perf_counter()
    with log.open("wb") as err:
        process = await create_subprocess_exec(
            *(HAVEN, "run"), cwd=folder, env=_settings(wire, shards), stdout=err, stderr=err
        )
    at_work = Haven(process, folder, began)
    try:
        with _beside(at_work):
            yield at_work
    finally:
        if process.returncode is None:
            # Its state is thrown away: it need not finish what a flood has left it to do.
            process.kill()
        await process.wait()


@contextmanager
def _beside(at_work: Haven) -> Iterator[None]:
    watching = asyncio.ensure_future(at_work.watched())
    try:
        yield
    finally:
        watching.cancel()


def _settings(wire: Wire, shards: int) -> dict[str, str]:
    servers = map(scenery.server_id, range(wire.gateway.servers))
    return {
        **environment(),
        "HAVEN_DISCORD__ENABLED": "true",
        "HAVEN_DISCORD__TOKEN": "made-up",
        "HAVEN_DISCORD__REST_BASE": wire.world.rest_base,
        "HAVEN_DISCORD__GATEWAY_URL": wire.world.gateway_url,
        "HAVEN_DISCORD__MOD_LOG": ",".join(f"{one}={scenery.mod_log_id(one)}" for one in servers),
        "HAVEN_DISCORD__SHARDS": str(shards),
        "HAVEN_POLICY__MODE": "enforce",
        "HF_HUB_OFFLINE": os.environ.get("HF_HUB_OFFLINE", "1"),
    }
