"""Orders given to the enforcer, and what a Discord on the loopback saw of them."""

from datetime import timedelta

from engine.actions import (
    Timeout,
)
from tests.connectors.discord.conftest import Visit
from tests.servers.discord import (
    GUILD,
    MEMBER,
    TEXT,
    Call,
    Payload,
)

MINUTE = timedelta(minutes=1)
HUSH = Timeout(user=MEMBER, duration=MINUTE)

MEMBER_PATH = f"/guilds/{GUILD}/members/{MEMBER}"
DIRECT = f"/channels/9{MEMBER}/messages"
POSTS = f"/channels/{TEXT}/messages"


def only(calls: list[Call]) -> Call:
    (call,) = calls
    return call


async def said(visit: Visit, text: str = "words") -> str:
    message: Payload = await visit.server.say(text)
    await visit.heard.next()
    return str(message["id"])
