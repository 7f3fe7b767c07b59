"""A Twitch channel around the shipped command: who says what there, and what Haven answers."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.bot.command import until
from tests.running import PATIENCE
from tests.servers import twitch
from tests.servers.twitch import TwitchServer
from tests.servers.twitch.exchange import Call

SAY = ("POST", "chat/messages")


async def say(
    server: TwitchServer,
    name: str,
    *words: dict[str, object],
    author: str = "200",
    badges: tuple[str, ...] = (),
) -> None:
    who = twitch.person("chatter_user", author, f"viewer{author}", f"Viewer{author}")
    said = twitch.chat_message(*words, message_id=name, badges=badges, **who)
    now = datetime.now(UTC).isoformat()
    await server.notify("channel.chat.message", said, at=now)


async def command(
    server: TwitchServer, words: str, *, by: str = "301", badge: str = "moderator"
) -> str:
    """A moderator's command, and what chat reads in reply."""
    known = len(asked(server, SAY))
    name = f"command{known}"
    await say(server, name, twitch.spoken(words), author=by, badges=(badge,))
    await until(lambda: _replies(server, name))
    return str(_replies(server, name)[0].body["message"])


def _replies(server: TwitchServer, name: str) -> Sequence[Call]:
    """A long answer takes two lines."""
    said = asked(server, SAY)
    return [call for call in said if call.body.get("reply_parent_message_id") == name]


def asked(server: TwitchServer, route: tuple[str, str]) -> Sequence[Call]:
    return [call for call in server.calls if call.route == route]


async def stopped(process: Process) -> bytes:
    process.terminate()
    _, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0
    return err
