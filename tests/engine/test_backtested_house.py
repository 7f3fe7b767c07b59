"""What a whole house has judged, decided anew: under the same policy and model nothing changes."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.backtesting.choices import chosen_in
from bot.backtesting.rescreening import rescreened
from bot.backtesting.trial import Trial, tried
from bot.screening import Screening
from bot.settings import Settings
from data.state import open_archive
from engine.clock import EventClock
from engine.events import Message
from engine.policy.backtest import Backtest
from engine.policy.document import Choices
from engine.verdict import Mode
from tests.builders import INN, NOON, message, minutes
from tests.engine.house import at_home, judge, started

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINES = (
    "hello everybody",
    "you worthless idiot, nobody likes you",
    "you are pathetic, you stupid loser",
    "i want to die, i have a plan for tonight",
    "shut up you dumb idiot",
    "good game",
    "i will find you and kill you",
)


def chat() -> list[Message]:
    return [
        message(line, id=f"m{number}", at=NOON + minutes(130 * number), targets=("mika",))
        for number, line in enumerate(LINES)
    ]


async def backtested(
    folder: Path, screening: Screening, choices: Choices, *, anew: bool
) -> Backtest:
    settings = Settings()
    async with at_home(folder, screening, mode=Mode.ENFORCE) as house:
        for said in chat():
            await judge(house, said)
    async with open_archive(folder) as archive:
        chosen = await chosen_in(archive, settings, EventClock(NOON))
        choices = {"mode": Mode.ENFORCE, **choices}
        trial = Trial(
            archive=archive,
            chosen=chosen,
            community=INN,
            policy=chosen.policies.with_choices(INN, choices),
            since=NOON - timedelta(days=1),
            until=NOON + timedelta(days=1),
            normalise=screening.normalise,
        )
        if not anew:
            return await tried(trial, lambda _: None)
        return await rescreened(
            settings, trial, choices, lambda _: None, screening=started(screening)
        )


async def test_the_same_policy_decides_the_same(tmp_path: Path, screening: Screening) -> None:
    seen = await backtested(tmp_path, screening, {}, anew=False)
    assert seen.seen == len(LINES)
    assert seen.total.acted > 1
    assert [(each.then, each.now, each.why) for each in seen.changes] == []


async def test_the_same_model_judges_the_same(tmp_path: Path, screening: Screening) -> None:
    seen = await backtested(tmp_path, screening, {}, anew=True)
    assert seen.seen == len(LINES)
    assert seen.total.acted > 1
    assert [(each.then, each.now, each.why) for each in seen.changes] == []


async def test_with_another_model_the_policy_may_be_another_too(
    tmp_path: Path, screening: Screening
) -> None:
    seen = await backtested(tmp_path, screening, {"act_at": 1.0, "hide_at": 1.0}, anew=True)
    assert (seen.total.would_act, seen.total.no_longer) == (0, seen.total.acted)
    assert all(each.why.startswith("risk ") for each in seen.changes)
