"""Barriers are raised never milder than they were, and lowered to where they were."""

import asyncio
from datetime import timedelta

import pytest

from engine import actions
from engine.actions import Outcome
from engine.events import Community, Place, Platform
from tests.connectors.twitch.conftest import TEN_MINUTES, House, Notes
from tests.servers.twitch import CHANNEL, TwitchServer

LOCK_DOWN, REOPEN = actions.LockDown(duration=TEN_MINUTES), actions.Reopen()
OWN = {
    "slow_mode": True,
    "slow_mode_wait_time": 60,
    "follower_mode": False,
    "unique_chat_mode": False,
}


def collapse(seconds: float) -> actions.Collapse:
    return actions.Collapse(delay=timedelta(seconds=seconds))


def throttle(user: str, seconds: float) -> actions.Throttle:
    return actions.Throttle(user=user, delay=timedelta(seconds=seconds))


def slowness(house: House) -> int:
    settings = house.server.settings
    return int(settings["slow_mode_wait_time"]) if settings["slow_mode"] else 0


def changes(house: House) -> list[tuple[str, str]]:
    return [call.route for call in house.server.calls if call.method != "GET"]


async def test_the_streamers_own_slow_mode_is_not_softened_and_comes_back(house: House) -> None:
    house.server.settings = dict(OWN)

    await house.apply(collapse(10))
    assert slowness(house) == 60

    await house.apply(collapse(90))
    assert slowness(house) == 90

    await house.apply(actions.Uncollapse())
    assert slowness(house) == 60
    assert house.notes.kept == {}


async def test_the_streamers_own_shield_mode_outlasts_a_lock_down(house: House) -> None:
    house.server.shield = True

    await house.apply(LOCK_DOWN)
    await house.apply(REOPEN)

    assert house.server.shield


async def test_a_lock_down_begins_with_shield_mode_and_ends_as_it_was_before(
    house: House,
) -> None:
    await house.apply(LOCK_DOWN)
    assert changes(house)[0] == ("PUT", "moderation/shield_mode")
    assert house.server.shield
    assert house.server.settings["follower_mode"]
    assert slowness(house) == 30

    await house.apply(REOPEN)
    assert not house.server.shield
    assert not house.server.settings["follower_mode"]
    assert slowness(house) == 0


async def test_a_lock_down_is_undone_by_the_next_run(server: TwitchServer) -> None:
    notes = Notes()
    async with House(server, former=notes).running() as first:
        await first.listening()
        await first.apply(LOCK_DOWN)
        await first.apply(LOCK_DOWN)
    server.subscribed.clear()
    async with House(server, former=notes).running() as second:
        await second.listening()
        await second.apply(REOPEN)

        assert (server.shield, slowness(second)) == (False, 0)


async def test_what_several_want_ends_with_the_last_of_them(house: House) -> None:
    await house.apply(throttle("200", 20))
    await house.apply(throttle("201", 10))
    await house.apply(LOCK_DOWN)
    assert slowness(house) == 30

    await house.apply(REOPEN)
    assert (slowness(house), house.server.settings["unique_chat_mode"]) == (20, True)

    await house.apply(actions.Unthrottle(user="200"))
    assert slowness(house) == 10

    await house.apply(actions.Unthrottle(user="201"))
    assert (slowness(house), house.server.settings["unique_chat_mode"]) == (0, False)


async def test_without_shield_mode_followers_only_still_helps(house: House) -> None:
    house.server.script("PUT", "moderation/shield_mode", 401, "Missing scope")

    assert await house.apply(LOCK_DOWN) is Outcome.APPLIED
    assert house.server.settings["follower_mode"]


async def test_with_shield_mode_a_refusal_of_the_rest_changes_nothing(house: House) -> None:
    house.server.script("PATCH", "chat/settings", 403, "not a moderator")

    assert await house.apply(LOCK_DOWN) is Outcome.APPLIED
    assert house.server.shield


async def test_where_everything_is_refused_the_lock_down_is(house: House) -> None:
    house.server.script("PUT", "moderation/shield_mode", 403, "not a moderator")
    house.server.script("PATCH", "chat/settings", 403, "not a moderator")

    assert await house.apply(LOCK_DOWN) is Outcome.FORBIDDEN


@pytest.mark.parametrize("action", [LOCK_DOWN, collapse(10)])
async def test_what_could_not_be_put_back_is_not_changed(
    house: House, action: actions.LockDown | actions.Collapse
) -> None:
    house.notes.full = True

    with pytest.raises(ConnectionError):
        await house.apply(action)

    assert changes(house) == []


async def test_no_channel_waits_for_another_ones_barriers(server: TwitchServer) -> None:
    held, notes = asyncio.Event(), Notes()

    async def read(community: Community, _: str) -> str | None:
        if community.id == CHANNEL:
            await held.wait()
        return None

    notes.read = read  # type: ignore[method-assign]
    async with House(server, former=notes, channels=[CHANNEL, "500"]).running() as house:
        await house.listening()
        waiting = asyncio.create_task(house.apply(LOCK_DOWN))
        elsewhere = Place(Community(Platform.TWITCH, "500"), "owl")

        assert await house.apply(LOCK_DOWN, place=elsewhere) is Outcome.APPLIED
        held.set()
        assert await waiting is Outcome.APPLIED
