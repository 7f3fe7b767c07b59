"""Pursuits in mild words are seen; courting, friends, mentors, fans and colleagues are left alone.

`python -m tests.raids.pursuing --each 30` played the test half once, before anybody had looked at
it: 88 of 90 pursuits seen (median 5 to 6 messages upon a plea, 17 without one); of 210 harmless
histories 8 were taken for one (6 of 30 colleagues who ask "why don't you answer" day after day and
hardly get a word, 2 of 30 pleas that were made up). Development half: 87 of 90, and 0 of 210.
The addressee's rules changed once after that; the test half was not played again.
Nobody was expelled without a moderator. One hand wrote texts and phrase lists, so other people's
words will be found less often.
"""

from pathlib import Path

import pytest
import pytest_asyncio

from bot.screening import open_screening
from bot.settings import Settings
from tests.raids.pursuing import Followed, followed
from tests.raids.pursuits import pursuits

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told(tmp_path_factory: pytest.TempPathFactory) -> list[Followed]:
    folder: Path = tmp_path_factory.mktemp("pursuits")
    async with open_screening(Settings()) as screening:
        return [one async for one in followed(pursuits(2, test=False), folder, screening)]


async def test_every_pursuit_is_seen_and_nothing_harmless_is(told: list[Followed]) -> None:
    assert [one.seen for one in told] == [one.pursuit.hostile for one in told]


async def test_nobody_is_expelled_for_mild_words_without_a_moderator(told: list[Followed]) -> None:
    assert [one.pursuit.community.id for one in told if one.banned] == []


async def test_the_first_answer_to_a_pursuit_is_no_more_than_a_warning(
    told: list[Followed],
) -> None:
    assert {one.cases[0].rung for one in told if one.cases} == {"warn"}
