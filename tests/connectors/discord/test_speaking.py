"""What is said to people and moderators: to whom alone, once, and without pinging anybody."""

from typing import get_args

import pytest

from engine.actions import (
    Action,
    AlertModerators,
    AlertTarget,
    AnswerRequest,
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
    Unban,
    Uncollapse,
    Unmute,
    Unthrottle,
    Untimeout,
    VoidWarning,
    Warn,
    Withhold,
)
from tests.connectors.discord.conftest import Visit, visiting
from tests.connectors.discord.enforcing import DIRECT, HUSH, POSTS, only
from tests.servers.discord import (
    BOT,
    LOUNGE,
    MEMBER,
    MOD_LOG,
    Payload,
    loopback_discord,
)


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
    silent |= {Release, Withhold, AnswerRequest}

    assert {type(action) for action in SPEAKING} == {*get_args(Action | Inverse)} - silent


async def test_the_same_order_always_has_the_same_nonce(visit: Visit) -> None:
    for _ in range(2):
        await visit.apply(VoidWarning(user=MEMBER), number=9)
    await visit.apply(VoidWarning(user=MEMBER), number=10)

    nonces = [call.body["nonce"] for call in visit.server.asked("POST") if call.body]
    assert nonces[0] == nonces[1] != nonces[2]
