"""What moderators and Twitch itself do: heard, noted, and never taken for Haven's own business."""

import asyncio
from datetime import timedelta

import pytest

from engine.actions import Hide, Outcome, Timeout, Warn
from engine.events import AccountFlagged, Deed, Message, Origin, PlatformDeed, UnbanRequested
from tests.connectors.twitch.conftest import MOMENT, PLACE, TEN_MINUTES, House
from tests.running import PATIENCE
from tests.servers.twitch import (
    CHANNEL,
    SILENCE,
    TwitchServer,
    chat_message,
    emote,
    mention,
    spoken,
)
from tests.servers.twitch import happenings as told

MODERATE = "channel.moderate"
WARN = Warn(user="200", text="be kind")
IN_TEN_MINUTES = (MOMENT + TEN_MINUTES).isoformat()


def deed(kind: Deed, *, by: str = "300", user: str = "200", message: str = "") -> PlatformDeed:
    return PlatformDeed(
        id="n7", place=PLACE, deed=kind, by=by, done_at=MOMENT, user=user, message=message
    )


async def heard(house: House, kind: str, event: dict[str, object]) -> object:
    await house.server.notify(kind, event, notification="n7")
    return await house.next_event()


async def nothing_heard(house: House) -> bool:
    """Whether a chat message that comes afterwards is the next thing heard."""
    await house.server.notify(
        "channel.chat.message", chat_message(spoken("hi"), message_id="after")
    )
    event = await house.next_event()
    return isinstance(event, Message) and event.id == "after"


async def test_a_held_message_is_heard_as_one_that_nobody_has_read(house: House) -> None:
    held = told.hold(mention("301", "Cy"), emote("KAPPA"), spoken(" you fool"), message="h1")

    message = await heard(house, "automod.message.hold", held)

    assert isinstance(message, Message)
    assert (message.id, message.origin) == ("h1", Origin.AUTOMOD_HOLD)
    assert (message.author.id, message.text) == ("200", "@Cy you fool")
    assert (message.targets, message.sent_at) == (("301",), MOMENT)


@pytest.mark.parametrize("author", ["200", CHANNEL])
async def test_a_held_message_of_a_moderator_or_the_streamer_is_known_as_theirs(
    house: House, author: str
) -> None:
    badged = chat_message(spoken("hi"), message_id="m2", badges=("moderator",))
    await house.server.notify("channel.chat.message", badged)
    await house.next_event()

    held = told.hold(spoken("you fool"), message="h1") | {"user_id": author}
    message = await heard(house, "automod.message.hold", held)

    assert isinstance(message, Message)
    assert message.author.is_moderator


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("approved", deed(Deed.APPROVE, message="h1")),
        ("Denied", deed(Deed.DENY, message="h1")),
        ("expired", deed(Deed.LAPSE, by="", message="h1")),
    ],
)
async def test_what_became_of_a_held_message_is_heard(
    house: House, status: str, expected: PlatformDeed
) -> None:
    event = await heard(house, "automod.message.update", told.ruling(status, message="h1"))

    assert event == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (told.measure("warn", reason="", chat_rules_cited=None), deed(Deed.WARN)),
        (
            told.measure("delete", message_id="m1", message_body="x"),
            deed(Deed.DELETE, message="m1"),
        ),
        (told.measure("timeout", reason="", expires_at=IN_TEN_MINUTES), deed(Deed.TIMEOUT)),
        (told.measure("untimeout"), deed(Deed.UNTIMEOUT)),
        (told.measure("ban", reason=""), deed(Deed.BAN)),
        (told.measure("unban"), deed(Deed.UNBAN)),
        (
            told.measure("deny_unban_request", is_approved=False, moderator_message=""),
            deed(Deed.KEEP_BANNED),
        ),
    ],
    ids=["warn", "delete", "timeout", "untimeout", "ban", "unban", "deny_unban_request"],
)
async def test_what_other_moderators_do_is_noted(
    house: House, event: dict[str, object], expected: PlatformDeed
) -> None:
    assert await heard(house, MODERATE, event) == expected


@pytest.mark.parametrize("action", ["clear", "slowoff", "vip", "shared_chat_ban", "new_in_2027"])
async def test_what_is_done_to_nobody_here_is_not_noted(house: House, action: str) -> None:
    await house.server.notify(MODERATE, told.measure(action))

    assert await nothing_heard(house)


async def test_what_haven_did_itself_is_not_heard_as_news(house: House) -> None:
    await house.server.notify(MODERATE, told.measure("ban", by=told.HAVEN, reason=""))
    await house.server.notify("channel.shield_mode.begin", told.shield(by=told.HAVEN))
    await house.server.notify("automod.message.update", told.ruling("denied", by=told.HAVEN))

    assert await nothing_heard(house)


@pytest.mark.parametrize(
    ("action", "event"),
    [
        (WARN, told.measure("warn", by=told.HAVEN, reason="", chat_rules_cited=None)),
        (
            Hide(user="200", message="m1"),
            told.measure("delete", by=told.HAVEN, message_id="m1", message_body="x"),
        ),
        (
            Timeout(user="200", duration=TEN_MINUTES),
            told.measure("timeout", by=told.HAVEN, reason="", expires_at=IN_TEN_MINUTES),
        ),
    ],
    ids=["warn", "delete", "timeout"],
)
async def test_a_call_whose_answer_was_lost_is_confirmed_by_what_comes_of_it(
    server: TwitchServer, action: Warn | Hide | Timeout, event: dict[str, object]
) -> None:
    async with House(server, echo_patience=2 * PATIENCE).running() as house:
        await house.listening()
        for method, path in (("POST", "warnings"), ("DELETE", "chat"), ("POST", "bans")):
            server.script(method, f"moderation/{path}", SILENCE)
        call = asyncio.create_task(house.apply(action))
        while not any(each.path.startswith("moderation/") for each in server.calls[-1:]):  # noqa: ASYNC110
            await asyncio.sleep(0)
        await server.notify(MODERATE, event)

        assert await asyncio.wait_for(call, PATIENCE) is Outcome.APPLIED


async def test_the_echo_of_another_call_confirms_nothing(house: House) -> None:
    house.server.script("POST", "moderation/warnings", SILENCE)
    call = asyncio.create_task(house.apply(WARN))
    await house.server.notify(MODERATE, told.measure("ban", by=told.HAVEN, reason=""))

    with pytest.raises(TimeoutError):
        await call


@pytest.mark.parametrize(
    ("event", "suspicion"),
    [
        (told.suspect("active_monitoring", "unknown"), 0.5),
        (told.suspect("active_monitoring", "possible"), 0.6),
        (told.suspect("restricted", "unknown", "manually_added"), 0.8),
        (told.suspect("active_monitoring", "likely", "ban_evader"), 1.0),
        (told.suspect("none", "likely"), 0.0),
        (told.suspect("new_in_2027", "new"), 0.0),
    ],
)
async def test_a_suspicious_account_is_told(
    house: House, event: dict[str, object], suspicion: float
) -> None:
    flagged = await heard(house, "channel.suspicious_user.message", event)

    assert flagged == AccountFlagged(
        id="n7", place=PLACE, user="200", suspicion=suspicion, flagged_at=MOMENT
    )


async def test_a_suspicion_is_not_told_with_each_message(house: House) -> None:
    for name in ("n1", "n2"):
        event = told.suspect("restricted", "unknown")
        await house.server.notify("channel.suspicious_user.message", event, notification=name)

    assert isinstance(await house.next_event(), AccountFlagged)
    assert await nothing_heard(house)


async def test_a_moderator_may_clear_an_account(house: House) -> None:
    event = await heard(house, "channel.suspicious_user.update", told.treatment("none"))

    assert isinstance(event, AccountFlagged)
    assert event.suspicion == 0.0


async def test_an_acknowledged_warning_is_noted(house: House) -> None:
    event = await heard(house, "channel.warning.acknowledge", told.acknowledged())

    assert event == deed(Deed.ACKNOWLEDGE, by="200")


@pytest.mark.parametrize(("verb", "kind"), [("begin", Deed.SHIELD), ("end", Deed.UNSHIELD)])
async def test_shield_mode_of_others_is_noted(house: House, verb: str, kind: Deed) -> None:
    event = await heard(house, f"channel.shield_mode.{verb}", told.shield())

    assert event == deed(kind, user="")


async def test_a_request_to_be_unbanned_is_heard(house: House) -> None:
    event = await heard(house, "channel.unban_request.create", told.unban_request("I am sorry"))

    assert isinstance(event, UnbanRequested)
    assert (event.id, event.place, event.author.id) == ("r1", PLACE, "200")
    assert (event.text, event.requested_at) == ("I am sorry", MOMENT)


async def test_a_moment_that_cannot_be_is_now(house: House) -> None:
    wrong = (MOMENT - timedelta(days=400)).isoformat()
    await house.server.notify("channel.warning.acknowledge", told.acknowledged(), at=wrong)

    event = await house.next_event()

    assert isinstance(event, PlatformDeed)
    assert event.done_at == MOMENT
