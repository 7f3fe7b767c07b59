"""What Discord would refuse is not asked of it; what it answers is an outcome."""

from collections.abc import Callable
from socket import AF_INET, socket

import pytest
from discord.http import Route

from engine.actions import (
    Action,
    AnswerRequest,
    Ban,
    Blur,
    Collapse,
    Hide,
    Inverse,
    Kick,
    LockDown,
    Mute,
    Outcome,
    Release,
    Reopen,
    Throttle,
    Timeout,
    Unban,
    Untimeout,
    Withhold,
)
from tests.connectors.discord.conftest import Heard, Visit, connector_to
from tests.connectors.discord.enforcing import HUSH, MEMBER_PATH, MINUTE
from tests.servers.discord import (
    ADMIN,
    ALL_RIGHTS,
    BOT,
    BOT_ROLE,
    GUILD,
    MEMBER,
    OTHER,
    OWNER,
    LoopbackDiscord,
)


@pytest.mark.parametrize("user", [OWNER, ADMIN, OTHER, BOT])
@pytest.mark.parametrize(
    "sanction",
    [
        lambda user: Timeout(user=user, duration=MINUTE),
        lambda user: Throttle(user=user, delay=MINUTE),
        lambda user: Mute(user=user),
        lambda user: Kick(user=user),
        lambda user: Ban(user=user),
    ],
)
async def test_owner_administrators_and_those_above_the_bot_are_let_be(
    visit: Visit, sanction: Callable[[str], Action], user: str
) -> None:
    before = len(visit.server.rest.calls)

    outcome = await visit.apply(sanction(user))

    assert outcome is Outcome.FORBIDDEN
    assert len(visit.server.rest.calls) == before


@pytest.mark.parametrize(
    ("action", "bit"),
    [
        (Timeout(user=MEMBER, duration=MINUTE), 40),
        (Untimeout(user=MEMBER), 40),
        (Kick(user=MEMBER), 1),
        (Ban(user=MEMBER), 2),
        (Unban(user=MEMBER), 2),
        (Hide(user=MEMBER, message="50"), 13),
        (Blur(user=MEMBER, message="50"), 13),
        (Collapse(delay=MINUTE), 4),
        (LockDown(duration=MINUTE), 5),
        (Reopen(), 5),
    ],
)
async def test_without_the_permission_nothing_is_asked(
    visit: Visit, action: Action | Inverse, bit: int
) -> None:
    (mine,) = [one for one in visit.server.guild["roles"] if one["id"] == BOT_ROLE]
    role = {**mine, "permissions": str(ALL_RIGHTS & ~(1 << bit))}
    await visit.server.dispatch("GUILD_ROLE_UPDATE", {"guild_id": GUILD, "role": role})
    await visit.server.settled()
    before = len(visit.server.rest.calls)

    outcome = await visit.apply(action)

    assert outcome is Outcome.FORBIDDEN
    assert len(visit.server.rest.calls) == before


@pytest.mark.parametrize(
    ("status", "expected"),
    [(403, Outcome.FORBIDDEN), (404, Outcome.GONE), (400, Outcome.FAILED)],
)
async def test_a_refusal_is_an_outcome(visit: Visit, status: int, expected: Outcome) -> None:
    visit.server.fail(f"PATCH {MEMBER_PATH}", status)

    assert await visit.apply(HUSH) is expected


async def test_an_error_of_the_server_leaves_open_what_happened(visit: Visit) -> None:
    visit.server.fail(f"PATCH {MEMBER_PATH}", 503)

    with pytest.raises(TimeoutError):
        await visit.apply(HUSH)


async def test_a_rate_limit_is_waited_out(visit: Visit) -> None:
    visit.server.fail(f"PATCH {MEMBER_PATH}", 429)

    outcome = await visit.apply(HUSH)

    assert outcome is Outcome.APPLIED
    assert len(visit.server.asked("PATCH")) == 2


async def test_a_rate_limit_without_end_is_left_for_later(visit: Visit) -> None:
    for _ in range(5):
        visit.server.fail(f"PATCH {MEMBER_PATH}", 429)

    with pytest.raises(ConnectionError):
        await visit.apply(HUSH)


async def test_a_connection_that_was_refused_changed_nothing(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket(AF_INET) as unheard:
        unheard.bind(("127.0.0.1", 0))
        port = unheard.getsockname()[1]
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{port}/api/v10")

    with pytest.raises(ConnectionError):
        await visit.apply(HUSH)


async def test_before_discord_is_reached_nothing_was_sent(server: LoopbackDiscord) -> None:
    with pytest.raises(ConnectionError):
        await Visit(server, connector_to(server), Heard()).apply(HUSH)


async def test_a_server_that_is_away_for_a_while_was_not_reached(visit: Visit) -> None:
    await visit.server.dispatch("GUILD_DELETE", {"id": GUILD, "unavailable": True})
    await visit.server.settled()

    with pytest.raises(ConnectionError):
        await visit.apply(Kick(user=MEMBER))


async def test_a_server_that_the_bot_had_to_leave_is_gone(visit: Visit) -> None:
    await visit.server.dispatch("GUILD_DELETE", {"id": GUILD})
    await visit.server.settled()
    client = visit.connector._client
    assert client
    client._ready.set()  # It sets this two seconds after the last server was told about.

    assert await visit.apply(Kick(user=MEMBER)) is Outcome.GONE


@pytest.mark.parametrize("action", [Release, Withhold])
async def test_what_discord_blocked_nobody_can_let_through(
    visit: Visit, action: type[Release | Withhold]
) -> None:
    assert await visit.apply(action(user="1", message="m1")) is Outcome.FAILED


async def test_discord_has_no_form_to_answer(visit: Visit) -> None:
    answer = AnswerRequest(user="1", granted=True, text="welcome back")
    assert await visit.apply(answer) is Outcome.FAILED
