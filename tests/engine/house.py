"""A whole house over a test's folder: real screening and storage, a platform that only answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import House, Outside, open_house
from bot.screening import Screening
from bot.settings import Settings
from connectors.simulated import SimulatedEnforcer
from engine.casebook import Hear, nobody_hears
from engine.cases import Case
from engine.changes import Changes, Journaled
from engine.clock import EventClock
from engine.events import Community, Event, Platform
from engine.pipeline import Watch, nobody_watches
from engine.ports import Enforcer, StorageFullError
from engine.privacy import Forget, nobody_remembers
from engine.screening.usual import UsualLanguages
from engine.verdict import Mode, Verdict
from tests.builders import INN, NOON
from tests.running import running

# All houses share one memory.
_POLLUTED = "all other tests judge there, untaught: teach in a community of your own"


@asynccontextmanager
async def at_home(
    folder: Path,
    screening: Screening,
    *,
    enforcer: Enforcer | None = None,
    mode: Mode | None = Mode.ENFORCE,
    watch: Watch = nobody_watches,
    hear: Hear = nobody_hears,
    forget: Forget = nobody_remembers,
    lockstep: bool = True,
    settings: Settings | None = None,
) -> AsyncIterator[House]:
    """With its dispatcher at work; a platform where nothing lasts, unless the test brings one."""
    outside = Outside(
        folder=folder,
        clock=EventClock(NOON),
        enforcers=dict.fromkeys(Platform, enforcer or SimulatedEnforcer()),
        watch=watch,
        hear=hear,
        forget=forget,
        mode=mode,
        lockstep=lockstep,
    )
    known = screening.memory.lessons(INN)
    async with (
        open_house(settings or Settings(), outside, screening=started(screening)) as house,
        running(house.dispatcher.run()),
    ):
        yield house
    assert screening.memory.lessons(INN) == known, _POLLUTED


def started(screening: Screening) -> Screening:
    """As in a process of its own: nobody has spoken yet, so no place has a usual language."""
    screener = copy(screening.screener)
    screener._languages = UsualLanguages()
    return replace(screening, screener=screener)


class Recording:
    """A ledger that remembers what was committed, and refuses as often as a test says."""

    def __init__(self, house: House) -> None:
        self.commits: list[Changes] = []
        self.refusals = 0
        self._commit = house.ledger.commit

    async def commit(self, changes: Changes) -> None:
        if self.refusals:
            self.refusals -= 1
            raise StorageFullError("no room left")
        self.commits.append(changes)
        await self._commit(changes)


def recorded(house: House, monkeypatch: pytest.MonkeyPatch) -> Recording:
    recording = Recording(house)
    monkeypatch.setattr(house.ledger, "commit", recording.commit)
    return recording


async def journal(house: House, *events: Event) -> None:
    await house.ledger.commit(Changes(events=tuple(map(Journaled, events))))


async def judge(house: House, *events: Event) -> None:
    """Journal a block and handle it, as intake and lanes do."""
    await journal(house, *events)
    await house.pipeline.handle([Journaled(event) for event in events])
    await house.dispatcher.drain()


async def cases(house: House) -> list[Case]:
    return [case async for case in house.archive.cases()]


async def verdicts(house: House, community: Community = INN) -> list[Verdict]:
    return [verdict async for _, verdict in house.archive.verdicts(community=community)]


async def unjudged(house: House) -> list[Event]:
    return [event async for event in house.archive.unhandled()]


async def start_again(house: House, moment: datetime) -> None:
    """What a bot does first: recall, send what is unsent, judge what is unjudged."""
    await house.restart.recall(moment)
    await house.restart.resend()
    async with running(house.lanes.run()):
        async for event in house.restart.unhandled():
            await house.lanes.put(event)
        await house.lanes.drain()
    await house.dispatcher.drain()
