"""Moderators are told by a case's card where there is one, in plain words otherwise."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest

from engine.actions import AlertModerators, Ban, Order, Outcome
from engine.events import Community, Place, Platform
from tests.connectors.discord.conftest import INN, Visit, connector_to, visiting
from tests.servers.discord import (
    GUILD,
    LOUNGE,
    MOD_LOG,
    LoopbackDiscord,
    Payload,
    channel,
    loopback_discord,
)

LOOK = AlertModerators(text="look")


@dataclass(kw_only=True)
class House:
    """Shows cards, or not, or fails."""

    answer: bool | Exception = True
    asked: list[tuple[int, Community, int, str]] = field(default_factory=list)

    async def show(self, room: Any, community: Community, number: int, words: str) -> bool:  # noqa: ANN401
        self.asked.append((room.id, community, number, words))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def words_in(visit: Visit) -> list[str]:
    return [call.body["content"] for call in visit.server.asked("POST") if call.body]


async def test_a_card_takes_the_place_of_the_words(server: LoopbackDiscord) -> None:
    house = House()
    async with visiting(server, show=house.show) as visit:
        assert await visit.apply(LOOK) is Outcome.APPLIED
        assert words_in(visit) == []
    assert house.asked == [(int(MOD_LOG), INN, 7, "look")]


@pytest.mark.parametrize(
    "house", [House(answer=False), House(answer=RuntimeError("the house is upside down"))]
)
async def test_without_a_card_there_are_words(server: LoopbackDiscord, house: House) -> None:
    async with visiting(server, show=house.show) as visit:
        assert await visit.apply(LOOK) is Outcome.APPLIED
        assert words_in(visit) == ["Case 7: look"]


async def test_a_card_that_may_have_arrived_is_not_doubled_by_words(
    server: LoopbackDiscord,
) -> None:
    async with visiting(server, show=House(answer=OSError("no answer")).show) as visit:
        with pytest.raises(TimeoutError):
            await visit.apply(LOOK)
        assert words_in(visit) == []


async def test_no_card_is_asked_for_where_haven_may_not_write() -> None:
    house = House()
    rooms = [channel(MOD_LOG, hidden=True, permission_overwrites=_no_words()), channel(LOUNGE)]
    async with (
        loopback_discord(channels=[channel("2000"), *rooms]) as server,
        visiting(server, show=house.show) as visit,
    ):
        assert await visit.apply(LOOK) is Outcome.FORBIDDEN
    assert house.asked == []


async def test_a_servers_moderators_read_where_the_configuration_says(visit: Visit) -> None:
    room = visit.connector.enforcer.moderators_channel(INN)
    assert room
    assert str(room.id) == MOD_LOG


async def test_a_server_that_haven_is_not_in_has_no_moderators(visit: Visit) -> None:
    client = visit.connector._client
    assert client
    await client.wait_until_ready()
    elsewhere = Community(Platform.DISCORD, "77")
    assert visit.connector.enforcer.moderators_channel(elsewhere) is None


async def test_nobody_knows_where_moderators_read_before_discord_says(
    server: LoopbackDiscord,
) -> None:
    with pytest.raises(ConnectionError):
        connector_to(server).enforcer.moderators_channel(INN)


def _no_words() -> list[Payload]:
    return [{"id": GUILD, "type": 0, "allow": "0", "deny": str(1 << 11)}]


STAGE = Place(Community(Platform.TWITCH, "100"), "mikalive")


def alert_of_stage() -> Order:
    return Order(id=UUID(int=7), place=STAGE, action=LOOK, case=7, reason="why")


async def test_a_channels_alert_is_told_in_the_server_that_looks_after_it(
    server: LoopbackDiscord,
) -> None:
    house = House()
    async with visiting(server, show=house.show) as visit:
        assert await visit.connector.enforcer.alert(INN, alert_of_stage()) is Outcome.APPLIED
    assert house.asked == [(int(MOD_LOG), STAGE.community, 7, "look")]


@pytest.mark.parametrize(("channel", "named"), [("mikalive", "mikalive"), ("", "100")])
async def test_words_about_another_platforms_case_say_whose_it_is(
    server: LoopbackDiscord, channel: str, named: str
) -> None:
    """A case about somebody's name has come about in no channel."""
    alert = replace(alert_of_stage(), place=replace(STAGE, channel=channel))
    async with visiting(server) as visit:
        await visit.connector.enforcer.alert(INN, alert)
        assert words_in(visit) == [f"Case 7 of {named} on Twitch: look"]


async def test_a_server_that_haven_is_not_in_is_told_nothing(server: LoopbackDiscord) -> None:
    async with visiting(server) as visit:
        nowhere = Community(Platform.DISCORD, "404")
        assert await visit.connector.enforcer.alert(nowhere, alert_of_stage()) is Outcome.GONE


async def test_nothing_but_alerts_is_carried_over_from_another_platform(
    server: LoopbackDiscord,
) -> None:
    async with visiting(server) as visit:
        ban = replace(alert_of_stage(), action=Ban(user="200"))
        with pytest.raises(ValueError, match="ban is no alert"):
            await visit.connector.enforcer.alert(INN, ban)
        assert words_in(visit) == []
