"""A challenger policy in the shadow of a whole house: it changes nothing, and is compared."""

from pathlib import Path

import pytest

from bot.rival import Contest
from bot.screening import Screening
from bot.settings import Settings
from tests.builders import NOON, message, minutes
from tests.engine.house import at_home, cases, judge

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINES = ("hello everybody", "you worthless idiot, nobody likes you")


async def acted(folder: Path, screening: Screening, *, challenger: str) -> list[str]:
    settings = Settings.model_validate({"shadow": {"policy": challenger}})
    async with at_home(folder, screening, settings=settings, lockstep=False) as house:
        for number, line in enumerate(LINES):
            said = message(line, id=f"m{number}", at=NOON + minutes(number), targets=("mika",))
            await judge(house, said)
        return [case.rung for case in await cases(house)]


async def test_a_challenger_policy_is_compared_and_nothing_follows_from_it(
    tmp_path: Path, screening: Screening
) -> None:
    mild = tmp_path / "mild.toml"
    await _write(mild, "act_at = 1.0\nhide_at = 1.0\n")
    without = await acted(tmp_path / "a", screening, challenger="")
    beside = await acted(tmp_path / "b", screening, challenger=str(mild))
    assert beside == without != []
    contest = Contest.read(tmp_path / "b")
    assert contest
    assert (contest.tally.less, contest.tally.more, contest.tally.failed) == (1, 0, 0)
    assert [each.message for each in contest.tally.last] == ["m1"]


async def _write(file: Path, text: str) -> None:
    from asyncio import to_thread

    await to_thread(file.write_text, text)
