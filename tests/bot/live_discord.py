"""`haven run` beside a Discord of our own, whose rules it must have kept by the end of a story."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.database import FILE
from tests.bot.command import CANARY, living, rows, until
from tests.running import PATIENCE
from tests.servers import discord
from tests.servers.discord import Call, LoopbackDiscord, Payload, loopback_discord

_REASON = re.compile(r"#\d+ · \S.*", re.DOTALL)
_LONGEST_REASON = 512
_MODERATION = (
    re.compile(r"(PATCH|DELETE) /guilds/\d+/members/\d+"),
    re.compile(r"(PUT|DELETE) /guilds/\d+/(bans|members)/\d+.*"),
    re.compile(r"PATCH /channels/\d+"),
    re.compile(r"DELETE /channels/\d+/messages/\d+"),
)


@dataclass(frozen=True, slots=True)
class Story:
    server: LoopbackDiscord
    folder: Path

    async def say(self, text: str, **changes: object) -> Payload:
        return await self.server.say(text, **{"id": self.number(), **changes})

    async def attack(self, words: str, *, on: str = discord.NEWCOMER, **changes: object) -> Payload:
        mentions = [discord.person(on)]
        return await self.say(f"<@{on}> {words}", mentions=mentions, **changes)

    def cases(self, columns: str = "number, status") -> Sequence[tuple[Any, ...]]:
        query = f"SELECT {columns} FROM cases ORDER BY number"  # noqa: S608
        return rows(self.folder / "state" / FILE, query)

    def judged(self) -> list[str]:
        """Messages that there is a verdict on, by id."""
        found = rows(self.folder / "state" / FILE, "SELECT message FROM verdicts")
        return [message for (message,) in found]

    def calls(self, method: str, path: str) -> list[Call]:
        """`path` is a pattern."""
        found = re.compile(path)
        asked = [call for call in self.server.rest.calls if call.method == method]
        return [call for call in asked if found.fullmatch(call.path)]

    def timeouts(self) -> list[Any]:
        """Until when members were to be silent, in turn; None where one was let speak."""
        calls = self.calls("PATCH", r"/guilds/\d+/members/\d+")
        return [(call.body or {})["communication_disabled_until"] for call in calls]

    def told(self, user: str) -> list[str]:
        """What a person was told privately."""
        calls = self.calls("POST", f"/channels/9{user}/messages")
        return [(call.body or {})["content"] for call in calls]

    def hidden(self) -> list[str]:
        """Messages that were deleted, by id."""
        calls = self.calls("DELETE", r"/channels/\d+/messages/\d+")
        return [call.path.rpartition("/")[2] for call in calls]

    def join(self, user: str) -> None:
        """Long ago: nobody is told of it."""
        joined = discord.membership() | {"user": discord.person(user)}
        self.server.guild["members"].append(joined)

    def thread(self, title: str, *, by: str) -> Payload:
        """One just begun in the channel that all is about."""
        self.join(by)
        made = discord.thread(self.number(), parent=discord.TEXT)
        self.server.guild["threads"].append(made | {"name": title, "owner_id": by})
        return made | {"name": title, "owner_id": by, "newly_created": True}

    def moment(self) -> datetime:
        return datetime.now(UTC)

    def number(self) -> str:
        """An id of this moment: nobody is timed out for what was said long ago."""
        number = int(time.time() * 1_000) - discord.DISCORD_EPOCH << 22
        return str(number + len(self.server.world.messages))

    def card(self, number: int) -> Payload | None:
        cards = self.server.cards()
        found = (card for card in cards if f"Case {number} " in discord.words_of(card))
        return next(found, None)

    async def shows(self, number: int, words: str = "") -> Payload:
        """The card of a case, once it is there and says these words."""
        await until(lambda: words in discord.words_of(self.card(number) or {"components": []}))
        await until(lambda: self.card(number) is not None)
        card = self.card(number)
        assert card
        return card


@asynccontextmanager
async def story(folder: Path, *, mode: str = "enforce", **variables: str) -> AsyncIterator[Story]:
    """Ends with SIGTERM, and fails where Haven broke a rule in the course of it."""
    async with loopback_discord() as server:
        server.world.is_silent_on_members = True
        async with living(folder, **settings(server, mode), **variables) as process:
            async with asyncio.timeout(30):
                await server.gateway.welcomed.wait()
            await until(lambda: bool(server.rest.commands))
            try:
                yield Story(server, folder)
            except BaseException as fault:
                process.kill()
                _, err = await process.communicate()
                fault.add_note(
                    "\n".join(
                        [
                            *map(discord.words_of, server.cards()),
                            *server.rest.complaints,
                            err.decode()[-4_000:],
                        ]
                    )
                )
                raise
            process.terminate()
            out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0
    assert "Traceback" not in err.decode()
    kept = b"".join(file.read_bytes() for file in (folder / "state").iterdir())
    assert CANARY.encode() not in out + err + kept
    broken = "\n".join(misconduct(server))
    assert not broken, broken


def settings(server: LoopbackDiscord, mode: str) -> dict[str, str]:
    return {
        "HAVEN_DISCORD__ENABLED": "true",
        "HAVEN_DISCORD__TOKEN": CANARY,
        "HAVEN_DISCORD__REST_BASE": server.world.rest_base,
        "HAVEN_DISCORD__GATEWAY_URL": server.world.gateway_url,
        "HAVEN_DISCORD__MOD_LOG": f"{discord.GUILD}={discord.MOD_LOG}",
        "HAVEN_POLICY__MODE": mode,
    }


def misconduct(server: LoopbackDiscord) -> Iterator[str]:
    """Whatever Haven did in a whole run that Discord refused, or that Haven promised not to do."""
    yield from server.rest.complaints
    yield from (f"refused: {call.method} {call.path}" for call in server.rest.refused)
    for call in server.rest.calls:
        yield from _about(server, call)
    told = [call for call in server.asked("PUT") if call.path.endswith("/commands")]
    if len(told) > 1:
        yield "told of commands more than once"
    for asked in server.interactions.asked:
        if not asked.way:
            yield f"never acknowledged: {asked.told['data']}"


def _about(server: LoopbackDiscord, call: Call) -> Iterator[str]:
    named = f"{call.method} {call.path}"
    if CANARY in repr((call.path, call.body, call.reason, call.query, call.files)):
        yield f"{named} holds the token"
    is_moderation = any(pattern.fullmatch(named) for pattern in _MODERATION)
    reason = call.reason or ""
    if not is_moderation or server.world.was_posted(call.path.rpartition("/")[2]):
        return
    if not _REASON.fullmatch(reason) or len(reason) > _LONGEST_REASON:
        yield f"{named} has the reason {reason!r}"
