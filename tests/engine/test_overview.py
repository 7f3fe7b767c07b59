"""How a community fares, in figures."""

from pathlib import Path

from data.state import State, open_state
from engine.cases import FOREWARNING, Case, Ruling
from engine.changes import Changes
from engine.clock import EventClock
from engine.events import Community, Platform
from engine.overview import Overviews
from engine.policy.book import PolicyBook
from engine.verdict import Mode
from tests.builders import INN, NOON, case, minutes, policy


def overviews(state: State) -> Overviews:
    policies = PolicyBook(lambda _: policy(), ledger=state.ledger)
    clock = EventClock(NOON)
    off = ("sentiment", "classifier")
    return Overviews(policies=policies, archive=state.archive, clock=clock, switched_off=off)


async def stored(state: State, *cases: Case) -> None:
    await state.ledger.commit(Changes(cases=cases))


async def test_the_overturn_rate_is_the_share_of_rulings_that_took_back(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await stored(
            state,
            case(1, ruling=Ruling.REVERSED),
            case(2, ruling=Ruling.CONFIRMED),
            case(3, ruling=Ruling.CONFIRMED),
            case(4, ruling=Ruling.CONFIRMED),
            case(5, needs_human=True),
            case(6, rung=FOREWARNING, ruling=Ruling.REVERSED),
        )
        seen = await overviews(state).of(INN)
    assert (seen.cases, seen.overturn_rate, seen.waiting) == (6, 0.25, 1)
    assert (seen.mode, seen.switched_off) == (Mode.ENFORCE, ("classifier", "sentiment"))


async def test_without_a_ruling_there_is_no_rate(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await stored(state, case(1))
        assert (await overviews(state).of(INN)).overturn_rate is None


async def test_moderators_orders_old_cases_and_other_communities_are_left_out(
    tmp_path: Path,
) -> None:
    async with open_state(tmp_path) as state:
        ordered = case(1, ordered_by="oakley", ruling=Ruling.REVERSED)
        old = case(2, opened_at=NOON - minutes(31 * 1440))
        await stored(state, ordered, old, case(3))
        seen = overviews(state)
        assert (await seen.of(INN)).cases == 1
        assert (await seen.of(Community(Platform.DISCORD, "mill"))).cases == 0
