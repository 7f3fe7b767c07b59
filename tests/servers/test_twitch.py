"""The little Twitch is as strict as the great one, or it would prove nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from tests.servers.twitch import BOT, BOT_TOKEN, CHANNEL, TwitchServer
from tests.servers.twitch.world import ChatLine

WHERE = {"broadcaster_id": CHANNEL, "moderator_id": BOT}
BANS = ("POST", "moderation/bans")


@pytest.fixture
async def server() -> AsyncIterator[TwitchServer]:
    server = TwitchServer()
    await server.start()
    yield server
    await server.stop()


class Asking:
    """Plain calls, as somebody without any library would make them."""

    def __init__(self, server: TwitchServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session
        self.headers: dict[str, str] = {}

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str = BOT_TOKEN,
        **query: str,
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}", "Client-Id": "client"}
        async with self.session.request(
            method,
            f"{self.server.addresses['helix_url']}/{path}",
            params=query,
            json=body,
            headers=headers,
        ) as answer:
            self.headers = dict(answer.headers)
            return answer.status, await answer.json() if answer.status != 204 else {}


@pytest.fixture
async def asking(server: TwitchServer) -> AsyncIterator[Asking]:
    async with aiohttp.ClientSession() as session:
        yield Asking(server, session)


async def told(socket: aiohttp.ClientWebSocketResponse) -> str:
    """The session's id in its welcome."""
    welcome = await socket.receive_json(timeout=5)
    return str(welcome["payload"]["session"]["id"])


def wanted(session: str, kind: str = "channel.chat.message", **condition: str) -> dict[str, object]:
    usual = {"broadcaster_user_id": CHANNEL, "user_id": BOT}
    return {
        "type": kind,
        "version": "1",
        "condition": condition or usual,
        "transport": {"method": "websocket", "session_id": session},
    }


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"user_id": "200", "duration": 0}, 400, "duration"),
        ({"user_id": "200", "duration": 1_209_601}, 400, "duration"),
        ({"user_id": CHANNEL, "duration": 60}, 400, "may not be put in a timeout"),
        ({"user_id": BOT}, 400, "may not be banned"),
        ({"user_id": "200", "reason": "x" * 501}, 400, "too long"),
        ({"user_id": "200", "duration": 1_209_600}, 200, ""),
    ],
)
async def test_bans_have_their_limits(
    asking: Asking, data: dict[str, object], status: int, words: str
) -> None:
    answered, body = await asking.ask(*BANS, {"data": data}, **WHERE)

    assert answered == status
    assert words in body.get("message", "")


async def test_a_second_ban_and_a_second_pardon_are_refused(asking: Asking) -> None:
    ban = {"data": {"user_id": "200"}}
    statuses = [
        (await asking.ask(*BANS, ban, **WHERE))[0],
        (await asking.ask(*BANS, ban, **WHERE))[0],
        (await asking.ask("DELETE", "moderation/bans", user_id="200", **WHERE))[0],
        (await asking.ask("DELETE", "moderation/bans", user_id="200", **WHERE))[0],
    ]

    assert statuses == [200, 400, 204, 400]


async def test_only_the_tokens_own_account_may_moderate(asking: Asking) -> None:
    ban = {"data": {"user_id": "200"}}

    foreign = await asking.ask(*BANS, ban, broadcaster_id=CHANNEL, moderator_id=CHANNEL)
    asking.server.world.moderators[CHANNEL].clear()
    outside = await asking.ask(*BANS, ban, **WHERE)
    asking.server.world.scopes[BOT_TOKEN] = ("user:read:chat",)
    scopeless = await asking.ask(*BANS, ban, **WHERE)

    assert [foreign[0], outside[0], scopeless[0]] == [401, 403, 401]
    assert scopeless[1]["message"] == "Missing scope: moderator:manage:banned_users"


async def test_a_message_can_be_deleted_once_and_within_six_hours(asking: Asking) -> None:
    lines = asking.server.world.lines
    lines["m2"] = ChatLine("200", lines["m1"].sent_at - timedelta(hours=6, minutes=1))

    statuses = [
        (await asking.ask("DELETE", "moderation/chat", message_id=message, **WHERE))[0]
        for message in ("m1", "m1", "m2")
    ]

    assert statuses == [204, 404, 404]


async def test_points_run_out_and_the_headers_tell(asking: Asking) -> None:
    asking.server.points.per_minute = 2
    asking.server.points._seconds = lambda: 1000.0

    answers = [(await asking.ask("GET", "users", id="200"))[0] for _ in range(3)]

    assert answers == [200, 200, 429]
    assert asking.headers["Ratelimit-Remaining"] == "0"
    assert asking.headers["Ratelimit-Reset"] == "1060"


async def test_a_session_that_asks_for_nothing_is_closed_as_unused(server: TwitchServer) -> None:
    server.sockets.patience = 0.01
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(server.addresses["eventsub_url"]) as socket,
    ):
        await told(socket)
        await socket.receive(timeout=5)

    assert socket.close_code == 4003


async def test_subscriptions_need_a_live_session_a_right_condition_and_room(
    asking: Asking,
) -> None:
    async with asking.session.ws_connect(asking.server.addresses["eventsub_url"]) as socket:
        session = await told(socket)
        path = ("POST", "eventsub/subscriptions")
        answers = [
            (await asking.ask(*path, wanted("nowhere")))[0],
            (await asking.ask(*path, wanted(session, user_id=BOT)))[0],
            (await asking.ask(*path, wanted(session)))[0],
            (await asking.ask(*path, wanted(session)))[0],
        ]
        raids = [
            (
                await asking.ask(
                    *path, wanted(session, "channel.raid", to_broadcaster_user_id=f"7{number}")
                )
            )[0]
            for number in range(11)
        ]

    assert answers == [400, 400, 202, 409]
    assert raids == [202] * 10 + [429]


async def test_conduits_are_for_the_application_only(asking: Asking) -> None:
    path = "eventsub/conduits"

    refused = await asking.ask("POST", path, shard_count="1")
    made = [
        (await asking.ask("POST", path, token="app-access", shard_count="1"))[0] for _ in range(6)
    ]

    assert refused[0] == 401
    assert made == [200] * 5 + [429]
