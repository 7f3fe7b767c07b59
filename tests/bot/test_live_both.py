"""The shipped command on both platforms at once: one process, one engine, one database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.bot.command import ATTACK, until
from tests.bot.live_discord import Story, story
from tests.bot.live_twitch import asked
from tests.bot.on_twitch import on_twitch
from tests.bot.test_live_twitch import BAN, QUICK, UNBAN, WARN, insult
from tests.servers import discord, twitch
from tests.servers.discord import ADMIN, GUILD, MEMBER, Payload, words_of
from tests.servers.twitch import TwitchServer, happenings

RULED = ("POST", "moderation/automod/message")


@pytest.fixture
async def chat() -> AsyncIterator[TwitchServer]:
    server = TwitchServer()
    await server.start()
    yield server
    await server.stop()


def looked_after(chat: TwitchServer) -> dict[str, str]:
    settings = on_twitch(chat) | QUICK | {"HAVEN_TWITCH__SERVERS": f"{twitch.CHANNEL}={GUILD}"}
    del settings["HAVEN_POLICY__MODE"]
    return settings


async def shows(told: Story, *words: str) -> Payload:
    """The card that says all of this, once there is one."""
    found: list[Payload] = []

    def is_there() -> bool:
        cards = told.server.cards()
        found[:] = [card for card in cards if all(each in words_of(card) for each in words)]
        return bool(found)

    await until(is_there)
    (card,) = found
    return card


async def hold(chat: TwitchServer, message: str, words: str) -> None:
    chat.world.held.add(message)
    held = happenings.hold(twitch.spoken(words), message=message)
    now = datetime.now(UTC).isoformat()
    await chat.notify("automod.message.hold", held, at=now)


async def test_moderators_on_discord_take_back_and_decide_what_happens_in_chat(
    tmp_path: Path, chat: TwitchServer
) -> None:
    async with story(tmp_path, **looked_after(chat)) as told:
        await asyncio.wait_for(chat.subscribed.wait(), 30)
        await told.attack(ATTACK)
        await shows(told, "Case 1 ·", f"<@{MEMBER}>")
        await insult(chat, 0)
        await until(lambda: len(asked(chat, WARN)) == 1)
        await shows(told, "Case 1 of mikalive on Twitch", "warned")
        await insult(chat, 1)
        await until(lambda: len(asked(chat, BAN)) == 1)
        silenced = await shows(told, "Case 2 of mikalive on Twitch", "**Viewer200** (200) → ")
        await told.server.click("Reverse", silenced, by=MEMBER)
        await told.server.click("Reverse", silenced, by=ADMIN)
        await until(lambda: len(asked(chat, UNBAN)) == 1)
        await shows(told, "Case 2 of mikalive on Twitch", f"**Reversed** by <@{ADMIN}>")
        await hold(chat, "h1", "what a lovely stream today")
        held = await shows(told, "Case 3 of mikalive on Twitch · held message", "Approve lets")
        await told.server.click("Approve", held, by=ADMIN)
        await until(lambda: len(asked(chat, RULED)) == 1)
        await shows(told, "Case 3 of mikalive", "let through", f"**Approved** by <@{ADMIN}>")
        undone = await told.server.command(
            "undo", by=ADMIN, case="1", channel="mikalive", at=discord.MOD_LOG
        )
        words = await undone.answered()
        status = words_of(await (await told.server.command("status", by=ADMIN)).answered())
        cases = told.cases("platform, number, status")
        posts = told.calls("POST", f"/channels/{discord.MOD_LOG}/messages")

    (lifted,) = asked(chat, UNBAN)
    (decided,) = asked(chat, RULED)
    assert lifted.query["user_id"] == "200"
    assert decided.body == {"user_id": twitch.BOT, "msg_id": "h1", "action": "ALLOW"}
    assert {(platform, number) for platform, number, _ in cases} == {
        ("discord", 1),
        ("twitch", 1),
        ("twitch", 2),
        ("twitch", 3),
    }
    assert ("discord", 1, "applied") in cases
    said = [(call.body or {}).get("content") or "" for call in posts]
    assert any(each.startswith("Case 2 of mikalive on Twitch: ") for each in said)
    assert words["content"] == "Case 1 is taken back."
    assert "mikalive on Twitch, enforce mode" in status
