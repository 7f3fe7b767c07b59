"""What becomes of somebody who stands up for another, in a whole Haven that may act."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.screening import Screening, open_screening
from bot.settings import Settings
from engine.events import Message
from tests.builders import NOON, author, message
from tests.engine.house import at_home, cases, judge

pytestmark = pytest.mark.asyncio(loop_scope="module")

ATTACKS = ("you are a stupid loser", "you worthless clown", "you are pathetic", "you dumb idiot")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def screening() -> AsyncIterator[Screening]:
    async with open_screening(Settings()) as opened:
        yield opened


def siege(*last: tuple[str, str, str]) -> list[Message]:
    """Four people attack lumi, then the `last` ones speak: who, to whom, what."""
    said = [("lumi", "rook", "good evening")]
    said += [(f"foe{number}", "lumi", text) for number, text in enumerate(ATTACKS)]
    return [
        message(text, by=by, at=NOON + timedelta(seconds=20 * at), targets=(to,), author=author(by))
        for at, (by, to, text) in enumerate([*said, *last])
    ]


async def test_a_defender_who_threatens_an_attacker_is_for_a_moderator(
    tmp_path: Path, screening: Screening
) -> None:
    """A threat is one whoever hears it, so it must not go unseen; but said in the heat of standing
    up for somebody it is not for a machine to punish.
    """
    async with at_home(tmp_path, screening) as house:
        await judge(house, *siege(("pax", "foe1", "i will find you and break your legs")))
        [opened] = [case for case in await cases(house) if "pax" in case.accounts]
    assert opened.waits


async def test_the_same_threat_to_the_person_under_attack_waits_for_nobody(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, *siege(("pax", "lumi", "i will find you and break your legs")))
        [opened] = [case for case in await cases(house) if case.author == "pax"]
    assert not opened.waits


async def test_the_person_under_attack_who_swears_back_is_for_a_moderator(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, *siege(("lumi", "foe2", "go fuck yourself you stupid bastard")))
        opened = [case for case in await cases(house) if "lumi" in case.accounts]
    assert [case.waits for case in opened] == [True]
