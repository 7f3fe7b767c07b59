"""Which channels a server looks after, and where their moderators are told of alerts."""

from uuid import UUID

import pytest

from bot.homes import alert_at_home, homes_in, named_homes
from bot.settings import Settings
from engine.actions import AlertModerators, Order, Outcome
from engine.events import Community, Place, Platform
from engine.homes import Homes

CHANNEL, OTHER = Community(Platform.TWITCH, "100"), Community(Platform.TWITCH, "101")
SERVER = Community(Platform.DISCORD, "7")
TWITCH = {
    "enabled": True,
    "client_id": "client",
    "client_secret": "secret",
    "bot_id": "9",
    "channels": ["100", "101"],
    "servers": {"100": "7"},
}
HOMES = Homes({CHANNEL: SERVER})


def order(community: Community) -> Order:
    action = AlertModerators(text="look")
    return Order(
        id=UUID(int=7), place=Place(community, "mikalive"), action=action, case=3, reason=""
    )


class Server:
    """Its moderators are told, or are out of reach."""

    def __init__(self, answer: Outcome = Outcome.APPLIED) -> None:
        self.answer = answer
        self.told: list[tuple[Community, int]] = []

    async def tell(self, server: Community, order: Order) -> Outcome:
        self.told.append((server, order.case))
        return self.answer


def test_a_channel_has_the_home_that_the_configuration_names() -> None:
    homes = homes_in(Settings.model_validate({"twitch": TWITCH}))
    assert [homes.of(each) for each in (CHANNEL, OTHER, SERVER)] == [SERVER, None, SERVER]
    assert homes.channels_of(SERVER) == (CHANNEL,)


def test_where_twitch_is_off_nothing_is_looked_after() -> None:
    homes = homes_in(Settings.model_validate({"twitch": TWITCH | {"enabled": False}}))
    assert homes == Homes()


def test_a_pause_of_twitch_leaves_the_homes_that_links_stand_in() -> None:
    paused = Settings.model_validate({"twitch": TWITCH | {"enabled": False}})
    assert named_homes(paused).channels_of(SERVER) == (CHANNEL,)


async def test_an_alert_is_told_at_home_and_not_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = Server()
    assert await alert_at_home(HOMES, server.tell)(order(CHANNEL)) is Outcome.APPLIED
    assert server.told == [(SERVER, 3)]
    assert caplog.records == []


async def test_a_channel_without_a_home_has_its_alerts_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = Server()
    assert await alert_at_home(HOMES, server.tell)(order(OTHER)) is Outcome.APPLIED
    assert server.told == []
    assert [each.msg for each in caplog.records] == ["moderators alerted"]


@pytest.mark.parametrize("answer", [Outcome.FAILED, Outcome.FORBIDDEN, Outcome.GONE])
async def test_an_alert_that_nobody_could_be_told_of_stands_in_the_log(
    caplog: pytest.LogCaptureFixture, answer: Outcome
) -> None:
    assert await alert_at_home(HOMES, Server(answer).tell)(order(CHANNEL)) is answer
    (line,) = caplog.records
    assert (line.msg, line.__dict__["case"]) == ("moderators alerted", 3)
