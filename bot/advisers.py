"""Who has a say beside the rules, opened together: language model, challenger, rival policy."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.challenger import Challenge, challenge_to
from bot.reasoning import open_reasoner
from bot.rival import Contest, contending
from bot.screening import Screening
from bot.settings import Settings
from data.state import State
from engine.clock import Clock
from engine.reasoning.calibration import Calibration
from engine.reasoning.packet import Reasoner


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisers:
    """None of whoever is not configured, and in a replay of whoever would come too late for it."""

    reasoner: Reasoner
    calibration: Calibration
    challenge: Challenge | None
    contest: Contest | None


@asynccontextmanager
async def open_advisers(
    settings: Settings,
    state: State,
    screening: Screening,
    *,
    folder: Path,
    clock: Clock,
    live: bool,
) -> AsyncIterator[Advisers]:
    async with AsyncExitStack() as stack:
        challenge = await _challenge(settings, screening, folder=folder) if live else None
        calibration = Calibration()
        calibration.learn(await state.archive.packets.tried())
        reasoning = open_reasoner(settings, live=live, clock=clock, calibration=calibration)
        reasoner = await stack.enter_async_context(reasoning)
        contest = await stack.enter_async_context(contending(settings, folder, live=live))
        yield Advisers(
            reasoner=reasoner, calibration=calibration, challenge=challenge, contest=contest
        )


async def _challenge(settings: Settings, screening: Screening, *, folder: Path) -> Challenge | None:
    return await asyncio.to_thread(challenge_to, screening, settings, folder=folder)
