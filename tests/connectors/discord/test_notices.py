"""Who is acted upon is told: before the way to them ends, after the act otherwise."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from connectors.discord import people
from engine.actions import Action, Ban, Kick, Outcome, Throttle, Timeout
from tests.connectors.discord.conftest import Visit, visiting
from tests.servers.discord import GUILD, MEMBER, NEWCOMER, OTHER, LoopbackDiscord

DIRECT = f"/channels/9{MEMBER}/messages"
MEMBER_PATH = f"/guilds/{GUILD}/members/{MEMBER}"
BAN_PATH = f"/guilds/{GUILD}/bans/{MEMBER}"
HOUR = timedelta(hours=1)
SIXTY_DAYS = timedelta(days=60)

TOLD = [
    pytest.param(Kick(user=MEMBER), [DIRECT, MEMBER_PATH], id="kick"),
    pytest.param(Ban(user=MEMBER), [DIRECT, BAN_PATH], id="ban"),
    pytest.param(Timeout(user=MEMBER, duration=HOUR), [MEMBER_PATH, DIRECT], id="timeout"),
]


def changes(visit: Visit) -> list[str]:
    return [
        call.path
        for call in visit.server.rest.calls
        if call.method != "GET" and call.path != "/users/@me/channels"
    ]


def letter(visit: Visit) -> str:
    (call,) = visit.server.asked("POST")
    assert call.body
    return str(call.body["content"])


@pytest.mark.parametrize(("action", "order"), TOLD)
async def test_people_are_told_before_they_are_out_and_after_everything_else(
    visit: Visit, action: Action, order: list[str]
) -> None:
    outcome = await visit.apply(action)

    assert outcome is Outcome.APPLIED
    assert changes(visit) == order


@pytest.mark.parametrize(("action", "order"), TOLD)
@pytest.mark.parametrize(
    ("status", "code"), [(403, 50007), (403, 50278), (400, 0), (404, 0), (503, 0)]
)
async def test_closed_ears_stop_nothing(
    visit: Visit, action: Action, order: list[str], status: int, code: int
) -> None:
    visit.server.fail(f"POST {DIRECT}", status, code=code)

    assert await visit.apply(action) is Outcome.APPLIED
    assert changes(visit) == order


@pytest.mark.parametrize(("action", "order"), TOLD)
async def test_a_letter_that_takes_too_long_is_given_up_and_not_the_act(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, action: Action, order: list[str]
) -> None:
    monkeypatch.setattr(people, "PATIENCE_SECONDS", 0.05)
    # The library repeats this by itself, after a second.
    visit.server.fail(f"POST {DIRECT}", 500)

    assert await visit.apply(action) is Outcome.APPLIED
    assert changes(visit) == order


async def test_a_lost_connection_to_the_letterbox_stops_nothing(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object, **__: object) -> None:
        raise aiohttp.ServerDisconnectedError

    client = visit.connector._client
    assert client
    monkeypatch.setattr(client.http, "send_message", lost)

    assert await visit.apply(Ban(user=MEMBER)) is Outcome.APPLIED


async def test_nobody_is_told_of_what_may_not_be_done(visit: Visit) -> None:
    outcomes = [await visit.apply(action(user=OTHER)) for action in (Kick, Ban)]

    assert outcomes == [Outcome.FORBIDDEN] * 2
    assert visit.server.asked("POST") == []


async def test_who_left_is_banned_without_a_letter(visit: Visit) -> None:
    await visit.apply(Ban(user=NEWCOMER))

    assert visit.server.asked("POST") == []


async def test_a_bot_reads_no_letters(server: LoopbackDiscord) -> None:
    (member,) = [one for one in server.guild["members"] if one["user"]["id"] == MEMBER]
    member["user"]["bot"] = True

    async with visiting(server) as visit:
        assert await visit.apply(Kick(user=MEMBER)) is Outcome.APPLIED

    assert server.asked("POST") == []


async def test_a_letter_names_the_server_and_the_case_but_nobody(visit: Visit) -> None:
    await visit.server.dispatch("GUILD_UPDATE", {**visit.server.guild, "name": "*inn*"})
    await visit.server.settled()

    await visit.apply(Ban(user=MEMBER), number=12, reason="#12 · 555 · the words of another")

    text = letter(visit)
    assert text.startswith(r"You have been banned from **\*inn\***.")
    assert "case 12" in text
    assert "555" not in text
    assert "words" not in text


async def test_a_letter_about_a_time_out_gives_the_end_that_was_decided(visit: Visit) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    visit.connector.enforcer._now = lambda: now

    await visit.apply(Timeout(user=MEMBER, duration=SIXTY_DAYS))

    assert f"<t:{int((now + SIXTY_DAYS).timestamp())}:f>" in letter(visit)


async def test_what_comes_again_and_again_is_done_without_a_word(visit: Visit) -> None:
    await visit.apply(Throttle(user=MEMBER, delay=HOUR))

    assert changes(visit) == [MEMBER_PATH]


async def test_a_renewal_is_done_without_a_word(visit: Visit) -> None:
    await visit.apply(Timeout(user=MEMBER, duration=HOUR))
    await visit.server.settled()

    outcome = await visit.apply(Timeout(user=MEMBER, duration=2 * HOUR), renewal=True)

    assert outcome is Outcome.APPLIED
    assert changes(visit) == [MEMBER_PATH, DIRECT, MEMBER_PATH]
