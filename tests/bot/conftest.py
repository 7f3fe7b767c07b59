"""Files and folders of the bot's tests."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import bot.evaluate
from bot.settings import Settings
from engine.events import Message
from engine.verdict import Category
from tests.bot.inn import Inn, keeping
from tests.builders import prediction
from tests.servers.discord import LoopbackDiscord, loopback_discord
from tests.servers.twitch import TwitchServer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.toml"


class Screener:
    """Risk is the number that a text ends with; every text is an insult to it."""

    flag_at = 0.5

    async def prepare(self, messages: Sequence[Message]) -> None: ...

    async def screen(self, message: Message, *, behaviour: float) -> object:
        risk = float(message.text.split()[-1])
        return prediction(risk=risk, category=Category.INSULT)


class Screening:
    screener = Screener()


@pytest.fixture
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def opened(_: Settings) -> AsyncIterator[Screening]:
        yield Screening()

    monkeypatch.setattr(bot.evaluate, "open_screening", opened)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "state"
    made.mkdir()
    return made


@pytest.fixture
async def server() -> AsyncIterator[TwitchServer]:
    server = TwitchServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    async with loopback_discord() as started:
        yield started


@pytest.fixture
async def inn(tmp_path: Path, discord: LoopbackDiscord) -> AsyncIterator[Inn]:
    async with keeping(tmp_path, discord) as kept:
        yield kept
