"""Many servers, over one connection or several."""

import pytest

from connectors.base import RefusedError
from connectors.discord.guards import BETWEEN_CONNECTIONS, Pace
from engine.actions import Kick, Outcome
from engine.events import Community, Place, Platform
from tests.connectors.discord.conftest import Heard, Visit, at_once, connector_to, heard, visiting
from tests.servers.discord import (
    BOT,
    MEMBER,
    LoopbackDiscord,
    Payload,
    guild,
    membership,
    person,
    role,
)

MANY = 2_000


def inn(number: int) -> Payload:
    """Shards share servers out by what lies above the lowest 22 bits of an id."""
    own = str(number << 22)
    return guild(
        id=own,
        roles=[role(own, position=0, permissions=0)],
        channels=[],
        threads=[],
        members=[{"user": person(BOT, is_bot=True), **membership()}],
        system_channel_id=None,
    )


async def places(visit: Visit) -> set[str]:
    """Where a message is heard from, of one in each server."""
    for other in visit.server.world.others:
        await visit.server.say("hello", guild_id=other["id"], at="5")
    return {(await visit.heard.next()).place.community.id for _ in visit.server.world.others}


@pytest.mark.parametrize("shards", [0, 2])
async def test_two_thousand_servers_are_all_known(server: LoopbackDiscord, shards: int) -> None:
    server.world.others = [inn(number) for number in range(1, MANY)]

    async with visiting(server, shards=shards) as visit:
        assert await places(visit) == {other["id"] for other in server.world.others}

    assert server.gateway.connections == max(1, shards)


async def test_discord_says_how_many_shards_there_are_to_be(server: LoopbackDiscord) -> None:
    server.rest.recommended_shards = 3
    server.world.others = [inn(number) for number in range(1, 7)]

    async with visiting(server, shards="auto") as visit:
        assert len(await places(visit)) == 6

    assert server.gateway.connections == 3


async def test_orders_are_carried_out_in_every_shard(server: LoopbackDiscord) -> None:
    server.world.others = [inn(1)]
    there = Place(Community(Platform.DISCORD, server.world.others[0]["id"]), "5")

    async with visiting(server, shards=2) as visit:
        # Its roles let the bot do nothing there, which it knows without asking.
        server.rest.answers[f"/guilds/{there.community.id}/members/{MEMBER}"] = {
            "user": person(MEMBER),
            **membership(),
        }
        assert await visit.apply(Kick(user=MEMBER), at=there) is Outcome.FORBIDDEN


async def test_a_malformed_event_ends_no_shard(server: LoopbackDiscord) -> None:
    async with visiting(server, shards=2) as visit:
        await server.say("broken", thread=None)

        assert (await heard(visit, text="whole")).text == "whole"
    assert server.gateway.connections == 2


async def test_closing_leaves_every_shards_session_resumable(server: LoopbackDiscord) -> None:
    async with visiting(server, shards=2):
        pass

    assert server.gateway.close_codes == [4000, 4000]


@pytest.mark.parametrize(
    ("code", "fix"),
    [(4004, "HAVEN_DISCORD__TOKEN"), (4010, "discord.shards"), (4014, "Message Content Intent")],
)
async def test_a_shard_that_is_refused_ends_the_run_with_the_fix(
    server: LoopbackDiscord, code: int, fix: str
) -> None:
    server.gateway.faults.append(f"close {code}")

    with pytest.raises(RefusedError, match=fix):
        await connector_to(server, shards=2).run(Heard())


async def test_as_many_connections_as_shards_go_without_a_rest() -> None:
    rests: list[float] = []

    async def sleep(seconds: float) -> None:
        rests.append(seconds)
        await at_once(seconds)

    pace = Pace(BETWEEN_CONNECTIONS, sleep=sleep, elapsed=lambda: 0.0, free=lambda: 3)
    for _ in range(5):
        await pace.turn()

    assert rests == [1, 2]
