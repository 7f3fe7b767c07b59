import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from connectors.twitch.listener import Listener
from connectors.twitch.tokens import Tokens, TokensInMemory
from engine.actions import Hide, Outcome
from engine.events import Message, Platform
from tests.connectors.twitch.conftest import SECRET, WANTED, Ears, House
from tests.servers.twitch import (
    BOT,
    BOT_TOKEN,
    CHANNEL,
    EVERY_SCOPE,
    REFRESH_TOKEN,
    TwitchServer,
    chat_message,
    spoken,
)

HIDE = Hide(user="200", message="m1")
SECRETS = (SECRET, BOT_TOKEN, REFRESH_TOKEN, "renewed-access", "renewed-refresh", "streamer-access")


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@asynccontextmanager
async def started(server: TwitchServer, **changes: object) -> AsyncIterator[House]:
    async with House(server, **changes).running() as house:
        yield house


async def test_it_listens_to_chat_and_raids_as_the_bot_and_to_more_as_a_moderator(
    house: House,
) -> None:
    asked = [(each["type"], each["condition"]) for each in house.server.subscriptions]

    whose = {"broadcaster_user_id": CHANNEL, "user_id": BOT}
    as_moderator = {"broadcaster_user_id": CHANNEL, "moderator_user_id": BOT}
    assert house.connector.platform is Platform.TWITCH
    assert asked[:2] == [("channel.chat.message", whose), ("channel.chat.message_delete", whose)]
    assert ("channel.moderate", as_moderator) in asked
    assert asked[-1][0] == "channel.raid"
    assert asked[-1][1]["to_broadcaster_user_id"] == CHANNEL


async def test_being_connected_is_told_once_it_is_so_with_the_number_of_channels(
    server: TwitchServer, ears: Ears
) -> None:
    async with started(server) as house:
        await house.listening()

    assert any("connected to Twitch: 1 channel" in line for line in ears.lines)


async def test_a_missing_scope_is_told_once_and_stops_nothing_else(
    server: TwitchServer, ears: Ears
) -> None:
    lacking = "moderator:read:suspicious_users"
    server.world.scopes[BOT_TOKEN] = tuple(each for each in EVERY_SCOPE if each != lacking)
    async with started(server) as house:
        await house.listening()

        for _ in range(2):
            client = house.connector._present()
            assert isinstance(client, Listener)
            await client._watchdog.look()

    refused = [line for line in ears.lines if "subscription refused" in line]
    assert len(refused) == 2
    assert all("suspicious_user" in line for line in refused)
    assert len(server.subscriptions) == WANTED - 2


async def test_a_server_that_is_down_at_the_start_is_tried_again(
    server: TwitchServer, ears: Ears
) -> None:
    await server.stop()
    async with started(server) as house:
        await ears.wait_for("connection failed")

        await server.start()
        await house.listening()

        assert await house.apply(HIDE) is Outcome.APPLIED


async def test_a_failing_subscription_starts_everything_afresh(
    server: TwitchServer, ears: Ears
) -> None:
    server.script("POST", "eventsub/subscriptions", 500)
    async with started(server) as house:
        await ears.wait_for("connection failed")

        await house.listening()

        assert len(server.subscriptions) == WANTED


async def test_a_channel_that_refuses_does_not_silence_the_others(
    server: TwitchServer, ears: Ears
) -> None:
    server.script("POST", "eventsub/subscriptions", 403, "subscription missing authorization")
    async with started(server, channels=["099", CHANNEL]) as house:
        await house.listening()
        await server.notify("channel.chat.message", chat_message(spoken("hi")))

        assert isinstance(await house.next_event(), Message)
        assert any("subscription refused" in line and "'099'" in line for line in ears.lines)


async def test_a_socket_closed_for_good_is_opened_again(house: House) -> None:
    house.server.subscribed.clear()

    await house.server.hang_up(4003)  # connection unused: the library gives up here
    await house.listening()
    await house.server.notify("channel.chat.message", chat_message(spoken("hi")))

    assert isinstance(await house.next_event(), Message)


async def test_another_accounts_token_is_not_used(server: TwitchServer, ears: Ears) -> None:
    async with started(server, first_tokens=Tokens("streamer-access", REFRESH_TOKEN)) as house:
        await ears.wait_for("belongs to another account")

        with pytest.raises(ConnectionError):
            await house.apply(HIDE)
        assert server.calls == []


async def test_a_worn_out_token_is_renewed_and_kept_for_the_next_start(
    server: TwitchServer,
) -> None:
    del server.owners[BOT_TOKEN]
    async with started(server) as house:
        await house.listening()
        await house.apply(HIDE)

        assert server.calls[-1].token == "renewed-access"
        assert await house.store.read(BOT) == Tokens("renewed-access", "renewed-refresh")


async def test_tokens_of_the_store_go_before_the_first_ones(server: TwitchServer) -> None:
    house = House(server)
    server.owners["kept-access"] = BOT
    await house.store.keep(BOT, Tokens("kept-access", REFRESH_TOKEN))
    async with house.running():
        await house.listening()

        assert {call.token for call in server.calls} == {"kept-access"}


async def test_a_dead_token_is_told_once_and_twitch_is_left_alone(
    server: TwitchServer, ears: Ears
) -> None:
    server.owners.clear()
    server.identity.refreshers.clear()
    asked_again = asyncio.Event()
    questions = iter(range(5))

    class Store(TokensInMemory):
        async def read(self, account: str) -> Tokens | None:
            if next(questions, None) is None:
                asked_again.set()
            return await super().read(account)

    async with started(server, store=Store()) as house:
        await ears.wait_for("run `haven twitch authorise`")
        server.identity.grants.clear()
        await asyncio.wait_for(asked_again.wait(), 5)

        assert sum("will not renew it; run" in line for line in ears.lines) == 1
        assert server.identity.grants == []
        with pytest.raises(ConnectionError):
            await house.apply(HIDE)


async def test_new_consent_heals_without_a_restart(server: TwitchServer, ears: Ears) -> None:
    server.owners.clear()
    server.identity.refreshers.clear()
    async with started(server) as house:
        await ears.wait_for("run `haven twitch authorise`")

        server.owners["new-access"] = BOT
        await house.store.keep(BOT, Tokens("new-access", "new-refresh"))
        await house.listening()

        assert await house.apply(HIDE) is Outcome.APPLIED


async def test_without_any_token_it_says_what_to_do(server: TwitchServer, ears: Ears) -> None:
    async with started(server, first_tokens=None):
        await ears.wait_for("no Twitch token yet; run `haven twitch authorise`")

    assert server.identity.grants == []


async def test_an_unknown_application_is_told_in_words(server: TwitchServer, ears: Ears) -> None:
    server.always("POST", "oauth2/token", 403, "invalid client secret")
    async with started(server):
        await ears.wait_for("check twitch.client_id in bot.toml")


async def test_a_channel_where_the_bot_is_no_moderator_is_named(
    server: TwitchServer, ears: Ears
) -> None:
    server.world.moderators[CHANNEL] = set()
    async with started(server) as house:
        await house.listening()

        assert any("no moderator there" in line and "'100'" in line for line in ears.lines)


async def test_a_token_that_wears_out_meanwhile_is_renewed(house: House) -> None:
    house.server.script("DELETE", "moderation/chat", 401, "Invalid OAuth token")

    assert await house.apply(HIDE) is Outcome.APPLIED
    assert [call.token for call in house.server.calls] == [BOT_TOKEN, "renewed-access"]


async def test_a_token_that_cannot_be_renewed_is_a_refusal(house: House) -> None:
    house.server.script("DELETE", "moderation/chat", 401, "Invalid OAuth token")
    house.server.script("POST", "oauth2/token", 400, "Invalid refresh token")

    assert await house.apply(HIDE) is Outcome.FORBIDDEN


async def test_a_sink_that_breaks_loses_one_event_only(server: TwitchServer, ears: Ears) -> None:
    house = House(server)
    keep = house.sink
    broken = iter([True])

    async def fragile(event: object) -> None:
        if next(broken, False):
            raise OSError("the words of somebody")
        await keep(event)  # type: ignore[arg-type]

    house.sink = fragile  # type: ignore[method-assign]
    async with house.running():
        await house.listening()
        for number in ("m1", "m2"):
            said = chat_message(spoken("hi"), message_id=number)
            await server.notify("channel.chat.message", said)

        assert (await house.next_event()).id == "m2"  # type: ignore[union-attr]
        assert not any("words of somebody" in line for line in ears.lines)


async def test_no_log_line_holds_a_secret_or_a_word_that_was_said(
    server: TwitchServer, ears: Ears
) -> None:
    server.script("POST", "oauth2/token", 500)
    server.script("GET", "oauth2/validate", 401)
    async with started(server) as house:
        await house.listening()
        await server.notify("channel.chat.message", chat_message(spoken("canary")))
        await house.next_event()
        server.script("DELETE", "moderation/chat", 401, "Invalid OAuth token")
        server.script("POST", "oauth2/token", 400, "Invalid refresh token")
        await house.apply(HIDE)

    written = "\n".join(
        line for line in ears.lines if "connectors.twitch" in line or "twitchio" in line
    )
    assert "connection failed" in written
    assert "call refused" in written
    assert [secret for secret in (*SECRETS, "canary") if secret in written] == []


async def test_a_failed_resubscription_shows_no_secret(house: House, ears: Ears) -> None:
    house.server.script("POST", "eventsub/subscriptions", 401, "Invalid OAuth token")
    house.server.script("POST", "oauth2/token", 400, "Invalid refresh token")

    (socket,) = house.connector._present()._websockets[BOT].values()
    await socket._resubscribe()

    written = "\n".join(ears.lines)
    assert "Unable to resubscribe" in written
    assert [secret for secret in SECRETS if secret in written] == []


async def test_tokens_are_never_written_to_a_file(
    server: TwitchServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with started(server) as house:
        await house.listening()
        await house.connector._present().close(save_tokens=True)

    assert files_in(tmp_path) == []


async def test_a_closed_connector_leaves_nothing_reconnecting(server: TwitchServer) -> None:
    async with started(server) as house:
        await house.listening()
        (socket,) = house.connector._present()._websockets[BOT].values()
        await server.stop()
        async with asyncio.timeout(5):
            while not socket._connection_tasks:  # noqa: ASYNC110  The library tells nobody.
                await asyncio.sleep(0)
        (reconnecting,) = socket._connection_tasks

    assert reconnecting.cancelling()


async def test_a_closed_connector_does_not_start_again(server: TwitchServer) -> None:
    house = House(server)
    await house.connector.close()

    await house.connector.run(house.sink)

    assert server.subscriptions == []
