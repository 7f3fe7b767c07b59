"""A house with a challenger: it sees what the champion sees, and changes nothing."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import challenger
from bot.app import House, Outside, open_house
from bot.screening import Screening
from bot.settings import Settings
from connectors.simulated import SimulatedEnforcer
from engine.clock import EventClock
from engine.events import Platform
from engine.pipeline import nobody_watches
from engine.screening.shadow import Tally
from engine.verdict import Category
from tests.bot.challenging import Stack
from tests.bot.command import until
from tests.builders import INN, NOON, message
from tests.engine.house import judge, verdicts

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHAT = (message("good morning, the beans are up"), message("see you at noon", by="mika"))


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def opening(_: Settings, **__: object) -> AsyncIterator[Stack]:
        yield Stack()

    monkeypatch.setattr(challenger, "open_screening", opening)


@asynccontextmanager
async def home(
    folder: Path, screening: Screening, *, challenger: str, lockstep: bool = False
) -> AsyncIterator[House]:
    outside = Outside(
        folder=folder,
        clock=EventClock(NOON),
        enforcers=dict.fromkeys(Platform, SimulatedEnforcer()),
        watch=nobody_watches,
        lockstep=lockstep,
    )
    settings = Settings.model_validate({"screening": {"challenger": challenger}})
    async with open_house(settings, outside, screening=screening) as house:
        yield house


async def judged(house: House) -> list[tuple[str, float, str]]:
    await judge(house, *CHAT)
    return [
        (verdict.message, verdict.prediction.risk_score, verdict.route)
        for verdict in await verdicts(house)
    ]


async def test_a_challenger_changes_no_verdict(tmp_path: Path, screening: Screening) -> None:
    shipped = Settings().screening.model

    async with home(tmp_path / "alone", screening, challenger="") as house:
        alone = await judged(house)
    async with home(tmp_path / "beside", screening, challenger=shipped) as house:
        beside = await judged(house)

    assert beside == alone


async def test_every_message_is_compared(tmp_path: Path, screening: Screening) -> None:
    async with home(tmp_path, screening, challenger=Settings().screening.model) as house:
        await judged(house)
        match = house.match
        assert match
        await until(lambda: match.tally.compared == len(CHAT))

    assert match.tally == Tally(challenger_only=Counter({Category.INSULT: len(CHAT)}))


async def test_a_replay_has_no_challenger(tmp_path: Path, screening: Screening) -> None:
    shipped = Settings().screening.model

    async with home(tmp_path, screening, challenger=shipped, lockstep=True) as house:
        assert house.match is None


async def test_what_the_challenger_has_yet_to_read_goes_with_a_person(
    tmp_path: Path, screening: Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def never(_: Settings, **__: object) -> AsyncIterator[Stack]:
        await asyncio.Event().wait()
        yield Stack()

    monkeypatch.setattr(challenger, "open_screening", never)
    async with home(tmp_path, screening, challenger=Settings().screening.model) as house:
        await judged(house)
        await house.privacy.erase(INN, "mika")
        assert house.match
        skipped = house.match.tally.skipped
    assert skipped == len(CHAT)
