"""How a community fares: its mode, its cases and mistakes, what waits, what is off."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from engine.cases import Case, Ruling
from engine.clock import Clock
from engine.desk import MOST_OPEN
from engine.events import Community
from engine.policy.book import PolicyBook
from engine.policy.budget import overspent
from engine.policy.community import CommunityPolicy
from engine.ports import Archive
from engine.queries import CaseQuery
from engine.shares import Share
from engine.track_record import TrackRecord
from engine.verdict import Mode

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`cases` are those of the last thirty days that Haven opened, `ruled` and `reversed` the part
    of them that moderators ruled upon and took back, early warnings left out. `waiting` counts to
    a thousand. `corrected` are the rules that moderators take back too often, so that they ask
    first. `contenders` tell how a challenger model or policy fares, in all communities together.
    """

    mode: Mode
    policy: str
    cases: int
    ruled: int
    reversed: int
    waiting: int
    switched_off: tuple[str, ...]
    corrected: Mapping[str, Share]
    contenders: tuple[str, ...] = ()

    @property
    def overturn_rate(self) -> float | None:
        """The share of rulings that were reversals; None before the first ruling."""
        return self.reversed / self.ruled if self.ruled else None


class Overviews:
    """`switched_off` names the detectors that this bot does without."""

    def __init__(
        self,
        *,
        policies: PolicyBook,
        archive: Archive,
        clock: Clock,
        switched_off: Iterable[str] = (),
        contenders: Callable[[], tuple[str, ...]] = tuple,
    ) -> None:
        self._policies = policies
        self._archive = archive
        self._clock = clock
        self._switched_off = tuple(sorted(switched_off))
        self._contenders = contenders

    async def of(self, community: Community) -> Overview:
        since = self._clock.now() - LOOK_BACK
        opened = [case async for case in self._archive.cases(community=community, since=since)]
        found = [case for case in opened if case.ordered_by is None]
        judged = [case for case in found if not case.foretells]
        policy = self._policies.of(community)
        return Overview(
            mode=policy.mode,
            policy=policy.version,
            cases=len(found),
            ruled=sum(case.ruling is not None for case in judged),
            reversed=_reversed(judged),
            waiting=await self._waiting(community),
            switched_off=self._switched_off,
            corrected=self._corrected(community, found, policy),
            contenders=self._contenders(),
        )

    def _corrected(
        self, community: Community, found: Iterable[Case], policy: CommunityPolicy
    ) -> Mapping[str, Share]:
        record = TrackRecord()
        for case in found:
            record.enter(case)
        rules = record.by_rule(community, self._clock.now())
        budget = policy.overturn_budget
        return {rule: share for rule, share in rules.items() if overspent(share, budget)}

    async def _waiting(self, community: Community) -> int:
        asking = CaseQuery(community=community, asking=True, limit=MOST_OPEN)
        return len(await self._archive.search(asking))


def _reversed(cases: Iterable[Case]) -> int:
    return sum(case.ruling is Ruling.REVERSED for case in cases)
