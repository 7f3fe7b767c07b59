"""`haven run` is killed at the worst moments, and the books balance all the same.

Each life but the last ends with kill -9: while calls are out with and without their effect, while
a card is being posted, and in the middle of an undo.
"""

import asyncio
import signal
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from data.database import FILE
from tests.bot.command import CANARY, SECONDS_TO_STOP, count, living, rows, said, until, within
from tests.servers import discord
from tests.servers.discord import Call, Fault, LoopbackDiscord, loopback_discord

pytestmark = pytest.mark.promise("R1")

SEED = 20_261_128
# Different words to different persons: nothing here is a campaign.
ATTACKS = {
    "311": "you worthless idiot, nobody likes you, go kill yourself",
    "312": "shut up you stupid bitch, I will find you and beat you up",
    "313": "everybody here hates you, you disgusting piece of trash, just die already",
    "314": "I know where you live and I am coming to kill you tonight",
}
FIRST, SECOND, THIRD, FOURTH = ATTACKS
_IN_MOD_LOG = f"POST /channels/{discord.MOD_LOG}/messages"
_TOLD = "SELECT key FROM settings WHERE key = 'commands'"
_OUT = """SELECT id FROM intents
    WHERE state = 'sending' AND json_extract(body, '$.action.type') = 'timeout'"""
_OPEN = "SELECT state FROM intents WHERE state IN ('pending', 'sending', 'retry')"


def silencing(user: str) -> str:
    return f"PATCH /guilds/{discord.GUILD}/members/{user}"


@dataclass
class Life:
    """A bot, the Discord it lives on, and moments at which it may be killed."""

    folder: Path
    server: LoopbackDiscord
    never: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def database(self) -> Path:
        return self.folder / "state" / FILE

    @asynccontextmanager
    async def lived(self) -> AsyncIterator[Process]:
        world = self.server.world
        variables = {
            "HAVEN_DISCORD__ENABLED": "true",
            "HAVEN_DISCORD__TOKEN": CANARY,
            "HAVEN_DISCORD__REST_BASE": world.rest_base,
            "HAVEN_DISCORD__GATEWAY_URL": world.gateway_url,
            "HAVEN_DISCORD__MOD_LOG": f"{discord.GUILD}={discord.MOD_LOG}",
            "HAVEN_POLICY__MODE": "enforce",
        }
        self.server.gateway.welcomed.clear()
        async with living(self.folder, **variables) as process:
            await asyncio.wait_for(self.server.gateway.welcomed.wait(), 30)
            yield process

    @asynccontextmanager
    async def cut_short(self) -> AsyncIterator[None]:
        async with self.lived() as process:
            yield
            process.send_signal(signal.SIGKILL)
            await process.wait()
        self.server.rest.faults.clear()
        # Discord remembers a nonce for some minutes only.
        self.server.world.forget_nonces()

    async def attack(self, by: str) -> None:
        now = int(time.time() * 1000) - discord.DISCORD_EPOCH << 22
        target = f"4{by}"
        await self.server.say(
            f"<@{target}> {ATTACKS[by]}",
            by=by,
            mentions=[discord.person(target)],
            id=str(now + int(by)),
        )

    def hold(self, call: str, *, after: bool = False) -> Callable[[], bool]:
        """The next such call is never answered, whether or not it has its effect; tells whether
        it has been made by now.
        """
        before = len(self.calls(call))
        self.server.fault(call, Fault(503, after=after, until=self.never))
        return lambda: len(self.calls(call)) > before

    def calls(self, call: str) -> Sequence[Call]:
        return [each for each in self.server.rest.calls if f"{each.method} {each.path}" == call]

    def cards(self) -> dict[int, Any]:
        """By the numbers of their cases; no case may have two."""
        found = Counter(map(_number, self.server.cards()))
        assert set(found.values()) <= {1}
        return {_number(card): card for card in self.server.cards()}

    def number(self, author: str) -> int:
        ((number,),) = rows(self.database, f"SELECT number FROM cases WHERE author = '{author}'")  # noqa: S608
        return int(number)

    def silenced(self, user: str) -> object:
        (member,) = [m for m in self.server.guild["members"] if m["user"]["id"] == user]
        return member.get("communication_disabled_until")

    def is_settled(self) -> bool:
        return not rows(self.database, _OPEN) and len(self.cards()) == count(self.database, "cases")


def _number(card: Any) -> int:  # noqa: ANN401
    words = discord.words_of(card)
    return int(words.partition("Case ")[2].split()[0])


@pytest.fixture
async def life(tmp_path: Path) -> AsyncIterator[Life]:
    async with loopback_discord() as server:
        for user in ATTACKS:
            for each in (user, f"4{user}"):
                member = {"user": discord.person(each), **discord.membership()}
                server.guild["members"].append(member)
        made = Life(tmp_path, server)
        yield made
        made.never.set()


async def test_whenever_haven_is_killed_nothing_is_lost_and_nothing_doubled(life: Life) -> None:
    await _killed_with_calls_out(life)
    await _killed_while_a_card_is_posted(life)
    await _killed_while_something_is_taken_back(life)

    async with life.lived() as process:
        await until(life.is_settled)
        await until(lambda: "Reversed" in discord.words_of(life.cards()[life.number(FIRST)]))
        process.terminate()
        _, err = await asyncio.wait_for(process.communicate(), SECONDS_TO_STOP)

    assert process.returncode == 0
    assert b"Traceback" not in err
    _the_books_balance(life)
    audit = await asyncio.to_thread(within, "audit", "verify", folder=life.folder)
    assert audit.returncode == 0, audit.stdout


async def _killed_with_calls_out(life: Life) -> None:
    """Of two calls without an answer, one had its effect; the other waits for it, as Discord has
    one limit for both.
    """
    async with life.cut_short():
        # Of its commands it tells Discord only once, however often it is killed from now on.
        await until(lambda: bool(rows(life.database, _TOLD)))
        unheard = life.hold(silencing(SECOND), after=True)
        await life.attack(SECOND)
        await until(unheard)
        await life.attack(FIRST)
        await until(lambda: len(rows(life.database, _OUT)) == 2)


async def _killed_while_a_card_is_posted(life: Life) -> None:
    async with life.cut_short():
        await until(life.is_settled)
        posted = life.hold(_IN_MOD_LOG, after=True)
        await life.attack(THIRD)
        await until(posted)
    assert len(life.cards()) == 3


async def _killed_while_something_is_taken_back(life: Life) -> None:
    """And while one more attack has just been written down."""
    async with life.cut_short():
        await until(life.is_settled)
        lifted = life.hold(silencing(FIRST))
        card = life.cards()[life.number(FIRST)]
        await life.server.click("Reverse", card, by=discord.ADMIN)
        await until(lifted)
        await life.attack(FOURTH)
        await until(lambda: said(life.database) == 4)
        await asyncio.sleep(Random(SEED).uniform(0, 0.2))  # noqa: S311 - no secret


def _the_books_balance(life: Life) -> None:
    database = life.database
    assert said(database) == 4
    assert [count(database, table) for table in ("verdicts", "cases")] == [4, 4]
    statuses = dict(rows(database, "SELECT author, status FROM cases"))
    assert statuses == {FIRST: "undone", **dict.fromkeys((SECOND, THIRD, FOURTH), "applied")}
    assert life.silenced(FIRST) is None
    assert all(life.silenced(user) for user in (SECOND, THIRD, FOURTH))
    # Calls of which nobody knew whether they had arrived are made again; no others are.
    made = {user: len(life.calls(silencing(user))) for user in ATTACKS}
    assert made[SECOND] >= 2
    assert made[THIRD] == 1
    assert len(life.calls(f"PUT /applications/{discord.BOT}/commands")) == 1
    assert rows(database, "SELECT state FROM intents WHERE state = 'unknown'") == []
