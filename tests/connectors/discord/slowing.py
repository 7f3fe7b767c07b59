"""How slow a channel is, and what becomes of several barriers in a row."""

from collections.abc import Sequence

from engine.actions import Action, Inverse, Outcome
from tests.connectors.discord.conftest import Visit
from tests.servers.discord import (
    TEXT,
    LoopbackDiscord,
)
from tests.servers.discord.changes import channel_of


def delay(server: LoopbackDiscord, channel: str = TEXT) -> int:
    found = channel_of(server.guild, channel)
    assert found
    return int(found["rate_limit_per_user"])


def set_delay(server: LoopbackDiscord, seconds: int) -> None:
    found = channel_of(server.guild, TEXT)
    assert found
    found["rate_limit_per_user"] = seconds


async def outcomes(visit: Visit, actions: Sequence[Action | Inverse]) -> list[Outcome]:
    done = []
    for action in actions:
        done.append(await visit.apply(action))
        await visit.server.settled()
    return done
