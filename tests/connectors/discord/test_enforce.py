"""Orders become calls: each is seen by a Discord on the loopback, through the real client."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from socket import AF_INET, socket
from typing import get_args

import pytest
from discord.http import Route

from connectors.discord.people import LONGEST_TIMEOUT
from engine.actions import (
    Action,
    AlertModerators,
    AlertTarget,
    Ban,
    Blur,
    Collapse,
    Hide,
    Inverse,
    Kick,
    LockDown,
    Mute,
    OfferHelp,
    Outcome,
    Release,
    Reopen,
    Restore,
    Throttle,
    Timeout,
    Unban,
    Uncollapse,
    Unmute,
    Unthrottle,
    Untimeout,
    VoidWarning,
    Warn,
    Withhold,
)
from engine.events import Place
from tests.connectors.discord.conftest import INN, Heard, Visit, connector_to, visiting
from tests.servers.discord import (
    ADMIN,
    ALL_RIGHTS,
    BOT,
    BOT_ROLE,
    GUILD,
    LOUNGE,
    MEMBER,
    MOD_LOG,
    NEWCOMER,
    OTHER,
    OWNER,
    TEXT,
    THREAD,
    Call,
    LoopbackDiscord,
    Payload,
    loopback_discord,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HUSH = Timeout(user=MEMBER, duration=MINUTE)
IN_THREAD = Place(INN, TEXT, THREAD)

MEMBER_PATH = f"/guilds/{GUILD}/members/{MEMBER}"
BAN_PATH = f"/guilds/{GUILD}/bans/{MEMBER}"
INCIDENTS = f"/guilds/{GUILD}/incident-actions"
DIRECT = f"/channels/9{MEMBER}/messages"
POSTS = f"/channels/{TEXT}/messages"


@pytest.fixture
async def visit(server: LoopbackDiscord) -> AsyncIterator[Visit]:
    async with visiting(server, now=lambda: NOW) as begun:
        yield begun


def only(calls: list[Call]) -> Call:
    (call,) = calls
    return call


def lapse(call: Call) -> timedelta:
    """How long a time-out lasts."""
    assert call.body
    return datetime.fromisoformat(call.body["communication_disabled_until"]) - NOW


async def said(visit: Visit, text: str = "words") -> str:
    message: Payload = await visit.server.say(text)
    await visit.heard.next()
    return str(message["id"])


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


# What is said


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (Warn(user=MEMBER, text="please stop"), "please stop"),
        (AlertTarget(user=MEMBER, text="look out"), "look out"),
        (OfferHelp(user=MEMBER, text="call 1234"), "call 1234"),
        (VoidWarning(user=MEMBER), "A warning you got was a mistake"),
    ],
)
async def test_words_to_a_person_go_to_them_alone(
    visit: Visit, action: Action | Inverse, text: str
) -> None:
    outcome = await visit.apply(action)

    assert outcome is Outcome.APPLIED
    letter = only(visit.server.asked("POST"))
    assert letter.path == DIRECT
    assert letter.body
    assert letter.body["content"].startswith(text)


@pytest.mark.parametrize("code", [50007, 50278])
async def test_a_warning_for_closed_ears_is_hinted_at_in_the_channel(
    visit: Visit, code: int
) -> None:
    visit.server.fail(f"POST {DIRECT}", 403, code=code)

    outcome = await visit.apply(Warn(user=MEMBER, text="you said an awful thing"))

    notice = visit.server.asked("POST")[-1]
    assert (outcome, notice.path) == (Outcome.APPLIED, POSTS)
    assert notice.body
    assert f"<@{MEMBER}>" in notice.body["content"]
    assert "awful" not in notice.body["content"]


async def test_the_bot_writes_no_letters_to_itself(visit: Visit) -> None:
    assert await visit.apply(Warn(user=BOT, text="stop")) is Outcome.FORBIDDEN


async def test_an_offer_of_help_is_never_made_in_public(visit: Visit) -> None:
    visit.server.fail(f"POST {DIRECT}", 403, code=50007)

    outcome = await visit.apply(OfferHelp(user=MEMBER, text="call 1234"))

    assert outcome is Outcome.FORBIDDEN
    assert only(visit.server.asked("POST")).path == DIRECT


async def test_an_alert_goes_to_the_mod_log(visit: Visit) -> None:
    outcome = await visit.apply(AlertModerators(text="*Vex* insults Ada"))

    alert = only(visit.server.asked("POST"))
    assert (outcome, alert.path) == (Outcome.APPLIED, f"/channels/{MOD_LOG}/messages")
    assert alert.body
    assert alert.body["content"] == r"Case 7: \*Vex\* insults Ada"


@pytest.mark.parametrize(
    ("system_channel", "expected"), [(MOD_LOG, Outcome.APPLIED), (LOUNGE, Outcome.FAILED)]
)
async def test_without_a_mod_log_an_alert_goes_to_a_private_system_channel_or_nowhere(
    system_channel: str, expected: Outcome
) -> None:
    async with (
        loopback_discord(system_channel_id=system_channel) as server,
        visiting(server, mod_log={}.get) as visit,
    ):
        assert await visit.apply(AlertModerators(text="look")) is expected


# Words taken away and given back


async def test_a_blurred_message_is_deleted_and_comes_back_behind_a_spoiler(visit: Visit) -> None:
    message = await said(visit, "awful || http://x.example/|| [a||](b)")

    outcome = await visit.apply(Blur(user=MEMBER, message=message))

    assert outcome is Outcome.APPLIED
    assert only(visit.server.asked("DELETE")).path == f"{POSTS}/{message}"
    posted = only(visit.server.asked("POST")).body
    assert posted
    assert posted["content"].replace(r"\|", "").count("||") == 2
    assert posted["content"].startswith("**User300** wrote:\n||awful")


async def test_a_blur_whose_spoiler_got_lost_posts_it_when_repeated(visit: Visit) -> None:
    message = await said(visit, "awful")
    visit.server.fail(f"POST {POSTS}", 503)

    with pytest.raises(TimeoutError):
        await visit.apply(Blur(user=MEMBER, message=message))
    outcome = await visit.apply(Blur(user=MEMBER, message=message))

    assert outcome is Outcome.APPLIED


@pytest.mark.parametrize("action", [Hide, Blur])
async def test_what_its_author_deleted_is_gone_and_not_posted_again(
    visit: Visit, action: type[Hide | Blur]
) -> None:
    message = await said(visit)
    del visit.server.world.messages[message]

    outcome = await visit.apply(action(user=MEMBER, message=message))

    assert outcome is Outcome.GONE
    assert visit.server.asked("POST") == []


@pytest.mark.parametrize("action", [Hide, Blur])
async def test_a_message_unknown_to_discord_is_gone(
    visit: Visit, action: type[Hide | Blur]
) -> None:
    assert await visit.apply(action(user=MEMBER, message="51")) is Outcome.GONE


async def test_a_hidden_message_is_restored_as_a_quotation(visit: Visit) -> None:
    message = await said(visit, "it was *fine*")
    await visit.apply(Hide(user=MEMBER, message=message))

    outcome = await visit.apply(Restore(user=MEMBER, message=message), number=8)

    quotation = only(visit.server.asked("POST"))
    assert (outcome, quotation.path) == (Outcome.APPLIED, POSTS)
    assert quotation.body
    assert quotation.body["content"].endswith(
        "**User300** was hidden by mistake:\n>>> it was \\*fine\\*"
    )


async def test_words_that_are_not_known_any_more_are_not_made_up(visit: Visit) -> None:
    await visit.apply(Restore(user=MEMBER, message="50"))

    body = only(visit.server.asked("POST")).body
    assert body
    assert "no longer known" in body["content"]


async def test_the_longest_message_still_fits_behind_a_spoiler(visit: Visit) -> None:
    message = await said(visit, "|" * 4_000)

    await visit.apply(Blur(user=MEMBER, message=message))

    body = only(visit.server.asked("POST")).body
    assert body
    assert len(body["content"]) <= 2_000
    assert body["content"].endswith("…||")


# Channels and servers


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


# What is not even asked


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


# How Discord may answer


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


# Every word that goes out

SPEAKING = [
    Warn(user=MEMBER, text="@everyone"),
    Blur(user=MEMBER, message="50"),
    Restore(user=MEMBER, message="50"),
    AlertModerators(text=f"<@{MEMBER}>"),
    AlertTarget(user=MEMBER, text="@here"),
    OfferHelp(user=MEMBER, text="help"),
    VoidWarning(user=MEMBER),
    HUSH,
    Mute(user=MEMBER),
    Kick(user=MEMBER),
    Ban(user=MEMBER),
]


def bodies(visit: Visit) -> list[Payload]:
    """Of everything that was written to anybody."""
    written = [call for call in visit.server.asked("POST") if call.path.endswith("/messages")]
    return [call.body for call in written if call.body]


def is_safe(body: Payload) -> bool:
    once = body["enforce_nonce"] is True and 0 < len(body["nonce"]) <= 25
    return once and body["allowed_mentions"]["parse"] == []


@pytest.mark.parametrize("action", SPEAKING)
async def test_nothing_that_is_said_pings_anybody_or_comes_twice(
    visit: Visit, action: Action | Inverse
) -> None:
    visit.server.written("@everyone", id="50")

    await visit.apply(action)

    (body,) = bodies(visit)
    assert is_safe(body)


@pytest.mark.parametrize("action", [Warn(user=MEMBER, text="stop"), VoidWarning(user=MEMBER)])
async def test_what_is_posted_for_closed_ears_pings_nobody_and_comes_once(
    visit: Visit, action: Action | Inverse
) -> None:
    visit.server.fail(f"POST {DIRECT}", 403, code=50007)

    await visit.apply(action)

    assert [is_safe(body) for body in bodies(visit)] == [True, True]


def test_every_action_that_is_told_to_somebody_is_among_those_looked_at() -> None:
    silent = {Hide, Throttle, Collapse, LockDown}
    silent |= {Uncollapse, Unthrottle, Untimeout, Unmute, Unban, Reopen}
    silent |= {Release, Withhold}

    assert {type(action) for action in SPEAKING} == {*get_args(Action | Inverse)} - silent


async def test_the_same_order_always_has_the_same_nonce(visit: Visit) -> None:
    for _ in range(2):
        await visit.apply(VoidWarning(user=MEMBER), number=9)
    await visit.apply(VoidWarning(user=MEMBER), number=10)

    nonces = [call.body["nonce"] for call in visit.server.asked("POST") if call.body]
    assert nonces[0] == nonces[1] != nonces[2]


@pytest.mark.parametrize("action", [Release, Withhold])
async def test_what_discord_blocked_nobody_can_let_through(
    visit: Visit, action: type[Release | Withhold]
) -> None:
    assert await visit.apply(action(user="1", message="m1")) is Outcome.FAILED
