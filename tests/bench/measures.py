"""What is measured of the shipped command on a loopback Discord."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager, suppress

from tests.bench.figures import Figure, share
from tests.bench.scenery import server_id
from tests.bench.stage import LIVELY, Watch, stage

CHAT, FLOOD = 200.0, 4_000.0
MANY = 2_000
# Until caches are filled and the encoder's threads have started.
_WARM_UP = 5.0
# What was begun at start is done by then, and the collector of garbage has come round.
_REST = 10.0
_PARTS = {"P50": 0.50, "P95": 0.95, "P99": 0.99}


async def reaction(*, seconds: float) -> Sequence[Figure]:
    """From a message's frame to the moderation call, in the midst of chat."""
    async with stage(servers=LIVELY) as bot:
        await bot.chat(rate=CHAT, seconds=_WARM_UP)
        busy = bot.haven.cpu_seconds
        async with _beside(bot.now_and_then(bot.attack, every=1.0)):
            said = await bot.chat(rate=CHAT, seconds=seconds)
        busy = bot.haven.cpu_seconds - busy
        missing = await _missing(bot.attacks)
        return [
            *_spread(bot.attacks, "attack to call", {"P95": 150.0}),
            Figure("attacks without a call", missing, aim=0),
            Figure("attacks", len(bot.attacks.took)),
            Figure("messages a second", said / seconds, "/s"),
            Figure("CPU of one core", 100 * busy / seconds, "%"),
            Figure("resident memory, at most", bot.haven.peak, "MB"),
        ]


async def acknowledgement(*, seconds: float) -> Sequence[Figure]:
    """From a command's or a click's frame to its acknowledgement, in the midst of a flood."""
    async with stage(servers=LIVELY) as bot:
        await bot.chat(rate=CHAT, seconds=_WARM_UP)
        await bot.card()
        before = bot.haven.judged
        async with _beside(bot.now_and_then(bot.ask, every=0.25)):
            said = await bot.chat(rate=FLOOD, seconds=seconds)
        judged = bot.haven.judged - before
        missing = await _missing(bot.questions)
        return [
            *_spread(bot.questions, "command or click to acknowledgement", {}),
            Figure("the slowest", 1_000 * max(bot.questions.took), "ms", aim=1_000),
            Figure("not acknowledged", missing, aim=0),
            Figure("commands and clicks", len(bot.questions.took)),
            Figure("messages sent a second", said / seconds, "/s"),
            Figure("of which judged meanwhile", judged / seconds, "/s"),
            Figure("resident memory, at most", bot.haven.peak, "MB"),
        ]


async def start(*, servers: int, shards: int) -> Sequence[Figure]:
    """From the start of the process until an attack in the last server has been acted upon."""
    async with stage(servers=servers, shards=shards) as bot:
        began, told = bot.haven.began, bot.wire.gateway.introduced.values()
        calls = bot.wire.rest.count
        await bot.attack(server_id(servers - 1))
        missing = await _missing(bot.attacks)
        acted = max(told) - began + max(bot.attacks.took, default=float("inf"))
        await asyncio.sleep(_REST)
        return [
            Figure("start until told of the first connection's servers", min(told) - began, "s"),
            # Over several connections it is Discord that takes its time.
            Figure("start until acting in the last", acted, "s", aim=None if shards else 20),
            Figure("attacks without a call", missing, aim=0),
            Figure("REST calls until then", calls, aim=10),
            Figure("resident memory, at rest", bot.haven.rss, "MB", aim=600),
            Figure("resident memory, at most", bot.haven.peak, "MB", aim=600),
        ]


def _spread(watch: Watch, what: str, aims: dict[str, float]) -> Sequence[Figure]:
    return [
        Figure(f"{what}, {name}", 1_000 * share(watch.took, part), "ms", aims.get(name))
        for name, part in _PARTS.items()
    ]


async def _missing(watch: Watch) -> int:
    with suppress(TimeoutError):
        await watch.all_answered()
    return len(watch.due)


@asynccontextmanager
async def _beside(work: Awaitable[None]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
