"""The shipped command on a Twitch of our own: somebody banned asks to be let in again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.database import FILE
from tests.bot.command import living, rows, until
from tests.bot.live_twitch import asked, command, say, stopped
from tests.bot.on_twitch import on_twitch
from tests.bot.test_live_twitch import BAN, QUICK, UNBAN
from tests.servers import twitch
from tests.servers.twitch import TwitchServer, happenings

ANSWER = ("PATCH", "moderation/unban_requests")
AT_ONCE = {**QUICK, "HAVEN_POLICY__LADDER": "severity"}


@pytest.fixture
async def server() -> AsyncIterator[TwitchServer]:
    server = TwitchServer()
    await server.start()
    yield server
    await server.stop()


async def test_a_request_to_be_let_in_again_is_an_appeal_that_chat_answers_on_twitch(
    tmp_path: Path, server: TwitchServer
) -> None:
    async with living(tmp_path, **on_twitch(server), **AT_ONCE) as process:
        await asyncio.wait_for(server.subscribed.wait(), 30)
        words = twitch.spoken(" nobody likes you, kill yourself")
        await say(server, "m1", twitch.mention("300", "bo"), words)
        await until(lambda: len(asked(server, BAN)) == 1)
        await server.notify(
            "channel.unban_request.create",
            happenings.unban_request("I have learned from it."),
            at=datetime.now(UTC).isoformat(),
        )
        await until(lambda: bool(rows(tmp_path / "state" / FILE, "SELECT * FROM appeals")))
        waiting = await command(server, "!haven appeals")
        overturned = await command(server, "!haven overturn 1 Welcome back.")
        await until(lambda: len(asked(server, UNBAN)) == 1)
        await stopped(process)

    assert waiting == "Appealed: case 1."
    assert overturned == "The appeal of case 1 is overturned, and the person is told."
    (answer,) = asked(server, ANSWER)
    assert (answer.query["unban_request_id"], answer.query["status"]) == ("r1", "approved")
    assert answer.query["resolution_text"].endswith("Welcome back.")
    assert server.calls.index(answer) < server.calls.index(asked(server, UNBAN)[0])
    assert rows(tmp_path / "state" / FILE, "SELECT state FROM appeals") == [("overturned",)]
