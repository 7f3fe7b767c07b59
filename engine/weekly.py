"""How a community fared in its last days: cases, mistakes, who was hurt, how soon help came."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil

from engine.cases import Case, Ruling
from engine.events import Community
from engine.memory.rulings import is_harmful
from engine.ordeals import Ordeal, ordeals_of
from engine.queries import Blow, Span
from engine.reasoning.reliability import Found, Reliability, reliabilities
from engine.shares import Share
from engine.track_record import rule_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Hours of a week: Monday first, midnight to midnight, as UTC has it.
Grid = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The cases of one day: of all of them, those taken back and those that wait."""

    day: date
    cases: int
    reversed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Overturned:
    """Of what was ruled upon under this name, the part that moderators took back."""

    name: str
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposed:
    """How many harmful messages were aimed at somebody before help came, and after."""

    person: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """How long people waited for help, and how many of them none came to."""

    waits: tuple[timedelta, ...] = ()
    unrelieved: int = 0

    def within(self, share: float) -> timedelta | None:
        """The time in which that share of those who were helped was; None where nobody was."""
        if not self.waits:
            return None
        return self.waits[max(ceil(share * len(self.waits)), 1) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """The same length of time before, to compare with."""

    messages: int
    cases: int
    harmful: int
    overturned: Share
    relief: Relief


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekReport:
    """`cases` are those that Haven found or members reported, `ordered` what moderators ordered
    themselves. `harmful` messages may be aimed at nobody; `exposed` has the most hurt first.
    `reasoners` looks back as far as `engine.weeks.LATELY`, for a week has few rulings.
    """

    community: Community
    span: Span
    messages: int
    cases: int
    ordered: int
    waiting: int
    categories: Mapping[str, int]
    statuses: Mapping[str, int]
    days: tuple[Day, ...]
    overturned: Share
    overturned_by: Mapping[str, tuple[Overturned, ...]]
    harmful: int
    exposed: tuple[Exposed, ...]
    relief: Relief
    hours: Grid
    case_hours: Grid
    former: Former
    reasoners: tuple[Reliability, ...] = ()

    @property
    def is_quiet(self) -> bool:
        return not self.cases and not self.ordered and not self.harmful


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of a span, and of as much time before it; messages are counted apart."""

    community: Community
    span: Span
    cases: Sequence[Case] = ()
    hours: Mapping[datetime, int] = field(default_factory=dict)
    messages_before: int = 0
    blows: Sequence[Blow] = ()
    reliefs: Mapping[int, datetime] = field(default_factory=dict)
    found: Sequence[Found] = ()


def span_of(moment: datetime, *, days: int) -> Span:
    """So many days up to a moment and with it, the one that it lies in being the last."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return Span(midnight - (days - 1) * DAY, moment + timedelta.resolution)


def before(span: Span) -> Span:
    """As much of the days before, so that half a day is compared with half a day."""
    days = ceil((span.until - span.since) / DAY) * DAY
    return Span(span.since - days, span.until - days)


def report_on(seen: Seen) -> WeekReport:
    """Pure: the same records always give the same report."""
    span = seen.span
    blows = _harmful(seen)
    ordeals = ordeals_of(blows, _helped(seen))
    opened = sum(case.opened_at in span for case in seen.cases)
    found = _found(seen, span)
    return WeekReport(
        community=seen.community,
        span=span,
        messages=sum(seen.hours.values()),
        cases=len(found),
        ordered=opened - len(found),
        waiting=sum(case.needs_human for case in found),
        categories=_counted(map(kind_of, found)),
        statuses=_counted(str(case.status) for case in found),
        days=tuple(_days(found, span)),
        overturned=_overturned([case for case in found if not case.foretells]),
        overturned_by={name: _by(found, key) for name, key in _KEYS.items()},
        harmful=_struck(blows, span),
        exposed=tuple(_exposed(ordeals, span)),
        relief=_relief(ordeals, span),
        hours=_grid(seen.hours),
        case_hours=_grid(Counter(case.opened_at for case in found)),
        former=_former(seen, blows, ordeals),
        reasoners=reliabilities(seen.found),
    )


def _former(seen: Seen, blows: Sequence[Blow], ordeals: Sequence[Ordeal]) -> Former:
    span = before(seen.span)
    found = _found(seen, span)
    return Former(
        messages=seen.messages_before,
        cases=len(found),
        harmful=_struck(blows, span),
        overturned=_overturned([case for case in found if not case.foretells]),
        relief=_relief(ordeals, span),
    )


def _found(seen: Seen, span: Span) -> list[Case]:
    return [case for case in seen.cases if case.opened_at in span and case.ordered_by is None]


def _harmful(seen: Seen) -> list[Blow]:
    """Without what moderators said was no harm."""
    ruled = ((case, case.ruling) for case in seen.cases if not case.foretells)
    fine = {case.message for case, said in ruled if said and not is_harmful(case, said)}
    return [blow for blow in seen.blows if blow.message not in fine]


def _struck(blows: Iterable[Blow], span: Span) -> int:
    return sum(blow.at in span for blow in blows)


def _helped(seen: Seen) -> Mapping[str, Sequence[datetime]]:
    helped = defaultdict[str, list[datetime]](list)
    for case in seen.cases:
        if case.target is not None and case.number in seen.reliefs:
            helped[case.target].append(seen.reliefs[case.number])
    return helped


def _days(cases: Iterable[Case], span: Span) -> Iterable[Day]:
    by_day = defaultdict[date, list[Case]](list)
    for case in cases:
        by_day[case.opened_at.date()].append(case)
    for number in range(ceil((span.until - span.since) / DAY)):
        day = (span.since + number * DAY).date()
        yield Day(
            day=day,
            cases=len(by_day[day]),
            reversed=sum(case.ruling is Ruling.REVERSED for case in by_day[day]),
            waiting=sum(case.needs_human for case in by_day[day]),
        )


def kind_of(case: Case) -> str:
    """An early warning is a kind of its own, lest its mistakes be those of harm that was found."""
    return "early_warning" if case.foretells else str(case.category)


# By what mistakes are told apart.
_KEYS: Mapping[str, Callable[[Case], str]] = {
    "rule": lambda case: rule_of(case.evidence, case.reasoner),
    "category": kind_of,
    "mode": lambda case: case.mode,
    "reasoner": lambda case: case.reasoner,
    "model": lambda case: case.model,
}


def _overturned(cases: Sequence[Case]) -> Share:
    reversed_ = sum(case.ruling is Ruling.REVERSED for case in cases)
    return Share(reversed_, sum(case.ruling is not None for case in cases))


def _by(cases: Iterable[Case], key: Callable[[Case], str]) -> tuple[Overturned, ...]:
    """Those first that are surely the worst: by the low end of their interval."""
    groups = defaultdict[str, list[Case]](list)
    for case in cases:
        if case.ruling is not None and key(case):
            groups[str(key(case))].append(case)
    found = (Overturned(name, _overturned(group)) for name, group in groups.items())
    return tuple(sorted(found, key=lambda each: (-each.share.interval[0], each.name)))


def _exposed(ordeals: Iterable[Ordeal], span: Span) -> list[Exposed]:
    earlier, later = Counter[str](), Counter[str]()
    for ordeal in ordeals:
        earlier[ordeal.person] += sum(blow.at in span for blow in ordeal.before)
        later[ordeal.person] += sum(blow.at in span for blow in ordeal.after)
    found = (
        Exposed(person=person, before=earlier[person], after=later[person])
        for person in earlier
        if earlier[person] or later[person]
    )
    return sorted(found, key=lambda each: (-each.before, -each.after, each.person))


def _relief(ordeals: Iterable[Ordeal], span: Span) -> Relief:
    begun = [ordeal for ordeal in ordeals if ordeal.began in span]
    waits = sorted(ordeal.waited for ordeal in begun if ordeal.waited is not None)
    return Relief(waits=tuple(waits), unrelieved=len(begun) - len(waits))


def _counted(names: Iterable[str]) -> Mapping[str, int]:
    """The most frequent first."""
    counts = Counter(names)
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _grid(counts: Mapping[datetime, int]) -> Grid:
    hours = [[0] * 24 for _ in range(7)]
    for moment, count in counts.items():
        hours[moment.weekday()][moment.hour] += count
    return tuple(map(tuple, hours))
