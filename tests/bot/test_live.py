"""`haven run`: in a terminal and on Twitch; stopped and started again."""

import asyncio
import json
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.doctor import HEARTBEAT
from data.database import FILE
from data.tokens import TokenFiles, TokenPair
from tests.bot.command import (
    ATTACK,
    CANARY,
    SECONDS_TO_STOP,
    Finished,
    count,
    haven,
    living,
    rows,
    started,
    until,
    wait_until,
    within,
)
from tests.bot.on_twitch import on_twitch
from tests.servers import twitch
from tests.servers.twitch import TwitchServer

CONSOLE = {"HAVEN_CONSOLE__ENABLED": "true", "HAVEN_POLICY__MODE": "enforce"}


def _events(log: str) -> Sequence[str]:
    return [json.loads(line)["event"] for line in log.splitlines()]


# ---------------------------------------------------------------- in a terminal

SESSION = f"""
mika: the owl knight is painted at last
vex: @mika {ATTACK}
!haven status
vex: @mika one more thing
!haven case 1
mika: !haven undo 1
!haven undo 1
!haven case 1
vex: am I back
"""


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("typed")
    return haven("run", folder=folder, stdin=SESSION, **CONSOLE)


def test_a_session_ends_well_with_its_input(typed: Finished) -> None:
    assert typed.returncode == 0
    assert _events(typed.stderr)[-1] == "stopped"


def test_an_attack_typed_in_silences_its_author(typed: Finished) -> None:
    assert "[case 1] silences vex" in typed.stdout
    assert "vex: (silenced)" in typed.stdout


def test_a_case_is_shown_with_its_evidence(typed: Finished) -> None:
    assert "Case 1 · " in typed.stdout
    assert "[signal:lexicon]" in typed.stdout


def test_only_who_moderates_may_undo(typed: Finished) -> None:
    assert typed.stdout.count("Only moderators can do that.") == 1


def test_an_undone_case_lets_its_author_write_again(typed: Finished) -> None:
    undone, after = typed.stdout.index("Case 1 taken back"), typed.stdout.index("(taken back)")

    assert undone < typed.stdout.index("[case 1] ends the time-out of vex") < after


def test_the_log_holds_no_words_of_the_chat(typed: Finished) -> None:
    assert not any(word in typed.stderr for word in ("worthless", "painted"))


def test_what_is_only_observed_is_shown_at_the_terminal(tmp_path: Path) -> None:
    watched = {"HAVEN_CONSOLE__ENABLED": "true", "HAVEN_POLICY__MODE": "observe"}

    seen = haven("run", folder=tmp_path, stdin="vex: @mika kill yourself\n", **watched)

    assert "Case 1 · harassment · vex → mika" in seen.stdout
    assert "Haven only observes; it would have been: timed out for 1 day" in seen.stdout


# ---------------------------------------------------------------- stopping and starting


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finished, Finished, float]:
    """A second start beside a running bot; then the first one, stopped while nothing happens."""
    folder = tmp_path_factory.mktemp("idle")
    with started("run", folder=folder, **CONSOLE) as process:
        assert process.stderr
        assert any('"started"' in line for line in process.stderr)
        assert (folder / "state" / HEARTBEAT).exists()
        second = within("run", folder=folder, **CONSOLE)
        begun = time.monotonic()
        process.terminate()
        out, err = process.communicate(timeout=SECONDS_TO_STOP)
        took = time.monotonic() - begun
    # Or the doctor would call it running for a minute more.
    assert not (folder / "state" / HEARTBEAT).exists()
    return second, Finished("run", process.returncode, out, err), took


def test_a_second_bot_on_the_same_state_is_refused(
    idle: tuple[Finished, Finished, float],
) -> None:
    assert idle[0].returncode == 2
    assert "state: another Haven is using this folder; stop it first" in idle[0].stderr


def test_an_idle_bot_stops_well_when_told_to(idle: tuple[Finished, Finished, float]) -> None:
    assert idle[1].returncode == 0
    assert _events(idle[1].stderr)[-1] == "stopped"


def test_a_bot_told_to_stop_while_it_starts_stops_well(tmp_path: Path) -> None:
    with started("run", folder=tmp_path, **CONSOLE) as process:
        wait_until((tmp_path / "state" / FILE).exists)
        process.terminate()
        _, err = process.communicate(timeout=SECONDS_TO_STOP)
    assert (process.returncode, _events(err)[-1]) == (0, "stopped")


def _flood(lines: int) -> str:
    return "".join(f"guest{n % 40}: bread and tea for table {n}\n" for n in range(lines))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A bot told to stop while lines come faster than it judges them; its database, its exit."""
    folder = tmp_path_factory.mktemp("loaded")
    database = folder / "state" / FILE
    (folder / "flood").write_text(_flood(20_000))
    with (
        (folder / "flood").open() as flood,
        started("run", folder=folder, stdin=flood, **CONSOLE) as process,
    ):
        wait_until(lambda: count(database, "events") >= 300)
        process.terminate()
        process.communicate(timeout=2 * SECONDS_TO_STOP)
    return database, process.returncode


def test_a_busy_bot_stops_well_when_told_to(loaded: tuple[Path, int]) -> None:
    assert loaded[1] == 0


def test_every_line_that_was_accepted_is_there_and_judged_by_the_next_start_at_the_latest(
    loaded: tuple[Path, int],
) -> None:
    ids = [int(name.rpartition("-")[2]) for (name,) in rows(loaded[0], "SELECT id FROM events")]
    haven("run", folder=loaded[0].parent.parent, **CONSOLE)

    assert 300 <= len(ids) < 20_000
    assert sorted(ids) == list(range(1, len(ids) + 1))
    assert count(loaded[0], "verdicts") == len(ids)


# ---------------------------------------------------------------- on Twitch


@pytest.fixture
async def twitch_server() -> AsyncIterator[TwitchServer]:
    server = TwitchServer()
    await server.start()
    yield server
    await server.stop()


def _sanctions(server: TwitchServer) -> Sequence[str]:
    changes = [call for call in server.calls if call.method != "GET"]
    return [call.path for call in changes if call.path.startswith("moderation/")]


async def test_an_attack_on_twitch_is_hidden_and_its_author_timed_out(
    tmp_path: Path, twitch_server: TwitchServer
) -> None:
    words = twitch.spoken(f" {ATTACK}")
    attack = twitch.chat_message(twitch.mention("300", "bo"), words)
    async with living(tmp_path, **on_twitch(twitch_server)) as process:
        await asyncio.wait_for(twitch_server.subscribed.wait(), 30)
        now = datetime.now(UTC).isoformat()
        await twitch_server.notify("channel.chat.message", attack, at=now)
        await until(lambda: len(_sanctions(twitch_server)) >= 2)
        process.terminate()
        out, err = await asyncio.wait_for(process.communicate(), SECONDS_TO_STOP)

    assert set(_sanctions(twitch_server)) == {"moderation/bans", "moderation/chat"}
    assert process.returncode == 0
    kept = b"".join(file.read_bytes() for file in (tmp_path / "state").iterdir())
    secrets = (CANARY, twitch.BOT_TOKEN, twitch.REFRESH_TOKEN)
    assert not any(secret.encode() in out + err + kept for secret in secrets)


async def test_a_dead_twitch_token_degrades_until_there_is_new_consent(
    tmp_path: Path, twitch_server: TwitchServer
) -> None:
    twitch_server.owners.clear()
    twitch_server.identity.refreshers.clear()
    async with living(tmp_path, **on_twitch(twitch_server)) as process:
        told = await _told(process, "run `haven twitch authorise`")
        asked = len(twitch_server.identity.grants)

        twitch_server.owners["new-access"] = twitch.BOT
        pair = TokenPair("new-access", "new-refresh")
        TokenFiles(tmp_path / "state", platform="twitch").keep(twitch.BOT, pair)
        await asyncio.wait_for(twitch_server.subscribed.wait(), 30)
        process.terminate()
        _, err = await asyncio.wait_for(process.communicate(), SECONDS_TO_STOP)

    assert process.returncode == 0
    assert told.count(b"authorise") == 1
    assert asked == 2  # the application's own token, and one attempt to renew the bot's
    assert b"Traceback" not in told + err


async def _told(process: Process, words: str) -> bytes:
    """What it logs, up to the line with these words."""
    assert process.stderr
    lines = []
    async with asyncio.timeout(30):
        while words.encode() not in (line := await process.stderr.readline()):
            lines.append(line)
    return b"".join([*lines, line])
