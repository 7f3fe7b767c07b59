"""Hype is not a raid, and a raid that looks like hype is one: whole crowds through the engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.screening import Screening, open_screening
from bot.settings import Settings
from engine.cases import Case
from tests.crowds import REGULARS, STREAMER
from tests.hates import HATES, thirty_of_many
from tests.joys import JOYS
from tests.playing import cases_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def screening() -> AsyncIterator[Screening]:
    async with open_screening(Settings()) as opened:
        yield opened


def accused(case: Case) -> set[str]:
    return {case.author, *case.accounts}


@pytest.mark.parametrize("joy", JOYS)
async def test_a_crowd_that_harms_nobody_makes_no_case(
    joy: str, tmp_path: Path, screening: Screening
) -> None:
    assert await cases_of(JOYS[joy]().records, tmp_path, screening, Settings()) == []


@pytest.mark.parametrize("hate", HATES)
async def test_hate_that_looks_like_joy_makes_cases_of_those_who_spread_it(
    hate: str, tmp_path: Path, screening: Screening
) -> None:
    stage = HATES[hate]()
    cases = await cases_of(stage.records, tmp_path, screening, Settings())

    assert cases[0].opened_at <= stage.at_speaker(12)
    assert len(set().union(*map(accused, cases))) >= 12
    assert not any(accused(case) & {*REGULARS, STREAMER} for case in cases)


async def test_thirty_who_attack_one_person_do_not_hide_in_a_raid_of_friends(
    tmp_path: Path, screening: Screening
) -> None:
    cases = await cases_of(thirty_of_many().records, tmp_path, screening, Settings())

    bullies = set().union(*map(accused, cases))
    assert len(bullies) >= 25
    assert all(bully.startswith("bully") for bully in bullies)
    assert {case.target for case in cases} == {"saltmarsh"}
