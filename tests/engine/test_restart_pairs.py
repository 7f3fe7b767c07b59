"""What one person asked of another outlives the process that heard it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.screening import Screening
from engine.events import Message, Place
from tests.builders import INN, NOON, message
from tests.engine.house import at_home, cases, judge, start_again

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOMS = ("hall", "yard", "kitchen")


def siege(day: int) -> Message:
    at = NOON + timedelta(days=day)
    place = Place(INN, ROOMS[day % 3])
    return message("good morning", by="corin", at=at, place=place, targets=("sable",))


@pytest.mark.parametrize(
    "plea", ["no contact please", "i have blocked you", "lass mich in Ruhe", "déjame en paz"]
)
async def test_a_plea_counts_after_the_bot_has_started_anew_each_day(
    tmp_path: Path, screening: Screening, plea: str
) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, message(plea, by="sable", targets=("corin",)))
    for day in range(1, 7):
        async with at_home(tmp_path, screening) as house:
            await start_again(house, _morning(day))
            await judge(house, siege(day))
            opened = await cases(house)
    assert {case.author for case in opened} == {"corin"}
    assert "Asked once to stop" in opened[0].reason


async def test_without_the_plea_the_same_greetings_are_no_case(
    tmp_path: Path, screening: Screening
) -> None:
    for day in range(1, 7):
        async with at_home(tmp_path, screening) as house:
            await start_again(house, _morning(day))
            await judge(house, siege(day))
            assert await cases(house) == []


def _morning(day: int) -> datetime:
    return NOON + timedelta(days=day, hours=-1)
