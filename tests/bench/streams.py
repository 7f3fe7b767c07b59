"""What is measured of the shipped command on a loopback Twitch."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from data.database import FILE
from tests.bench.figures import Figure, share
from tests.bench.stream import CHANNELS, Stream, channel_names, streaming, until
from tests.bot.command import count, rows

CHAT = 100.0
_WARM_UP = 3.0
_ATTACK_EVERY = 0.5
_TOO_MANY = 429
_CAMPAIGN = "SELECT number, json_extract(body, '$.message') FROM cases WHERE campaign IS NOT NULL"
_UNSENT = "SELECT count(*) FROM intents WHERE state IN ('held', 'pending', 'retry', 'sending')"


@dataclass(frozen=True, slots=True)
class Raid:
    """`detected` and `shielded` are moments. `behind` is how long it judged on after the last
    message, `late` how long the other calls took once they were confirmed.
    """

    accounts: int
    detected: float
    shielded: float
    raiders_met: int
    viewers_met: int
    too_many: int
    unsent: int
    behind: float
    late: float


async def reaction(*, seconds: float) -> Sequence[Figure]:
    """From an event's frame to the first call about its author, in the midst of chat."""
    with TemporaryDirectory() as folder:
        async with streaming(Path(folder)) as stream:
            channels = channel_names(CHANNELS)
            await stream.chat(rate=CHAT, seconds=_WARM_UP, channels=channels)
            chat = asyncio.create_task(stream.chat(rate=CHAT, seconds=seconds, channels=channels))
            authors = await stream.attacks(every=_ATTACK_EVERY, seconds=seconds, channels=channels)
            await chat
            await asyncio.sleep(1)
            waits = [1_000 * wait for wait in stream.waits(authors)]
            return [
                Figure("event to call, P50", share(waits, 0.50), "ms"),
                Figure("event to call, P95", share(waits, 0.95), "ms", aim=150),
                Figure("event to call, P99", share(waits, 0.99), "ms"),
                Figure("attacks without a call", len(authors) - len(waits), aim=0),
                Figure("attacks", len(authors)),
                Figure("viewers met by a measure", stream.harmed_viewers, aim=0),
                Figure("calls refused as too many", stream.server.statuses[_TOO_MANY], aim=0),
            ]


async def raid_figures(*, accounts: int, seconds: float) -> Sequence[Figure]:
    with TemporaryDirectory() as folder:
        raid = await raided(Path(folder), accounts=accounts, seconds=seconds)
    return [
        Figure("detection to shield mode", raid.shielded - raid.detected, "s", aim=2),
        Figure("accounts whose words were removed, or who were silenced", raid.raiders_met),
        Figure("accounts", raid.accounts),
        Figure("viewers met by a measure", raid.viewers_met, aim=0),
        Figure("calls refused as too many", raid.too_many, aim=0),
        Figure("calls that were never sent", raid.unsent, aim=0),
        Figure("after the last message, until all were judged", raid.behind, "s"),
        Figure("once confirmed, until the last call", raid.late, "s"),
    ]


async def raided(folder: Path, *, accounts: int, seconds: float, patience: float = 600) -> Raid:
    """Viewers chat, `accounts` come to attack, and a moderator confirms what Haven proposes."""
    async with streaming(folder, channels=1) as stream:
        (channel,) = channel_names(1)
        await stream.chat(rate=30, seconds=1, channels=[channel])
        chat = asyncio.create_task(stream.chat(rate=10, seconds=seconds, channels=[channel]))
        await stream.raid(accounts, seconds=seconds, channel=channel)
        await chat
        database = folder / "state" / FILE
        said = perf_counter()
        await until(lambda: count(database, "verdicts") == len(stream.sent))
        behind = perf_counter() - said
        ((number, first),) = rows(database, _CAMPAIGN)
        began = perf_counter()
        await stream.say(
            "10001", f"!haven confirm {number}", channel=channel, badges=("moderator",)
        )
        left = await _all_sent(database, patience)
        return _seen(stream, accounts, first, left, behind=behind, late=perf_counter() - began)


async def _all_sent(database: Path, patience: float) -> int:
    """How many calls are left when patience ends; none, as a rule."""
    end = perf_counter() + patience
    while (left := int(rows(database, _UNSENT)[0][0])) and perf_counter() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    return left


def _seen(
    stream: Stream, accounts: int, first: str, unsent: int, *, behind: float, late: float
) -> Raid:
    return Raid(
        accounts=accounts,
        detected=stream.sent[first],
        shielded=min(stream.shielded, default=float("inf")),
        raiders_met=len(stream.called) - stream.harmed_viewers,
        viewers_met=stream.harmed_viewers,
        too_many=stream.server.statuses[_TOO_MANY],
        unsent=unsent,
        behind=behind,
        late=late,
    )
