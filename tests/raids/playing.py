"""Gatherings played through a whole Haven, and what it made of each."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.screening import Screening
from engine.actions import Hide, LockDown
from engine.cases import Case
from engine.events import Event, id_of, moment_of
from engine.verdict import Verdict
from tests.engine.house import at_home, judge
from tests.raids.gatherings import HOSTILE, Gathering

CROWDS = {"signal:raid", "signal:brigade"}
SANCTIONS = {"timeout", "mute", "kick", "ban"}


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a gathering. `after` is how many hostile messages had come, and `took` how
    much time had passed since the first, when it was known for what it is. `hurt` are the harmless
    people who were named in a crowd's case, sanctioned, or had words hidden.
    """

    gathering: Gathering
    crowd_cases: int
    hurt: int
    why: tuple[str, ...] = ()
    after: int | None = None
    took: timedelta | None = None

    @property
    def detected(self) -> bool:
        return self.crowd_cases > 0

    @property
    def hostile(self) -> bool:
        return self.gathering.kind in HOSTILE


async def played(
    gatherings: Iterable[Gathering], folder: Path, screening: Screening
) -> AsyncIterator[Heard]:
    told: dict[str, Case] = {}

    def watch(event: Event, _: Verdict | None, case: Case | None) -> None:
        if case and is_about_a_crowd(case):
            told.setdefault(case.community.id, case)
            first.setdefault(case.community.id, id_of(event))

    first: dict[str, str] = {}
    async with at_home(folder, screening, watch=watch) as house:
        for each in gatherings:
            for event in each.events:
                await judge(house, event)
            opened = [case async for case in house.archive.cases(community=each.community)]
            yield _heard(each, opened, first.get(each.community.id))


def is_about_a_crowd(case: Case) -> bool:
    locked = any(isinstance(action, LockDown) for action in case.actions)
    return locked or any(fact.id in CROWDS for fact in case.evidence)


def _heard(gathering: Gathering, opened: list[Case], first: str | None) -> Heard:
    touched = {person for case in opened for person in _touched(case)}
    after, took = _delay(gathering, first)
    return Heard(
        gathering=gathering,
        crowd_cases=sum(map(is_about_a_crowd, opened)),
        hurt=len(touched - gathering.attackers),
        why=tuple(
            f"{case.category} {case.rung} {case.campaign}: {case.reason}\n" for case in opened
        ),
        after=after,
        took=took,
    )


def _touched(case: Case) -> set[str]:
    hidden = {action.user for action in case.actions if isinstance(action, Hide)}
    if is_about_a_crowd(case) and case.campaign:
        return {*case.accounts, *hidden}
    return {case.author, *hidden} if case.actions[0].type in SANCTIONS else hidden


def _delay(gathering: Gathering, first: str | None) -> tuple[int | None, timedelta | None]:
    if first is None or not gathering.attack:
        return None, None
    ids = [id_of(event) for event in gathering.events]
    moments = [moment_of(event) for event in gathering.events]
    came, seen = ids.index(gathering.attack[0]), ids.index(first)
    before = set(ids[: seen + 1])
    return sum(each in before for each in gathering.attack), max(
        timedelta(), moments[seen] - moments[came]
    )
