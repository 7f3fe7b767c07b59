"""Names in a whole house: judged by their words, told to moderators, and said to nobody."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.screening import Screening
from engine.actions import AlertModerators
from engine.cases import Case
from engine.events import MemberNamed
from engine.intake import NAME_LIMIT
from tests.builders import INN, NOON, author, minutes
from tests.engine.house import at_home, cases, judge, start_again, unjudged

pytestmark = pytest.mark.asyncio(loop_scope="session")

ABUSIVE = "kill yourself"
HARMLESS = (
    "Ada",
    "xX_DragonSlayer_Xx",
    "Killer Queen",
    "Dr. Dead Pixel",
    "Anna | she/her",
    "Mr Cockburn",
    "🔥 Blaze 🔥",
    "sad potato",
    "The Real Slim Shady",
    "Ann-Kathrin Müller",
    "x" * NAME_LIMIT,
    "",
)


def named(name: str, number: int = 1, **changes: object) -> MemberNamed:
    at = NOON + timedelta(seconds=number)
    return MemberNamed(f"n{number}", INN, author(f"p{number}", name=name, **changes), at)


def told(case: Case) -> list[type]:
    return [type(action) for action in case.actions]


async def test_moderators_are_told_of_an_abusive_name(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, named(ABUSIVE))
        (case,) = await cases(house)
    assert (case.author, case.rung, told(case)) == ("p1", "name", [AlertModerators])


async def test_ordinary_names_are_nobodys_business(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, *(named(name, number) for number, name in enumerate(HARMLESS)))
        assert await cases(house) == []
        assert await unjudged(house) == []


async def test_a_name_begins_no_conversation(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, named(ABUSIVE), named("Ada", 2))
        assert house.surroundings.open_sessions() == ()


async def test_a_moderators_own_name_is_left_alone(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, named(ABUSIVE, is_moderator=True))
        assert await cases(house) == []


async def test_a_start_recalls_names_as_no_conversation(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, named(ABUSIVE))
    async with at_home(tmp_path, screening) as house:
        await start_again(house, NOON + minutes(1))
        assert house.surroundings.open_sessions() == ()
        assert len(await cases(house)) == 1
