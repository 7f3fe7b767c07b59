"""What Twitch's filter holds back, and the shipped command: advice, a ruling in chat, a call."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from data.database import FILE
from tests.bot.command import living, rows, until
from tests.bot.live_twitch import asked, command, say, stopped
from tests.bot.on_twitch import on_twitch
from tests.servers import twitch
from tests.servers.twitch import TwitchServer
from tests.servers.twitch import happenings as told

HELD = ("POST", "moderation/automod/message")
FINE = "that boss fight was sick, she killed it"
GRAVE = "you worthless idiot, nobody likes you, go kill yourself"


async def hold(server: TwitchServer, name: str, text: str, *, author: str = "200") -> None:
    server.world.held.add(name)
    held = told.hold(twitch.spoken(text), message=name) | {"user_id": author}
    await server.notify("automod.message.hold", held, at=datetime.now(UTC).isoformat())


async def ruled(server: TwitchServer, status: str, name: str) -> None:
    """Somebody has decided in Twitch's own queue, or nobody in time."""
    server.world.held.discard(name)
    update = told.ruling(status, message=name)
    await server.notify("automod.message.update", update, at=datetime.now(UTC).isoformat())


def ends(database: Path) -> Sequence[tuple[str | None, ...]]:
    """Of each case: how it stands, the ruling, and who made it."""
    told = "status, json_extract(body, '$.ruling'), json_extract(body, '$.ruled_by')"
    return rows(database, f"SELECT {told} FROM cases ORDER BY number")  # noqa: S608


async def test_a_held_message_is_decided_on_in_chat_or_in_twitchs_own_queue(
    tmp_path: Path, server: TwitchServer
) -> None:
    """Four holds: approved and denied in chat, denied in Twitch's queue first, and run out."""
    database = tmp_path / "state" / FILE

    async def opened(number: int) -> None:
        await until(lambda: len(rows(database, "SELECT number FROM cases")) == number)

    async def ended(number: int) -> None:
        await until(lambda: ends(database)[number - 1][0] != "pending")

    settings = on_twitch(server) | {"HAVEN_POLICY__MODE": "assist"}
    async with living(tmp_path, **settings) as process:
        await asyncio.wait_for(server.subscribed.wait(), 30)
        for number, text in enumerate((FINE, GRAVE, GRAVE, FINE), 1):
            await hold(server, f"h{number}", text)
            await opened(number)
        advice = [await command(server, f"!haven case {number}") for number in (1, 2)]
        approved = await command(server, "!haven approve 1")
        denied = await command(server, "!haven deny 2")
        await ruled(server, "denied", "h3")
        await ended(3)
        too_late = await command(server, "!haven approve 3")
        await ruled(server, "expired", "h4")
        await ended(4)
        lapsed = await command(server, "!haven deny 4")
        await until(lambda: len(asked(server, HELD)) == 2)
        err = await stopped(process)

    assert "Recommended: approve." in advice[0]
    assert "Recommended: deny." in advice[1]
    fine, harmful = (f"the like will be remembered as {what}" for what in ("fine", "harmful"))
    assert approved == f"Case 1: {fine}; the message is let through."
    assert denied == f"Case 2: {harmful}; the message is kept back."
    assert too_late == "The message of case 3 has been decided on already."
    assert lapsed == "The message of case 4 has been decided on already."
    assert [call.body for call in asked(server, HELD)] == [
        {"user_id": twitch.BOT, "msg_id": "h1", "action": "ALLOW"},
        {"user_id": twitch.BOT, "msg_id": "h2", "action": "DENY"},
    ]
    assert ends(database) == [
        ("applied", "confirmed", "301"),
        ("applied", "confirmed", "301"),
        ("applied", "confirmed", "300"),
        ("expired", None, None),
    ]
    assert FINE.encode() not in err
    assert b"Traceback" not in err


async def test_a_hold_of_a_moderator_is_no_case_and_what_was_settled_first_is_gone(
    tmp_path: Path, server: TwitchServer
) -> None:
    database = tmp_path / "state" / FILE
    settings = on_twitch(server) | {"HAVEN_POLICY__MODE": "assist"}
    async with living(tmp_path, **settings) as process:
        await asyncio.wait_for(server.subscribed.wait(), 30)
        await say(server, "hi", twitch.spoken("hi all"), author="301", badges=("moderator",))
        await hold(server, "h1", GRAVE, author="301")
        await hold(server, "h2", GRAVE)
        await until(lambda: len(rows(database, "SELECT number FROM cases")) == 1)
        server.script(*HELD, 400, "The message was already processed.")
        await command(server, "!haven deny 1")
        await until(lambda: ends(database)[0][0] != "pending")
        await stopped(process)

    assert rows(database, "SELECT author FROM cases") == [("200",)]
    assert len(asked(server, HELD)) == 1
    outcome = "SELECT status, json_extract(body, '$.outcome') FROM cases"
    assert rows(database, outcome) == [("applied", "gone")]
