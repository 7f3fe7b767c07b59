"""Stopping anywhere and starting again: nothing is lost, doubled, or forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import House
from bot.replaying import Play, played
from bot.screening import Screening, screener_for
from bot.settings import Settings
from data.packs import scene_paths
from engine.cases import Case, Status
from engine.changes import PersonRecord
from engine.events import (
    Event,
    MemberJoined,
    MessageDeleted,
)
from engine.language import ENGLISH, UNKNOWN
from engine.pipeline import Watch, nobody_watches
from engine.verdict import Session, Verdict
from tests.builders import HALL, INN, NOON, author, message, minutes
from tests.engine.chatter import GRAVE, MILD
from tests.engine.house import (
    at_home,
    cases,
    journal,
    judge,
    start_again,
    unjudged,
    verdicts,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


class CrashError(BaseException):
    """The process ends here: no handler of ordinary errors sees it."""


# ---------------------------------------------------------------- what was not judged


async def test_what_was_journalled_and_not_judged_is_judged_at_the_next_start(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, message("hello", by="ada"))
        await journal(house, message(GRAVE))
    async with at_home(tmp_path, screening) as house:
        await start_again(house, NOON)
        (opened,) = await cases(house)
        left = await unjudged(house)
    assert (opened.author, opened.status, left) == ("vex", Status.APPLIED, [])


async def test_what_was_judged_is_not_judged_again(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, message(GRAVE))
    async with at_home(tmp_path, screening) as house:
        await start_again(house, NOON)
        assert len(await cases(house)) == 1
        assert house.figures.stages() == ()


async def test_whoever_guards_the_door_is_told_what_came_lately(
    tmp_path: Path, screening: Screening
) -> None:
    """So that what the platform delivers once more is known."""
    old = message("hello", by="ada", at=NOON - timedelta(hours=3))
    new = message("hello")
    async with at_home(tmp_path, screening) as house:
        await judge(house, old, new)
    met: list[Event] = []
    async with at_home(tmp_path, screening) as house:
        await house.restart.recall(NOON, met=met.append)
    assert met == [new]


# ---------------------------------------------------------------- what was known


def grave(count: int, *, start: int = 0) -> list[Event]:
    """As many persons known for years, each with one grave message, within minutes."""
    years_ago = NOON - timedelta(days=900)
    known = [
        author(f"v{n}", account_created_at=years_ago, joined_at=years_ago)
        for n in range(start, start + count)
    ]
    return [
        message(GRAVE, by=one.id, at=NOON + timedelta(seconds=20 * n), author=one)
        for n, one in enumerate(known, start)
    ]


def raid(first: int, last: int) -> list[Event]:
    events: list[Event] = []
    for number in range(first, last):
        at = NOON + timedelta(seconds=2 * number)
        raider = author(f"r{number}", account_created_at=NOON - timedelta(days=1), joined_at=at)
        events.append(MemberJoined(f"join-{number}", INN, raider, at))
        advert = f"free coins and skins at https://coins.invalid/now claim {number}"
        events.append(message(advert, by=raider.id, at=at, author=raider))
    return events


PARTS: dict[str, tuple[Sequence[Event], Sequence[Event]]] = {
    "strikes": ([message(MILD)], [message(MILD, at=NOON + minutes(10))]),
    "silences": ([message(GRAVE)], [message("hello", at=NOON + minutes(10))]),
    "caps": (grave(9), grave(5, start=9)),
    "campaigns": (raid(0, 15), raid(15, 30)),
    "deletions": (
        [message("hello"), MessageDeleted("x", HALL, NOON)],
        [message(MILD, at=NOON + minutes(1))],
    ),
}


@pytest.mark.parametrize("name", PARTS)
async def test_a_stop_between_two_messages_changes_nothing_that_follows(
    tmp_path: Path, screening: Screening, name: str
) -> None:
    before, after = PARTS[name]
    async with at_home(tmp_path / "whole", screening) as house:
        await judge(house, *before)
        await judge(house, *after)
        whole = await done_in(house)
    async with at_home(tmp_path / "cut", screening) as house:
        await judge(house, *before)
    async with at_home(tmp_path / "cut", screening) as house:
        await start_again(house, NOON + minutes(1))
        await judge(house, *after)
        cut = await done_in(house)
    assert cut == whole


async def test_a_house_starts_without_the_habits_of_another(
    tmp_path: Path, screening: Screening
) -> None:
    """Else a comparison of two houses would hang on which tests came before it."""
    chat = [message("what a lovely game that was everybody", by=f"a{n}") for n in range(6)]
    async with at_home(tmp_path / "before", screening) as house:
        await judge(house, *chat, message("lol", by="ada"))
        told = {verdict.author: verdict for verdict in await verdicts(house)}
    async with at_home(tmp_path / "after", screening) as house:
        await judge(house, message("lol", by="ada"))
        (alone,) = await verdicts(house)
    assert told["ada"].prediction.language == ENGLISH
    assert alone.prediction.language == UNKNOWN


async def test_what_these_parts_hang_on_is_really_there(
    tmp_path: Path, screening: Screening
) -> None:
    """Else the comparisons above would compare nothing."""
    rungs, held, prevented = set(), 0, 0
    for name, parts in PARTS.items():
        async with at_home(tmp_path / name, screening) as house:
            for part in parts:
                await judge(house, *part)
            opened, judged = await done_in(house)
        rungs |= {case.rung for case in opened}
        held += sum(case.waits for case in opened)
        prevented += sum(verdict.prevented for verdict in judged)
    assert {"warn", "timeout_10_minutes", "timeout_24_hours", "raid"} <= rungs
    assert (held > 0, prevented > 0) == (True, True)


async def test_case_numbers_go_on(tmp_path: Path, screening: Screening) -> None:
    async with at_home(tmp_path, screening) as house:
        await judge(house, *grave(2))
    async with at_home(tmp_path, screening) as house:
        await start_again(house, NOON)
        await judge(house, *grave(1, start=2))
        assert [case.number for case in await cases(house)] == [1, 2, 3]


async def done_in(house: House) -> tuple[list[Case], list[Verdict]]:
    return await cases(house), [untimed(verdict) for verdict in await verdicts(house)]


def untimed(verdict: Verdict) -> Verdict:
    return replace(verdict, prediction=replace(verdict.prediction, screening_time_ms=0.0))


# ---------------------------------------------------------------- a shipped chat, cut anywhere


@dataclass(frozen=True)
class Come:
    """What comes of a chat."""

    cases: list[Case]
    verdicts: list[Verdict]
    people: list[PersonRecord]
    sessions: list[Session]


def crash_at(position: int) -> Watch:
    """Ends the process when so many messages have been judged."""
    seen = 0

    def watch(_: Event, verdict: Verdict | None, __: Case | None) -> None:
        nonlocal seen
        seen += verdict is not None
        if seen == position:
            raise CrashError

    return watch


class Scenes:
    """Plays shipped chats. What comes of one without a crash is found out once."""

    def __init__(self, screening: Screening) -> None:
        self._screening = screening
        self._whole: dict[str, Come] = {}

    async def whole(self, name: str, folder: Path) -> Come:
        if name not in self._whole:
            self._whole[name] = await self.play(name, folder)
        return self._whole[name]

    async def play(
        self, name: str, folder: Path, *, watch: Watch = nobody_watches, resume: bool = False
    ) -> Come:
        known = self._screening
        # A screener of its own for each run, since a process starts with an empty cache.
        screener = screener_for(
            known.packs,
            known.embedder,
            known.memory,
            read=known.normalise,
            off=frozenset(),
            linear=known.linear,
            risk_model=known.risk_model,
        )
        play = Play(paths=[scene_paths()[name]], folder=folder, watch=watch, resume=resume)
        screening = replace(known, screener=screener)
        async with played(Settings(), play, screening=screening) as done:
            archive = done.house.archive
            return Come(
                cases=[case async for case in archive.cases()],
                verdicts=[untimed(verdict) async for _, verdict in archive.verdicts()],
                people=sorted([record async for record in archive.people()], key=repr),
                sessions=[session async for session in archive.sessions()],
            )


@pytest.fixture(scope="session")
def scenes(screening: Screening) -> Scenes:
    return Scenes(screening)


@pytest.mark.parametrize("name", ["attack", "spam_raid"])
@settings(max_examples=3, deadline=None, derandomize=True)
@given(share=st.floats(0.05, 0.95))
async def test_a_crash_anywhere_in_a_chat_changes_nothing_that_comes_of_it(
    tmp_path_factory: pytest.TempPathFactory, scenes: Scenes, name: str, share: float
) -> None:
    folder = tmp_path_factory.mktemp("scene")
    whole = await scenes.whole(name, folder / "whole")
    position = max(1, int(share * len(whole.verdicts)))
    with pytest.RaisesGroup(CrashError, flatten_subgroups=True):
        await scenes.play(name, folder / "cut", watch=crash_at(position))
    resumed = await scenes.play(name, folder / "cut", resume=True)
    assert resumed == whole
