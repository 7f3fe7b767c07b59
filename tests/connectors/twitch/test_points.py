"""Twitch's rates, which twitchio 3.3.2 does not heed: each met by the real client."""

import pytest

from connectors.twitch.rates import Rates
from engine.actions import Hide, OfferHelp, Outcome, Timeout
from tests.connectors.twitch.conftest import TEN_MINUTES, House
from tests.servers.twitch import (
    CHANNEL,
    TwitchServer,
)

BAN = ("POST", "moderation/bans")
HIDE = Hide(user="200", message="m1")


async def test_calls_wait_when_the_headers_say_that_points_run_out(server: TwitchServer) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    rates = Rates(seconds=lambda: 1000.0, sleep=sleep)
    async with House(server, rates=rates).running() as house:
        await house.listening()
        few = {"Ratelimit_Limit": "800", "Ratelimit_Remaining": "19"}
        server.script(*BAN, 400, "is already banned", **few)
        await house.apply(Timeout(user="200", duration=TEN_MINUTES))
        await house.apply(Timeout(user="201", duration=TEN_MINUTES))

    assert slept == [pytest.approx(2 * 60 / 800)]


async def test_deletions_wait_while_others_still_go_out(server: TwitchServer) -> None:
    rates = Rates(seconds=lambda: 1000.0)
    async with House(server, rates=rates).running() as house:
        await house.listening()
        few = {"Ratelimit_Limit": "800", "Ratelimit_Remaining": "100"}
        server.script(*BAN, 400, "is already banned", **few)
        await house.apply(Timeout(user="200", duration=TEN_MINUTES))

        with pytest.raises(ConnectionError):
            await house.apply(HIDE)
        assert await house.apply(Timeout(user="201", duration=TEN_MINUTES)) is Outcome.APPLIED


async def test_a_call_that_would_wait_too_long_is_not_sent(server: TwitchServer) -> None:
    rates = Rates(seconds=lambda: 1000.0)
    async with House(server, rates=rates).running() as house:
        await house.listening()
        none_at_all = {"Ratelimit_Limit": "60", "Ratelimit_Remaining": "0"}
        server.script(*BAN, 429, "Too Many Requests", **none_at_all)
        with pytest.raises(ConnectionError):
            await house.apply(Timeout(user="200", duration=TEN_MINUTES))
        server.calls.clear()

        with pytest.raises(ConnectionError):
            await house.apply(HIDE)

        assert server.calls == []


async def test_a_bot_that_is_no_moderator_says_twenty_lines_in_thirty_seconds(
    server: TwitchServer,
) -> None:
    server.world.moderators[CHANNEL] = set()
    rates = Rates(seconds=lambda: 1000.0)
    async with House(server, rates=rates).running() as house:
        await house.listening()
        for _ in range(20):
            assert await house.apply(OfferHelp(user="200", text="hello")) is Outcome.APPLIED

        with pytest.raises(ConnectionError):
            await house.apply(OfferHelp(user="200", text="hello"))

    assert [call.path for call in server.calls].count("chat/messages") == 20
