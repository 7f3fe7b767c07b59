"""`haven run` on a Discord of our own, killed again and again at moments that a seed chooses."""

import asyncio
import signal
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from data.database import FILE
from data.packs import load_packs
from engine.verdict import Polarity
from tests.bot.command import living, rows
from tests.bot.live_discord import settings
from tests.faults.books import Books, read_books
from tests.faults.luck import BadLuck
from tests.servers import discord
from tests.servers.discord import LoopbackDiscord, loopback_discord

# One life in five ends while the process starts, the others within this long of work.
_WHILE_STARTING = 0.2
_TO_START = 3.0
_TO_WORK = 1.5
_BETWEEN_WORDS = 0.6
# With the usual cap, all but the first lives would only ask moderators.
_VARIABLES = {"HAVEN_POLICY__DESTRUCTIVE_PER_TEN_MINUTES": "10000"}
_PATIENCE = 90.0
_FIRST_MEMBER = 300_000
_UNDER_WAY = "SELECT id FROM intents WHERE state IN ('pending', 'sending', 'retry')"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stop:
    code: int | None
    seconds: float
    has_traceback: bool


@dataclass(slots=True)
class Chaos:
    """A bot, the Discord it lives on, and the chance that rules over both."""

    folder: Path
    server: LoopbackDiscord
    random: Random
    luck: BadLuck
    texts: tuple[str, ...]
    said: int = 0
    killed: int = 0
    ids: set[str] = field(default_factory=set)

    @property
    def database(self) -> Path:
        return self.folder / "state" / FILE

    async def cut_short(self) -> None:
        """One life that ends by kill -9, some of them before the bot has heard a word."""
        async with self._life() as process, self._talk():
            await self._wait_for_the_end()
            process.send_signal(signal.SIGKILL)
            await process.wait()
        self.killed += 1

    async def told_to_stop(self) -> Stop:
        """One life that ends by SIGTERM amid its work; a start that is not over is let finish."""
        async with self._life() as process, self._talk():
            await asyncio.wait_for(self.server.gateway.welcomed.wait(), _PATIENCE)
            await asyncio.sleep(self.random.uniform(0, _TO_WORK))
            begun = time.monotonic()
            process.terminate()
            _, err = await process.communicate()
        return Stop(process.returncode, time.monotonic() - begun, "Traceback" in err.decode())

    async def in_peace(self) -> Books:
        """The last life, without faults: what was left undone is done, and the books are read."""
        self.luck.over = True
        self.luck.never.set()
        async with self._life() as process:
            await self._settled()
            process.terminate()
            await asyncio.wait_for(process.wait(), 15)
        return read_books(self.database, self.server)

    async def _wait_for_the_end(self) -> None:
        if self.random.random() < _WHILE_STARTING:
            await asyncio.sleep(self.random.uniform(0, _TO_START))
            return
        await asyncio.wait_for(self.server.gateway.welcomed.wait(), _PATIENCE)
        await asyncio.sleep(self.random.uniform(0, _TO_WORK))

    @asynccontextmanager
    async def _life(self) -> AsyncIterator[Process]:
        self.server.gateway.welcomed.clear()
        variables = settings(self.server, "enforce") | _VARIABLES
        async with living(self.folder, **variables) as process:
            yield process

    @asynccontextmanager
    async def _talk(self) -> AsyncIterator[None]:
        talk = asyncio.create_task(self._attacks())
        try:
            yield
        finally:
            talk.cancel()

    async def _attacks(self) -> None:
        await self.server.gateway.welcomed.wait()
        while True:
            await self._attack()
            await asyncio.sleep(self.random.uniform(0, _BETWEEN_WORDS))

    async def _attack(self) -> None:
        """By somebody new on somebody new: every attack is a case of its own."""
        self.said += 1
        author, target = (str(_FIRST_MEMBER + 2 * self.said + each) for each in (0, 1))
        for user in (author, target):
            member = {"user": discord.person(user), **discord.membership()}
            self.server.guild["members"].append(member)
        text = self.random.choice(self.texts)
        mentions = [discord.person(target)]
        sent = int(time.time() * 1000) - discord.DISCORD_EPOCH << 22
        number = str(sent + self.said)
        await self.server.say(f"<@{target}> {text}", by=author, mentions=mentions, id=number)

    async def _settled(self) -> None:
        """All that was ever accepted is judged, all that was decided is done, all cards hang."""
        async with asyncio.timeout(_PATIENCE):
            while not self._is_settled():  # noqa: ASYNC110 - another process rings no bell
                await asyncio.sleep(0.1)

    def _is_settled(self) -> bool:
        if not self.server.gateway.welcomed.is_set() or rows(self.database, _UNDER_WAY):
            return False
        books = read_books(self.database, self.server)
        return not books.lost


@asynccontextmanager
async def chaos(folder: Path, *, seed: int) -> AsyncIterator[Chaos]:
    random = Random(seed)  # noqa: S311 - no secret
    harmful = [each for each in load_packs().patterns if each.polarity is Polarity.HARMFUL]
    texts = tuple(each.text for each in harmful if each.severity >= 0.8)
    async with loopback_discord() as server:
        luck = BadLuck(random)
        server.rest.luck = luck.strike
        try:
            yield Chaos(folder, server, random, luck, texts)
        finally:
            luck.never.set()


async def run_kills(made: Chaos, kills: int, say: Say) -> Books:
    """Raises TimeoutError where the last life does not come to rest."""
    for number in range(1, kills + 1):
        await made.cut_short()
        if number % 20 == 0:
            say(f"{number} of {kills} kills, {made.said} attacks, {dict(made.luck.met)}")
    return await made.in_peace()
