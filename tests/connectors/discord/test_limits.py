"""Rate limits are kept to the end, and a token that is no longer valid is not tried on and on."""

import asyncio
from datetime import timedelta

import pytest

from connectors.base import RefusedError
from connectors.discord.limits import Limits
from engine.actions import AskedToWaitError, Outcome, Timeout, Unban
from tests.connectors.discord.conftest import PATIENCE, Heard, Visit, connector_to
from tests.servers.discord import BOT, GUILD, MEMBER, OTHER, LoopbackDiscord

pytestmark = pytest.mark.promise("R6")

HUSH = Timeout(user=MEMBER, duration=timedelta(hours=1))
PARDON = Unban(user=OTHER)
HUSHING = f"PATCH /guilds/{GUILD}/members/{MEMBER}"


async def test_a_long_rate_limit_is_left_to_the_dispatcher_with_its_length(visit: Visit) -> None:
    visit.server.fail(HUSHING, 429, wait=60)

    with pytest.raises(AskedToWaitError) as asked:
        await visit.apply(HUSH)

    assert asked.value.wait == timedelta(seconds=60)


async def test_the_limit_of_one_route_holds_no_other_back(visit: Visit) -> None:
    visit.server.fail(HUSHING, 429, wait=60)
    with pytest.raises(AskedToWaitError):
        await visit.apply(HUSH)

    assert await visit.apply(PARDON) is Outcome.APPLIED


@pytest.mark.parametrize("headers", [{"X-RateLimit-Global": "true"}, {"Via": None}])
async def test_while_all_calls_are_to_wait_none_is_made(
    visit: Visit, headers: dict[str, str | None]
) -> None:
    visit.server.fail(HUSHING, 429, wait=60, headers=headers)
    with pytest.raises(ConnectionError):
        await visit.apply(HUSH)

    with pytest.raises(AskedToWaitError) as asked:
        await visit.apply(PARDON)

    assert timedelta(seconds=50) < asked.value.wait <= timedelta(seconds=60)
    assert visit.server.asked("DELETE") == []


async def test_buttons_are_answered_while_all_other_calls_wait(visit: Visit) -> None:
    visit.server.fail(HUSHING, 429, wait=60, headers={"X-RateLimit-Global": "true"})
    with pytest.raises(ConnectionError):
        await visit.apply(HUSH)
    client = visit.connector.enforcer._client()
    button = {"type": 2, "style": 2, "label": "Reverse", "custom_id": "reverse"}
    card = visit.server.written("", by=BOT, components=[{"type": 1, "components": [button]}])
    click = visit.server.clicked("Reverse", card, by=MEMBER).told
    callback = f"/interactions/{click['id']}/{click['token']}/callback"

    session = client.http._HTTPClient__session  # type: ignore[attr-defined]
    address = visit.server.world.rest_base + callback
    async with session.post(address, json={"type": 6}) as answer:
        assert answer.status == 200


async def test_a_call_cancelled_in_a_global_limit_does_not_shut_discord_for_good(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.discord.limits.LONGEST_WAIT", timedelta(seconds=0.2))
    visit.server.fail(HUSHING, 429, wait=0.15, headers={"X-RateLimit-Global": "true"})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await visit.apply(HUSH)

    async with asyncio.timeout(PATIENCE):
        assert await visit.apply(HUSH) is Outcome.APPLIED


async def test_a_short_wait_is_sat_out_and_a_long_one_is_not() -> None:
    slept: list[float] = []
    moment = 0.0

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    limits = Limits(sleep=sleep, elapsed=lambda: moment)
    limits.hold(20.0)
    with pytest.raises(AskedToWaitError):
        await limits.turn()
    moment = 17.0
    await limits.turn()
    moment = 21.0
    await limits.turn()

    assert slept == [3.0]


async def test_a_shorter_limit_does_not_end_a_longer_one() -> None:
    limits = Limits(elapsed=lambda: 0.0)
    limits.hold(60.0)
    limits.hold(1.0)

    with pytest.raises(AskedToWaitError) as asked:
        await limits.turn()

    assert asked.value.wait == timedelta(seconds=60)


async def test_a_token_that_is_reset_in_the_middle_ends_the_run_after_one_call(
    server: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    connector, heard = connector_to(server), Heard()
    visit = Visit(server, connector, heard)
    running = asyncio.create_task(connector.run(heard))
    async with asyncio.timeout(PATIENCE):
        await server.gateway.welcomed.wait()
        await server.settled()
        for call in (HUSHING, "GET /users/@me"):
            server.fail(call, 401)
        with pytest.raises(ConnectionError):
            await visit.apply(HUSH)
        with pytest.raises(RefusedError, match="HAVEN_DISCORD__TOKEN"):
            await running

    assert "Discord does not accept the token any more" in caplog.text
    with pytest.raises(ConnectionError):
        await visit.apply(HUSH)
    assert len(server.asked("PATCH")) == 1
