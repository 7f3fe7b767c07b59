"""What another policy or model changes, added up decision by decision: pure, and bounded."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.cases import Ruling
from engine.policy.deed import deed, differ
from engine.policy.retrial import acts
from engine.shares import Share
from engine.verdict import Category, Decision

# A thousand of the changes can be looked at; of all others there are the totals.
MOST_KEPT = 1_000
# Fewer rulings say nothing about a policy.
FEWEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One judgement under both. `text` is None where the words are not to be shown; `capped` ones
    would have waited for a moderator, as too many came at once.
    """

    message: str
    at: datetime
    category: Category
    harm: float
    then: Decision | None
    now: Decision | None
    why: str = ""
    text: str | None = None
    unknown: bool = False
    prevented: bool = False
    capped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`case` is the number of the case that there was of it."""

    message: str
    case: int | None
    at: datetime
    category: Category
    harm: float
    then: str
    now: str
    why: str
    ruling: Ruling | None
    text: str | None = None


@dataclass(slots=True)
class Totals:
    """Decisions of one category. `then_ruled` and `ruled` are how often moderators reversed those
    that were acted on, then and under the other policy: of the same rulings, as far as it would
    have acted there too.
    """

    acted: int = 0
    would_act: int = 0
    newly: int = 0
    no_longer: int = 0
    then_ruled: Share = field(default_factory=lambda: Share(0, 0))
    ruled: Share = field(default_factory=lambda: Share(0, 0))

    def count(self, *, acted: bool, acts: bool, ruling: Ruling | None) -> None:
        self.acted += acted
        self.would_act += acts
        self.newly += acts and not acted
        self.no_longer += acted and not acts
        if acted:
            self.then_ruled = _with(self.then_ruled, ruling)
        if acts:
            self.ruled = _with(self.ruled, ruling)

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            acted=self.acted + other.acted,
            would_act=self.would_act + other.would_act,
            newly=self.newly + other.newly,
            no_longer=self.no_longer + other.no_longer,
            then_ruled=_sum(self.then_ruled, other.then_ruled),
            ruled=_sum(self.ruled, other.ruled),
        )


class Backtest:
    """`ruled` and `numbers` say of messages how moderators ruled on them, and in which case.
    `contradicted` are the rulings that the other policy goes against.
    """

    def __init__(
        self,
        ruled: Mapping[str, Ruling],
        numbers: Mapping[str, int],
        *,
        most: int = MOST_KEPT,
    ) -> None:
        self._ruled = ruled
        self._numbers = numbers
        self._most = most
        self.by_category: defaultdict[Category, Totals] = defaultdict(Totals)
        self.changes: list[Change] = []
        self.contradicted: list[Change] = []
        self.seen = self.changed = self.unknown = self.prevented = self.capped = 0

    def see(self, each: Compared) -> None:
        self.seen += 1
        self.unknown += each.unknown
        self.prevented += each.prevented
        self.capped += each.capped
        if each.prevented or (each.then is None and each.now is None):
            return
        ruling = self._ruled.get(each.message)
        totals = self.by_category[each.category]
        totals.count(acted=acts(each.then), acts=acts(each.now), ruling=ruling)
        if _contradicts(ruling, each.now) and len(self.contradicted) < self._most:
            self.contradicted.append(self._change(each, ruling))
        if differ(each.then, each.now):
            self.changed += 1
            if len(self.changes) < self._most:
                self.changes.append(self._change(each, ruling))

    @property
    def total(self) -> Totals:
        return sum(self.by_category.values(), start=Totals())

    def _change(self, each: Compared, ruling: Ruling | None) -> Change:
        return Change(
            message=each.message,
            case=self._numbers.get(each.message),
            at=each.at,
            category=each.category,
            harm=each.harm,
            then=deed(each.then),
            now=deed(each.now),
            why=each.why,
            ruling=ruling,
            text=each.text,
        )


def _contradicts(ruling: Ruling | None, now: Decision | None) -> bool:
    """Moderators reversed what it would have done, or confirmed what it would not have."""
    return ruling is (Ruling.REVERSED if acts(now) else Ruling.CONFIRMED)


def _with(share: Share, ruling: Ruling | None) -> Share:
    if ruling is None:
        return share
    return Share(share.part + (ruling is Ruling.REVERSED), share.whole + 1)


def _sum(one: Share, other: Share) -> Share:
    return Share(one.part + other.part, one.whole + other.whole)
