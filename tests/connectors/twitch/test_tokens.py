"""Tokens: renewed, kept, never shown, and what happens once they are dead."""

import asyncio
import json
from pathlib import Path

import pytest

from connectors.twitch.tokens import Tokens, TokensInMemory
from engine.actions import Hide, Outcome
from tests.connectors.twitch.conftest import SECRET, Ears, House, started
from tests.running import PATIENCE
from tests.servers.twitch import (
    BOT,
    BOT_TOKEN,
    REFRESH_TOKEN,
    TwitchServer,
    chat_message,
    spoken,
)

HIDE = Hide(user="200", message="m1")
SECRETS = (SECRET, BOT_TOKEN, REFRESH_TOKEN, "renewed-access", "renewed-refresh", "streamer-access")


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


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
        await asyncio.wait_for(asked_again.wait(), PATIENCE)

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


async def test_a_token_that_wears_out_meanwhile_is_renewed(house: House) -> None:
    house.server.script("DELETE", "moderation/chat", 401, "Invalid OAuth token")

    assert await house.apply(HIDE) is Outcome.APPLIED
    assert [call.token for call in house.server.calls] == [BOT_TOKEN, "renewed-access"]


async def test_a_token_that_cannot_be_renewed_is_a_refusal(house: House) -> None:
    house.server.script("DELETE", "moderation/chat", 401, "Invalid OAuth token")
    house.server.script("POST", "oauth2/token", 400, "Invalid refresh token")

    assert await house.apply(HIDE) is Outcome.FORBIDDEN


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


async def test_tokens_that_lie_in_the_working_folder_are_not_taken(
    server: TwitchServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    server.owners["strangers-access"] = "999"
    stray = {"999": {"user_id": "999", "token": "strangers-access", "refresh": "strange"}}
    (tmp_path / ".tio.tokens.json").write_text(json.dumps(stray))
    async with started(server) as house:
        await house.listening()

        assert set(house.connector._present().tokens) == {BOT}
