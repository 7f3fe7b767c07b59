"""A whole house over a test's folder: real screening and storage, a platform that only answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import House, Outside, Screening, open_house
from bot.settings import Settings
from connectors.simulated import SimulatedEnforcer
from engine.cases import Case
from engine.changes import Changes, Journaled
from engine.clock import EventClock
from engine.events import Community, Event, Platform
from engine.pipeline import Watch, nobody_watches
from engine.ports import Enforcer
from engine.verdict import Mode, Verdict
from tests.builders import INN
from tests.running import running


@asynccontextmanager
async def at_home(
    folder: Path,
    screening: Screening,
    *,
    enforcer: Enforcer | None = None,
    mode: Mode | None = Mode.ENFORCE,
    watch: Watch = nobody_watches,
    settings: Settings | None = None,
) -> AsyncIterator[House]:
    """With its dispatcher at work; a platform where nothing lasts, unless the test brings one."""
    outside = Outside(
        folder=folder,
        clock=EventClock(),
        enforcers=dict.fromkeys(Platform, enforcer or SimulatedEnforcer()),
        watch=watch,
        mode=mode,
        lockstep=True,
    )
    async with (
        open_house(settings or Settings(), outside, screening=screening) as house,
        running(house.dispatcher.run()),
    ):
        yield house


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
