"""Whether the bot could act in a channel, as Twitch tells it at that moment."""

import pytest

from bot.proofs import Proofs
from engine.events import Community, Platform
from tests.connectors.twitch.conftest import PLACE, House
from tests.servers.twitch import CHANNEL, TwitchServer

MODERATED = ("GET", "moderation/channels")


async def test_nothing_lacks_where_the_bot_moderates(house: House) -> None:
    assert await house.connector.lacking(PLACE.community) == ""


async def test_a_bot_that_is_no_moderator_any_more_is_told_how_to_become_one(house: House) -> None:
    house.server.world.moderators[CHANNEL].clear()
    told = await house.connector.lacking(PLACE.community)
    assert told == "Haven is no moderator here and could do nothing: write /mod haven first."


@pytest.mark.parametrize("status", [500, 403])
async def test_where_twitch_does_not_tell_nobody_guesses(house: House, status: int) -> None:
    house.server.always(*MODERATED, status)
    assert "does not tell" in await house.connector.lacking(PLACE.community)


async def test_without_a_connection_nobody_guesses_either(server: TwitchServer) -> None:
    assert "not connected" in await House(server).connector.lacking(PLACE.community)


async def test_each_platform_is_asked_about_its_own_communities(house: House) -> None:
    proofs = Proofs()
    proofs.join(Platform.TWITCH, house.connector.lacking)
    house.server.world.moderators[CHANNEL].clear()
    assert "/mod" in await proofs.lacking(PLACE.community)
    assert await proofs.lacking(Community(Platform.DISCORD, CHANNEL)) == ""
