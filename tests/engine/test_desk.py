"""The moderators' desk: what waits comes by urgency, what was comes by the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from data.state import open_state
from engine.cases import Case, Status
from engine.changes import Changes
from engine.clock import EventClock
from engine.desk import Desk
from engine.events import Community, Place, Platform
from engine.memory.targets import Targets
from engine.queries import MOST_AT_ONCE, CaseQuery
from engine.verdict import Category
from tests.builders import INN, NOON, case, message, policy

ELSEWHERE = Community(Platform.DISCORD, "elsewhere")


@asynccontextmanager
async def open_desk(
    folder: Path, *cases: Case, targets: Targets | None = None
) -> AsyncIterator[Desk]:
    async with open_state(folder) as state:
        await state.ledger.commit(Changes(cases=cases))
        yield Desk(archive=state.archive, targets=targets or Targets(), clock=EventClock(NOON))


def asking(number: int, **changes: object) -> Case:
    return case(number, needs_human=True, **changes)


async def test_people_in_danger_come_first_then_those_under_attack(tmp_path: Path) -> None:
    targets = Targets()
    for risk in (0.6, 0.9):
        targets.learn(message(), target="mika", risk=risk)
    targets.learn(message(), target="finn", risk=0.5)
    waiting = (
        asking(1, target=None, harm_score=0.9),
        asking(2, target="finn", harm_score=0.5),
        asking(3, target="mika", harm_score=0.5),
        asking(4, target="mika", harm_score=0.8),
        asking(5, target=None, category=Category.SELF_HARM, harm_score=0.5),
        case(6, target="mika", harm_score=1.0),
    )
    async with open_desk(tmp_path, *waiting, targets=targets) as desk:
        queue = await desk.queue(INN)
    assert [each.number for each in queue] == [5, 4, 3, 2, 1]


async def test_the_queue_goes_on_behind_a_case_and_from_the_start_behind_an_answered_one(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path, *map(asking, range(1, 5))) as desk:
        first = await desk.queue(INN, limit=3)
        second = await desk.queue(INN, behind=(INN, 3))
        anew = await desk.queue(INN, behind=(INN, 77), limit=1)
    assert [each.number for each in (*first, *second)] == [1, 2, 3, 4]
    assert [each.number for each in anew] == [1]


async def test_one_queue_goes_through_several_communities_by_urgency(tmp_path: Path) -> None:
    there = Place(ELSEWHERE, "7")
    waiting = (
        asking(1, harm_score=0.9),
        asking(2, harm_score=0.5),
        asking(1, place=there, harm_score=0.7),
    )
    async with open_desk(tmp_path, *waiting) as desk:
        queue = await desk.queue(INN, ELSEWHERE)
        behind = await desk.queue(INN, ELSEWHERE, behind=(ELSEWHERE, 1))
    keys = [(each.community, each.number) for each in queue]
    assert keys == [(INN, 1), (ELSEWHERE, 1), (INN, 2)]
    assert [each.number for each in behind] == [2]


async def test_a_history_comes_by_the_page_to_its_end(tmp_path: Path) -> None:
    async with open_desk(tmp_path, *map(case, range(1, 6))) as desk:
        first = await desk.history(INN, "vex", limit=3)
        second = await desk.history(INN, "vex", before=first.more, limit=3)
    assert [each.number for each in first.cases] == [5, 4, 3]
    assert [each.number for each in second.cases] == [2, 1]
    assert second.more is None


async def test_a_search_takes_words_as_people_type_them(tmp_path: Path) -> None:
    async with open_desk(tmp_path, case(1), case(2, reason="spam")) as desk:
        found = await desk.search(CaseQuery(community=INN, words=("  INSULTS\x00 \ud800 a ",)))
        everything = await desk.search(CaseQuery(community=INN, words=(" ",)))
    assert [each.number for each in found.cases] == [1]
    assert len(everything.cases) == 2


@pytest.mark.parametrize(("limit", "shown"), [(-3, 1), (0, 1), (10**9, MOST_AT_ONCE)])
async def test_a_page_is_neither_empty_nor_endless(tmp_path: Path, limit: int, shown: int) -> None:
    async with open_desk(tmp_path, *map(case, range(1, MOST_AT_ONCE + 9))) as desk:
        page = await desk.search(CaseQuery(community=INN, limit=limit))
    assert len(page.cases) == shown


async def test_another_communitys_desk_is_empty(tmp_path: Path) -> None:
    async with open_desk(tmp_path, asking(1), case(2, status=Status.APPLIED)) as desk:
        queue, history = await desk.queue(ELSEWHERE), await desk.history(ELSEWHERE, "vex")
        found = await desk.search(CaseQuery(community=ELSEWHERE, words=("insults",)))
        assert await desk.case(ELSEWHERE, 1) is None
        assert await desk.case(INN, 1) == asking(1)
    assert (queue, history.cases, found.cases) == ((), (), ())


async def test_a_view_has_the_policy_that_decided_unless_it_has_changed_since(
    tmp_path: Path,
) -> None:
    present = policy(act_at=0.3)
    async with open_state(tmp_path) as state:
        decided = case(1, policy=present.version), case(2, policy=policy().version)
        await state.ledger.commit(Changes(cases=decided))
        looks: dict[str, Any] = {"archive": state.archive, "clock": EventClock(NOON)}
        desk = Desk(**looks, targets=Targets(), policy_of=lambda _: present)
        views = [await desk.view(INN, number) for number in (1, 2)]
    assert [each and each.policy for each in views] == [present, None]
