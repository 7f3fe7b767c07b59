"""The shipped command on a Twitch of our own: the ladder, undo in chat, joy, and a kill."""

import asyncio
import signal
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from data.database import FILE
from tests.bot.command import living, rows, until
from tests.bot.live_twitch import SAY, asked, command, say, stopped
from tests.bot.on_twitch import on_twitch
from tests.servers import twitch
from tests.servers.twitch import TwitchServer
from tests.servers.twitch.exchange import Call

BAN, UNBAN = ("POST", "moderation/bans"), ("DELETE", "moderation/bans")
WARN, DELETE = ("POST", "moderation/warnings"), ("DELETE", "moderation/chat")
INSULTS = (
    "you are an idiot",
    "shut up you moron",
    "you are such a loser",
    "what a stupid clown you are",
)
CLIP = "She walked off the ledge AGAIN. Somewhere a professor is crying. Greatest run of all time"


# Every strike counts at once, and the ladder goes to its end without a moderator.
QUICK = {
    "HAVEN_POLICY__WARNING_GRACE_SECONDS": "0",
    "HAVEN_POLICY__BANS_NEED_MODERATOR": "false",
}


async def insult(server: TwitchServer, number: int) -> None:
    words = twitch.spoken(f" {INSULTS[number]}")
    await say(server, f"m{number}", twitch.mention("300", "bo"), words)


def measures(server: TwitchServer) -> Sequence[Call]:
    changes = [call for call in server.calls if call.method != "GET"]
    return [call for call in changes if call.path.startswith(("moderation/", "chat/settings"))]


def handled(folder: Path) -> int:
    (row,) = rows(folder / "state" / FILE, "SELECT count(*) FROM verdicts")
    return int(row[0])


async def test_attacks_climb_the_ladder_and_a_moderator_takes_the_ban_back_in_chat(
    tmp_path: Path, server: TwitchServer
) -> None:
    async with living(tmp_path, **on_twitch(server), **QUICK) as process:
        await asyncio.wait_for(server.subscribed.wait(), 30)
        for number in range(len(INSULTS)):
            await insult(server, number)
            await until(lambda number=number: _met(server) > number)  # type: ignore[misc]
        undone = await command(server, "!haven undo 4")
        told = await command(server, "!haven case 4")
        asked_first = await command(server, "!haven ban 3")
        await command(server, "!haven ban 3 yes")
        await until(lambda: len(asked(server, BAN)) == 4)
        err = await stopped(process)

    (warned,) = asked(server, WARN)
    bans = [call.body["data"] for call in asked(server, BAN)]
    assert warned.body["data"]["user_id"] == "200"
    assert [ban.get("duration") for ban in bans] == [3_600, 86_400, None, None]
    assert [ban["reason"][:11] for ban in bans[:3]] == ["#2 · haven ", "#3 · haven ", "#4 · haven "]
    assert bans[3]["reason"].startswith("#3 · 301 · ")
    assert asked_first == "That bans 1 account; write `!haven ban 3 yes` within 60 seconds."
    assert {call.query["message_id"] for call in asked(server, DELETE)} <= {"m1", "m2", "m3"}
    (lifted,) = asked(server, UNBAN)
    assert lifted.query["user_id"] == "200"
    assert undone == "Case 4 taken back; the like will be remembered as fine."
    assert told.startswith("Case 4 · ")
    assert max(len(call.body["message"]) for call in asked(server, SAY)) <= 500
    assert {call.query.get("moderator_id") for call in measures(server)} == {twitch.BOT}
    assert b"Traceback" not in err


def _met(server: TwitchServer) -> int:
    return len(asked(server, WARN)) + len(asked(server, BAN))


async def test_joy_is_left_alone_and_only_moderators_are_answered(
    tmp_path: Path, server: TwitchServer
) -> None:
    """Emotes, a clip that everybody quotes, and a crowd that another streamer sends over."""
    async with living(tmp_path, **on_twitch(server), **QUICK) as process:
        await asyncio.wait_for(server.subscribed.wait(), 30)
        for viewer in range(20):
            await say(server, f"e{viewer}", twitch.emote("mossyHYPE"), author=str(400 + viewer))
            await say(server, f"c{viewer}", twitch.spoken(CLIP), author=str(400 + viewer))
        await _raid(server, viewers=40)
        await say(server, "n1", twitch.spoken("!haven mode observe"), author="400")
        await until(lambda: handled(tmp_path) == 81)
        status = await command(server, "!haven status")
        up = await command(server, "!haven shield on")
        await until(lambda: server.shield)
        await command(server, "!haven shield off")
        await until(lambda: not server.shield)
        mine = {"by": twitch.CHANNEL, "badge": "broadcaster"}
        refused = await command(server, "!haven set act_at 0.4")
        chosen = await command(server, "!haven set act_at 0.4", **mine)
        protected = await command(server, "!haven protect topics add old springfield", **mine)
        await say(server, "t1", twitch.spoken("so when were you in old springfield"), author="400")
        await until(lambda: asked(server, DELETE))
        await stopped(process)

    assert status == "enforce mode, 0 cases so far."
    assert up.startswith("The shield is up, by case 1")
    paths = {call.path for call in measures(server)}
    assert paths == {"moderation/shield_mode", "chat/settings", "moderation/chat"}
    (hidden,) = asked(server, DELETE)
    assert hidden.query["message_id"] == "t1"
    assert refused == "Only the broadcaster can do that."
    assert chosen.startswith("act_at = 0.4 from now on; it was 0.5.")
    assert protected.endswith("topics that are hidden: 1")
    assert not server.settings["follower_mode"]


async def _raid(server: TwitchServer, *, viewers: int) -> None:
    raid = {
        **twitch.person("from_broadcaster_user", "700", "friend", "Friend"),
        **twitch.person("to_broadcaster_user", twitch.CHANNEL, twitch.LOGIN, "MikaLive"),
        "viewers": viewers,
    }
    await server.notify("channel.raid", raid, at=datetime.now(UTC).isoformat())
    for viewer in range(viewers):
        words = twitch.spoken("FRIEND RAID friend raid FRIEND RAID hello from the owls")
        await say(server, f"r{viewer}", words, author=str(800 + viewer))


async def test_a_kill_between_decision_and_answer_doubles_no_warning_and_loses_no_time_out(
    tmp_path: Path, server: TwitchServer
) -> None:
    database = tmp_path / "state" / FILE
    async with living(tmp_path, **on_twitch(server), **QUICK) as process:
        await asyncio.wait_for(server.subscribed.wait(), 30)
        server.slowness = 30
        await insult(server, 0)
        await until(lambda: len(asked(server, WARN)) == 1)
        await insult(server, 1)
        await until(lambda: len(rows(database, "SELECT number FROM cases")) == 2)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    server.slowness = 0
    server.subscribed.clear()

    async with living(tmp_path, **on_twitch(server), **QUICK) as process:
        await asyncio.wait_for(server.subscribed.wait(), 30)
        await until(lambda: len(asked(server, BAN)) > 0)
        await until(lambda: ("applied",) in rows(database, "SELECT status FROM cases"))
        await stopped(process)

    assert len(asked(server, WARN)) == 1
    (banned,) = asked(server, BAN)
    assert 3_500 < banned.body["data"]["duration"] <= 3_600
    statuses = rows(database, "SELECT number, status FROM cases ORDER BY number")
    assert statuses == [(1, "unknown"), (2, "applied")]
