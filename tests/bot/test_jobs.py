"""The clockwork: a first time at once, then again and again, and one job at a time."""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot import jobs
from bot.app import House
from bot.doctor import HEARTBEAT
from bot.jobs import ticking
from bot.match import Match
from bot.rival import Contest
from bot.settings import Settings
from engine.clock import EventClock
from engine.events import Platform
from engine.policy.rival import RivalTally
from engine.reasoning.calibration import Tried
from engine.screening.shadow import Tally
from tests.bot.command import until
from tests.builders import NOON

SOON = timedelta(seconds=0.01)


@dataclass
class Reviewed:
    """Counts how often due cases were ended; may be held up in the middle of it, or fail."""

    times: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    fails: bool = False

    async def end_due(self) -> None:
        self.begun.set()
        await self.go_on.wait()
        self.times += 1
        if self.fails:
            raise RuntimeError("the review is broken")


@dataclass
class Renewed:
    times: int = 0

    async def renew_due(self) -> int:
        self.times += 1
        return 0


@dataclass
class Forgotten:
    before: dict[Platform, datetime] = field(default_factory=dict)

    async def forget(self, platform: Platform, *, before: datetime) -> int:
        self.before[platform] = before
        return 0


@dataclass
class Ruled:
    """An archive with one ruling; stands for its packets as well."""

    def __post_init__(self) -> None:
        self.packets = self

    async def tried(self) -> list[Tried]:
        return [Tried("llama@1", 0.9, harmful=True, by="mod", at=NOON)]


@dataclass
class Learned:
    tried: list[Tried] = field(default_factory=list)

    def learn(self, tried: list[Tried]) -> None:
        self.tried = tried


@dataclass
class Household:
    review: Reviewed = field(default_factory=Reviewed)
    renewal: Renewed = field(default_factory=Renewed)
    ledger: Forgotten = field(default_factory=Forgotten)
    match: Match | None = None
    contest: Contest | None = None
    archive: Ruled = field(default_factory=Ruled)
    calibration: Learned = field(default_factory=Learned)

    def __post_init__(self) -> None:
        self.review.go_on.set()

    def ticking(self, folder: Path) -> AbstractAsyncContextManager[None]:
        clock = EventClock()
        clock.advance(NOON)
        settings = Settings.model_validate({"state": {"folder": folder}})
        return ticking(cast("House", self), settings, clock)


async def test_a_sign_of_life_is_given_at_once(tmp_path: Path) -> None:
    async with Household().ticking(tmp_path):
        await until((tmp_path / HEARTBEAT).exists)

    assert (tmp_path / HEARTBEAT).stat().st_size == 0


async def test_words_are_forgotten_after_each_platforms_own_time(tmp_path: Path) -> None:
    house = Household()

    async with house.ticking(tmp_path):
        await until(lambda: len(house.ledger.before) == 2)

    assert house.ledger.before == {
        Platform.DISCORD: NOON - timedelta(days=30),
        Platform.TWITCH: NOON - timedelta(hours=24),
    }


async def test_models_are_calibrated_by_what_was_ruled(tmp_path: Path) -> None:
    house = Household()

    async with house.ticking(tmp_path):
        await until(lambda: bool(house.calibration.tried))

    assert house.calibration.tried == await house.archive.tried()


async def test_what_came_of_a_challenger_is_kept(tmp_path: Path) -> None:
    house = Household(match=Match("old@1", "new@1", Tally(both=3)))

    async with house.ticking(tmp_path):
        await until(lambda: Match.read(tmp_path) is not None)

    assert Match.read(tmp_path) == house.match


async def test_what_came_of_a_challenger_policy_is_kept(tmp_path: Path) -> None:
    house = Household(contest=Contest("graduated@new", RivalTally(agreed=3)))

    async with house.ticking(tmp_path):
        await until(lambda: Contest.read(tmp_path) is not None)

    assert Contest.read(tmp_path) == house.contest


async def test_due_cases_are_looked_for_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CASES_EVERY", SOON)
    house = Household()

    async with house.ticking(tmp_path):
        await until(lambda: house.review.times >= 3)

    assert house.review.times >= 3


async def test_long_silences_are_looked_after_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SILENCES_EVERY", SOON)
    house = Household()

    async with house.ticking(tmp_path):
        await until(lambda: house.renewal.times >= 2)

    assert house.renewal.times >= 2


async def test_a_job_that_fails_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CASES_EVERY", SOON)
    house = Household(review=Reviewed(fails=True))

    async with house.ticking(tmp_path):
        await until(lambda: house.review.times >= 2)

    assert house.review.times >= 2


async def test_the_end_waits_for_the_job_at_work(tmp_path: Path) -> None:
    house = Household()
    house.review.go_on.clear()
    async with house.ticking(tmp_path):
        await house.review.begun.wait()
        asyncio.get_running_loop().call_later(0.05, house.review.go_on.set)

    assert house.review.times == 1
