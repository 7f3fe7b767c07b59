"""Calls that a stop cut off: made again where that is harmless, never said twice."""

import asyncio
from pathlib import Path

import pytest

from bot.app import House
from bot.screening import Screening
from connectors.simulated import SimulatedEnforcer
from engine.actions import Order, Outcome
from engine.cases import IntentState, Status
from engine.events import (
    Community,
    Message,
    Place,
    Platform,
)
from tests.builders import INN, NOON, message
from tests.engine.chatter import GRAVE, MILD
from tests.engine.house import (
    Recording,
    at_home,
    cases,
    judge,
    recorded,
    start_again,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


CHANNEL = Place(Community(Platform.TWITCH, "mossy"), "mossy")


class SilentEnforcer:
    """A platform that is called and never answers."""

    def __init__(self) -> None:
        self.called = asyncio.Event()

    async def apply(self, order: Order) -> Outcome:
        self.called.set()
        await asyncio.Event().wait()
        raise AssertionError("the wait has no end")


class FillingEnforcer:
    """A platform whose first answer finds the disk full."""

    ledger: Recording | None = None

    async def apply(self, order: Order) -> Outcome:
        if self.ledger:
            self.ledger.refusals, self.ledger = 1, None
        return Outcome.SIMULATED


async def stop_while_calling(folder: Path, screening: Screening, said: Message) -> None:
    silent = SilentEnforcer()
    async with at_home(folder, screening, enforcer=silent, lockstep=False) as house:
        handling = asyncio.create_task(judge(house, said))
        await silent.called.wait()
        handling.cancel()


async def test_a_call_under_way_at_a_crash_is_made_again(
    tmp_path: Path, screening: Screening
) -> None:
    await stop_while_calling(tmp_path, screening, message(GRAVE))
    platform = SimulatedEnforcer()
    async with at_home(tmp_path, screening, enforcer=platform) as house:
        await start_again(house, NOON)
        (opened,) = await cases(house)
    assert [order.action.type for order in platform.orders] == ["timeout", "hide"]
    assert opened.status is Status.APPLIED


async def test_words_under_way_at_a_crash_are_not_said_twice(
    tmp_path: Path, screening: Screening
) -> None:
    await stop_while_calling(tmp_path, screening, message(MILD, place=CHANNEL))
    platform = SimulatedEnforcer()
    async with at_home(tmp_path, screening, enforcer=platform) as house:
        await start_again(house, NOON)
        (opened,) = await cases(house)
    assert opened.status is Status.UNKNOWN
    assert "warn" not in [order.action.type for order in platform.orders]


async def test_an_answer_that_could_not_be_written_is_asked_for_at_the_next_start(
    tmp_path: Path, screening: Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = FillingEnforcer()
    async with at_home(tmp_path, screening, enforcer=platform) as house:
        platform.ledger = recorded(house, monkeypatch)
        await judge(house, message(GRAVE))
        before = await states_in(house)
    async with at_home(tmp_path, screening) as house:
        await start_again(house, NOON)
        after = await states_in(house)
    assert before == [IntentState.SENDING, IntentState.DONE]
    assert after == [IntentState.DONE, IntentState.DONE]


async def states_in(house: House) -> list[IntentState]:
    return [intent.state for intent in await house.archive.intents_of(INN, 1)]
