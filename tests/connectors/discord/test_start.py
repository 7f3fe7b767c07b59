"""A start costs no call for each server: with 2,000 of them, Discord would not allow it."""

from tests.connectors.discord.conftest import visiting
from tests.servers.discord import LoopbackDiscord, guild


async def test_a_start_asks_nothing_of_discord_for_each_server(server: LoopbackDiscord) -> None:
    server.world.others = [guild(id=str(number << 22)) for number in range(1, 30)]

    async with visiting(server):
        asked = [call.path for call in server.rest.calls]

    assert asked == ["/users/@me", "/oauth2/applications/@me"]
