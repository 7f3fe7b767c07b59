"""Orders become calls: each is seen by a Discord on the loopback, through the real client."""

from datetime import datetime, timedelta

import pytest

from connectors.discord.people import LONGEST_TIMEOUT
from engine.actions import (
    Action,
    Ban,
    Collapse,
    Hide,
    Inverse,
    Kick,
    Mute,
    Outcome,
    Throttle,
    Timeout,
    Unban,
    Uncollapse,
    Unmute,
    Unthrottle,
    Untimeout,
    Warn,
)
from engine.events import Place
from tests.connectors.discord.conftest import INN, NOW, Visit
from tests.connectors.discord.enforcing import MEMBER_PATH, MINUTE, POSTS, only
from tests.servers.discord import (
    GUILD,
    MEMBER,
    NEWCOMER,
    TEXT,
    THREAD,
    Call,
    LoopbackDiscord,
    Payload,
)

IN_THREAD = Place(INN, TEXT, THREAD)
BAN_PATH = f"/guilds/{GUILD}/bans/{MEMBER}"


def lapse(call: Call) -> timedelta:
    """How long a time-out lasts."""
    assert call.body
    return datetime.fromisoformat(call.body["communication_disabled_until"]) - NOW


@pytest.mark.parametrize(
    ("action", "method", "path", "body"),
    [
        (Kick(user=MEMBER), "DELETE", MEMBER_PATH, None),
        (Unban(user=MEMBER), "DELETE", BAN_PATH, None),
        (Hide(user=MEMBER, message="50"), "DELETE", f"{POSTS}/50", None),
        (Untimeout(user=MEMBER), "PATCH", MEMBER_PATH, {"communication_disabled_until": None}),
        (Unmute(user=MEMBER), "PATCH", MEMBER_PATH, {"communication_disabled_until": None}),
        (Unthrottle(user=MEMBER), "PATCH", MEMBER_PATH, {"communication_disabled_until": None}),
        (Collapse(delay=MINUTE), "PATCH", f"/channels/{TEXT}", {"rate_limit_per_user": 60}),
    ],
)
async def test_an_action_is_one_call_with_its_reason_for_the_audit_log(
    visit: Visit, action: Action | Inverse, method: str, path: str, body: Payload | None
) -> None:
    visit.server.written("words", id="50")

    outcome = await visit.apply(action, reason="#7 · haven · it is an insult")

    assert outcome is Outcome.APPLIED
    assert only(visit.server.asked(method)) == Call(
        method, path, body, "#7 · haven · it is an insult"
    )


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Timeout(user=MEMBER, duration=10 * MINUTE), 10 * MINUTE),
        (Throttle(user=MEMBER, delay=MINUTE), MINUTE),
        (Timeout(user=MEMBER, duration=timedelta(days=60)), LONGEST_TIMEOUT),
    ],
)
async def test_a_silence_lasts_as_long_as_asked_or_as_discord_allows(
    visit: Visit, action: Action, expected: timedelta
) -> None:
    await visit.apply(action)

    assert lapse(only(visit.server.asked("PATCH"))) == expected


async def test_a_throttle_does_not_shorten_a_longer_silence(visit: Visit) -> None:
    (member,) = [one for one in visit.server.guild["members"] if one["user"]["id"] == MEMBER]
    muted = {"communication_disabled_until": (NOW + timedelta(days=9)).isoformat()}
    await visit.server.dispatch("GUILD_MEMBER_UPDATE", {**member, **muted, "guild_id": GUILD})
    await visit.server.settled()

    await visit.apply(Throttle(user=MEMBER, delay=MINUTE))

    assert lapse(only(visit.server.asked("PATCH"))) == timedelta(days=9)


async def test_a_ban_deletes_no_messages(visit: Visit, server: LoopbackDiscord) -> None:
    outcome = await visit.apply(Ban(user=MEMBER))

    assert outcome is Outcome.APPLIED
    ban = only(server.asked("PUT"))
    assert (ban.path, ban.query, ban.reason) == (BAN_PATH, {"delete_message_seconds": "0"}, "why")


async def test_somebody_who_left_can_be_banned(visit: Visit) -> None:
    assert await visit.apply(Ban(user=NEWCOMER)) is Outcome.APPLIED


@pytest.mark.parametrize(
    "action", [Kick(user=NEWCOMER), Mute(user=NEWCOMER), Warn(user=NEWCOMER, text="stop")]
)
async def test_what_is_aimed_at_somebody_who_left_is_gone(visit: Visit, action: Action) -> None:
    assert await visit.apply(action) is Outcome.GONE


async def test_a_long_reason_is_cut_to_what_the_audit_log_takes(visit: Visit) -> None:
    await visit.apply(Kick(user=MEMBER), reason="ä" * 600)

    assert only(visit.server.asked("DELETE")).reason == "ä" * 512


@pytest.mark.parametrize(
    ("action", "locked"), [(Collapse(delay=MINUTE), True), (Uncollapse(), False)]
)
async def test_a_thread_is_locked_and_unlocked(
    visit: Visit, action: Action | Inverse, *, locked: bool
) -> None:
    outcome = await visit.apply(action, at=IN_THREAD)

    call = only(visit.server.asked("PATCH"))
    assert (outcome, call.path) == (Outcome.APPLIED, f"/channels/{THREAD}")
    assert call.body == {"locked": locked}
