"""`haven twitch authorise`, with a browser that is played by the test."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.authorise import authorise
from bot.config import load
from bot.settings import Settings
from bot.twitch import token_files
from data.tokens import TokenPair
from tests.bot.command import CANARY, within
from tests.running import PATIENCE
from tests.servers.twitch import BOT, CHANNEL, TwitchServer


@pytest.fixture
async def server() -> AsyncIterator[TwitchServer]:
    server = TwitchServer()
    await server.start()
    yield server
    await server.stop()


def settings_for(server: TwitchServer, folder: Path, **changes: str) -> Settings:
    usual = {
        "STATE__FOLDER": str(folder / "state"),
        "TWITCH__CLIENT_ID": "client",
        "TWITCH__CLIENT_SECRET": CANARY,
        "TWITCH__BOT_ID": BOT,
        "TWITCH__CHANNELS": CHANNEL,
        "TWITCH__REDIRECT_URL": "http://localhost:0/consent",
        "TWITCH__ID_URL": server.addresses["id_url"],
        "TWITCH__HELIX_URL": server.addresses["helix_url"],
    }
    variables = {f"HAVEN_{name}": value for name, value in (usual | changes).items()}
    return load(environ=variables, dotenv=folder / ".env")


class Command:
    """The command at work; `asked` is what its link asks for."""

    def __init__(self, running: "asyncio.Task[int]", lines: list[str]) -> None:
        self.running = running
        self.lines = lines
        link = re.search(r"http\S+/oauth2/authorize\?\S+", "\n".join(lines))
        assert link
        self.asked = {name: value for name, (value,) in parse_qs(urlsplit(link[0]).query).items()}

    async def come_back(self, **answer: str) -> tuple[int, str]:
        """As the browser does once Twitch sends it on."""
        usual = {"state": self.asked["state"]}
        address = self.asked["redirect_uri"].replace("localhost", "127.0.0.1")
        async with (
            aiohttp.ClientSession() as session,
            session.get(address, params=usual | answer) as page,
        ):
            return page.status, await page.text()

    async def ended(self) -> int:
        return await asyncio.wait_for(self.running, PATIENCE)

    @property
    def said(self) -> str:
        return "\n".join(self.lines)


@asynccontextmanager
async def waiting(settings: Settings, *, streamer: bool = False) -> AsyncIterator[Command]:
    lines: list[str] = []
    told = asyncio.Event()

    def say(line: str) -> None:
        lines.append(line)
        if "Waiting" in line:
            told.set()

    running = asyncio.create_task(authorise(settings, streamer=streamer, say=say))
    await asyncio.wait_for(told.wait(), PATIENCE)
    yield Command(running, lines)
    running.cancel()


async def test_the_bots_consent_is_kept_sealed(server: TwitchServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path)
    async with waiting(settings) as command:
        status, page = await command.come_back(code=server.identity.consent(BOT))

        assert await command.ended() == 0
    assert (status, "Thank you" in page) == (200, True)
    assert "act as haven" in command.said
    assert token_files(settings).read(BOT) == TokenPair("granted-900", "granted-refresh-900")
    assert "granted" not in command.said + page


async def test_the_link_asks_for_what_a_moderator_needs_and_whom(
    server: TwitchServer, tmp_path: Path
) -> None:
    async with waiting(settings_for(server, tmp_path)) as command:
        asked = command.asked

    assert asked["client_id"] == "client"
    assert {"user:read:chat", "moderator:manage:banned_users"} <= set(asked["scope"].split())
    assert (asked["response_type"], asked["force_verify"]) == ("code", "true")
    assert len(asked["state"]) > 40
    assert CANARY not in command.said


async def test_a_wrong_state_changes_nothing_and_the_wait_goes_on(
    server: TwitchServer, tmp_path: Path
) -> None:
    settings = settings_for(server, tmp_path)
    async with waiting(settings) as command:
        status, page = await command.come_back(state="forged", code=server.identity.consent(BOT))
        assert (status, "Nothing was changed" in page) == (400, True)
        assert token_files(settings).read(BOT) is None

        await command.come_back(code=server.identity.consent(BOT))
        assert await command.ended() == 0


async def test_no_is_an_answer(server: TwitchServer, tmp_path: Path) -> None:
    async with waiting(settings_for(server, tmp_path)) as command:
        await command.come_back(error="access_denied")

        assert await command.ended() == 1
    assert "The answer was no" in command.said


async def test_a_strangers_consent_is_given_back(server: TwitchServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path)
    async with waiting(settings) as command:
        await command.come_back(code=server.identity.consent("200"))

        assert await command.ended() == 1
    assert "ada consented, but it has to be the bot's own account" in command.said
    assert server.identity.revoked == ["granted-200"]
    assert not (tmp_path / "state" / "tokens").exists()


async def test_a_streamers_consent_is_for_hearing_only(
    server: TwitchServer, tmp_path: Path
) -> None:
    settings = settings_for(server, tmp_path)
    server.world.scopes["granted-100"] = ("channel:bot",)
    async with waiting(settings, streamer=True) as command:
        await command.come_back(code=server.identity.consent(CHANNEL))

        assert await command.ended() == 0
    assert command.asked["scope"] == "channel:bot"
    assert token_files(settings).read(BOT) is None


async def test_consent_to_less_is_not_enough(server: TwitchServer, tmp_path: Path) -> None:
    async with waiting(settings_for(server, tmp_path)) as command:
        await command.come_back(code=server.identity.consent(BOT, ("user:read:chat",)))

        assert await command.ended() == 1
    assert "Twitch left out" in command.said


async def test_a_code_that_twitch_does_not_know_is_told(
    server: TwitchServer, tmp_path: Path
) -> None:
    async with waiting(settings_for(server, tmp_path)) as command:
        await command.come_back(code="made-up")

        assert await command.ended() == 1
    assert "Twitch refuses: Invalid authorization code" in command.said


@pytest.mark.parametrize(("status", "words"), [(500, "fault of its own"), (999, "does not answer")])
async def test_a_fault_of_twitch_is_told(
    server: TwitchServer, tmp_path: Path, status: int, words: str
) -> None:
    server.script("POST", "oauth2/token", status)
    async with waiting(settings_for(server, tmp_path)) as command:
        await command.come_back(code=server.identity.consent(BOT))

        assert await command.ended() == 1
    assert words in command.said
    assert CANARY not in command.said


async def test_nobody_is_waited_for_for_ever(server: TwitchServer, tmp_path: Path) -> None:
    lines: list[str] = []
    settings = settings_for(server, tmp_path)

    code = await authorise(settings, streamer=False, patience=timedelta(0), say=lines.append)

    assert code == 1
    assert "Nobody consented within 0 minutes." in lines[-1]


async def test_a_port_in_use_is_named(server: TwitchServer, tmp_path: Path) -> None:
    lines: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://localhost:{taken.getsockname()[1]}/"
        settings = settings_for(server, tmp_path, TWITCH__REDIRECT_URL=address)

        assert await authorise(settings, streamer=False, say=lines.append) == 1

    assert "cannot be listened on" in lines[-1]
    assert "twitch.redirect_url" in lines[-1]


def test_without_an_application_it_says_what_to_fill_in(tmp_path: Path) -> None:
    finished = within("twitch", "authorise", folder=tmp_path)

    assert finished.returncode == 2
    assert "HAVEN_TWITCH__CLIENT_SECRET" in finished.stderr
    assert not (tmp_path / "state").exists()
