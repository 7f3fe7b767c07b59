"""What comes of a message on its way: what is done, and what is left alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.screening import Screening, screener_for
from connectors.simulated import SimulatedEnforcer
from engine.events import (
    Author,
)
from engine.screening.risk import Blueprint
from engine.verdict import Category, Mode, Route
from tests.builders import INN, NOON, author, message, minutes
from tests.engine.chatter import GRAVE, MILD, counted, raid
from tests.engine.house import (
    at_home,
    cases,
    judge,
    verdicts,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_strong_evidence_gets_thought_however_low_the_risk(
    tmp_path: Path, screening: Screening
) -> None:
    # The blueprint knows no words: to it a mild insult by a stranger is hardly a risk.
    screener = screener_for(
        screening.packs,
        screening.embedder,
        screening.memory,
        read=screening.normalise,
        off=frozenset({"classifier", "memory"}),
        linear=screening.linear,
        risk_model=Blueprint(),
    )
    async with at_home(tmp_path, replace(screening, screener=screener)) as house:
        await judge(house, message(MILD))
        (verdict,) = await verdicts(house)
    assert verdict.prediction.risk_score < 0.2
    assert (verdict.route, bool(verdict.assessment)) == (Route.LIGHT, True)


async def test_what_a_measure_in_force_prevents_is_screened_and_judged_no_further(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, message(GRAVE), message(GRAVE, at=NOON + minutes(20)))
        _, prevented = await verdicts(house)
        opened = await cases(house)
    assert prevented.prevented
    assert prevented.prediction.risk_score > 0.2
    assert (prevented.route, prevented.assessment, prevented.decision) == (Route.ALLOW, None, None)
    assert (len(opened), counted(house)) == (1, 1)


async def test_observe_mode_shows_and_does_nothing(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening, mode=Mode.OBSERVE) as house:
        await judge(house, message(GRAVE))
        (shown,) = await cases(house)
        calls = await house.archive.intents_of(INN, shown.number)
    assert shown.waits
    assert list(calls) == []


async def test_a_raid_of_thirty_is_one_case(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, *raid(30))
        waves = [case for case in await cases(house) if case.category is Category.RAID]
    assert len(waves) == 1
    assert len(waves[0].accounts) > 20


@pytest.mark.parametrize("standing", ["is_moderator", "is_bot"])
async def test_nobody_with_such_a_standing_is_acted_upon_whatever_they_say(
    tmp_path: Path, screening: Screening, standing: str
) -> None:
    immune: Author = author(**{standing: True})
    said = [
        message(GRAVE, author=immune, at=NOON + minutes(n), targets=("mika",)) for n in range(5)
    ]
    async with at_home(tmp_path, screening) as house:
        await judge(house, *said)
        opened = await cases(house)
        judged = await verdicts(house)
    assert opened == []
    assert all(verdict.assessment and verdict.assessment.harm_score > 0.9 for verdict in judged)


async def test_a_raid_that_is_only_observed_calls_nothing(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening, mode=Mode.OBSERVE) as house:
        await judge(house, *raid(30))
        (wave,) = [case for case in await cases(house) if case.category is Category.RAID]
        calls = await house.archive.intents_of(INN, wave.number)
    assert (wave.waits, list(calls)) == (True, [])


async def test_a_raid_that_waits_for_a_moderator_tells_them_once(
    tmp_path: Path, screening: Screening
) -> None:
    platform = SimulatedEnforcer()
    async with at_home(tmp_path, screening, mode=Mode.ASSIST, enforcer=platform) as house:
        await judge(house, *raid(30))
        (wave,) = [case for case in await cases(house) if case.category is Category.RAID]
    about_it = [order.action.type for order in platform.orders if order.case == wave.number]
    assert about_it == ["alert_moderators"]
