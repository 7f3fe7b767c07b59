"""A community's week in plain words, for moderators on Discord and for the terminal."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from engine.events import Platform
from engine.quantities import counted
from engine.reasoning.reliability import RULES, Reliability
from engine.shares import Share
from engine.weekly import DAY, Exposed, Grid, Overturned, WeekReport

MOST_EXPOSED = 5
_MOST_KINDS, _MOST_WRONG, _MOST_HOURS = 6, 3, 3
_LONGEST_NAME, _MOST_REASONERS = 20, 3
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# As moderators would call what a case rests on; what is not here is told by its own name.
_RULES = {
    "lexicon": "harsh words",
    "classifier": "the model",
    "memory": "remembered cases",
    "spam": "spam signs",
    "evasion": "disguised words",
    "heuristics": "shouting",
    "escalation": "a heated talk",
    "pairs": "repeated contact",
    "dogpile": "many against one",
    "brigade": "a slow brigade",
    "raid": "a raid",
    "crisis": "a person in danger",
    "report": "members' reports",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    title: str
    text: str


def headline(report: WeekReport) -> str:
    since, until = report.span.since, report.span.until - timedelta.resolution
    return f"{since:%-d %B} to {until:%-d %B %Y}, {_days(report)}"


def paragraphs(report: WeekReport, *, person: Callable[[str], str]) -> Iterator[Paragraph]:
    """`person` says whom an id means, as the reader may see them."""
    if report.is_quiet:
        yield _quiet(report)
    else:
        yield Paragraph("Cases", _cases(report))
        yield Paragraph("Mistakes", _mistakes(report))
        yield Paragraph("Harm", _harm(report))
        if report.exposed:
            yield Paragraph("Most exposed", _exposed(report.exposed, person))
            yield Paragraph("Help", _help(report))
    if report.reasoners:
        yield Paragraph("Reasoners", _reasoners(report.reasoners))
    if report.messages:
        yield Paragraph("Busiest", _busiest(report))


def rule_name(rule: str) -> str:
    return _RULES.get(rule) or _clipped(rule.replace("_", " "))


def _clipped(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def length(wait: timedelta) -> str:
    """In the two largest units that say anything: 40 s, 3 min, 1 h 20 min, 2 d."""
    minutes = round(wait.total_seconds() / 60)
    if wait < timedelta(minutes=1):
        return f"{wait.total_seconds():.0f} s"
    if minutes < 60:
        return f"{minutes} min"
    if wait < 2 * DAY:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{wait / DAY:.0f} d"


def share_in_words(share: Share) -> str:
    """A rate with what it may be as well, as long as there are few."""
    low, high = share.interval
    return f"{share.rate or 0:.0%}, very likely between {low:.0%} and {high:.0%}"


def _quiet(report: WeekReport) -> Paragraph:
    if report.messages:
        read = counted(report.messages, "message")
        return Paragraph(
            "All quiet",
            f"Haven read {read} and found nothing harmful among them: no case, and nobody hurt"
            " that it knows of.",
        )
    return Paragraph(
        "Nothing to tell",
        "Haven read no message here in that time. If people did write, ask whoever runs the bot to"
        " look at what `haven doctor` says.",
    )


def _cases(report: WeekReport) -> str:
    former = f"{counted(report.cases, 'case')}, {report.former.cases:,} {_before(report)}"
    kinds = _listed(report.categories)
    parts = [f"{former}{': ' if kinds else ''}{kinds}."]
    if report.statuses:
        parts.append(f"By now: {_listed(report.statuses)}.")
    if report.waiting:
        parts.append(f"{report.waiting:,} of them still wait for a moderator ({_how(report)}).")
    if report.ordered:
        ordered = counted(report.ordered, "time")
        parts.append(f"Moderators acted by their own order {ordered}.")
    return " ".join(parts)


def _how(report: WeekReport) -> str:
    """Chat has no list of cases; a moderator reads one by its number."""
    on_discord = report.community.platform is Platform.DISCORD
    return "`/review`" if on_discord else "`!haven case N` and `!haven confirm N` in chat"


def _mistakes(report: WeekReport) -> str:
    share = report.overturned
    if not share.whole:
        return "No moderator has ruled on a case yet, so nobody knows how often Haven was wrong."
    ruled = f"Of {counted(share.whole, 'ruling')}, {share.part or 'none'} took a case back"
    parts = [f"{ruled}: {share_in_words(share)}.", *_formerly(report)]
    wrong = [each for each in report.overturned_by["rule"] if each.share.part]
    if wrong:
        told = "; ".join(_told(each, rule_name(each.name)) for each in wrong[:_MOST_WRONG])
        parts.append(f"Most doubtful: {told}.")
    others = ("category", "mode", "reasoner", "model")
    parts += [part for kind in others for part in _by(kind, report.overturned_by[kind])]
    return " ".join(parts)


def _formerly(report: WeekReport) -> Iterator[str]:
    former = report.former.overturned
    if former.whole:
        yield f"It was {former.part:,} of {former.whole:,} {_before(report)}."
    if former.whole and former.interval[1] < report.overturned.interval[0]:
        yield "**That is more than chance would make of it: look at what has changed.**"


def _by(kind: str, found: Sequence[Overturned]) -> Iterator[str]:
    """Only where there is something to tell apart."""
    if len(found) > 1:
        names = (_told(each, _clipped(each.name.replace("_", " "))) for each in found)
        told = "; ".join(tuple(names)[:_MOST_WRONG])
        yield f"By {kind}: {told}."


def _told(each: Overturned, name: str) -> str:
    return f"{name} {each.share.part:,} of {each.share.whole:,}"


def _reasoners(found: Sequence[Reliability]) -> str:
    """Of whatever was ruled upon in the last quarter of a year, for a week has few rulings."""
    return " ".join(_reasoner(each) for each in found[:_MOST_REASONERS])


def _reasoner(each: Reliability) -> str:
    name = "Haven's own rules" if each.reasoner == RULES else _clipped(each.reasoner)
    said = f"{name}: {counted(each.cases, 'case')} in 90 days, {each.ruled:,} ruled upon"
    right = f"harm rightly found in {share_in_words(each.right)}" if each.right.whole else ""
    off = f"figures off by {each.error:.0%}"
    if each.calibrated is not None:
        off = f"{off}, by {each.calibrated:.0%} once calibrated"
    return f"{'; '.join(filter(None, (said, right, off)))}."


def _harm(report: WeekReport) -> str:
    read = counted(report.messages, "message")
    compared = f"{report.former.harmful:,} {_before(report)}"
    return f"{report.harmful:,} harmful of {read}, {compared}."


def _exposed(exposed: Sequence[Exposed], person: Callable[[str], str]) -> str:
    lines = [
        f"{place}. {person(each.person)}: {counted(each.before, 'harmful message')}"
        f" before help came, {each.after:,} after"
        for place, each in enumerate(exposed[:MOST_EXPOSED], 1)
    ]
    if len(exposed) > MOST_EXPOSED:
        lines.append(f"and {counted(len(exposed) - MOST_EXPOSED, 'other')}")
    return "\n".join(lines)


def _help(report: WeekReport) -> str:
    parts = [*_came(report), *_came_before(report)]
    if report.relief.unrelieved:
        parts.append(f"No help came {counted(report.relief.unrelieved, 'time')}.")
    return " ".join(parts) or "Nobody began to need any in that time."


def _came(report: WeekReport) -> Iterator[str]:
    half, most = report.relief.within(0.5), report.relief.within(0.9)
    if half is None or most is None:
        return
    times = f"It came {counted(len(report.relief.waits), 'time')}"
    if length(half) == length(most):
        yield f"{times}, within {length(half)}."
    else:
        yield f"{times}: half of them within {length(half)}, nine in ten within {length(most)}."


def _came_before(report: WeekReport) -> Iterator[str]:
    former = report.former.relief.within(0.5)
    if former is not None:
        yield f"Half of them within {length(former)} {_before(report)}."


def _busiest(report: WeekReport) -> str:
    told = ", ".join(_peaks(report.hours, "message"))
    cases = ", ".join(_peaks(report.case_hours, "case"))
    return f"{told}{f'; most cases: {cases}' if cases else ''} (UTC)."


def _peaks(grid: Grid, what: str) -> Iterator[str]:
    busy = [
        (count, day, hour)
        for day, counts in enumerate(grid)
        for hour, count in enumerate(counts)
        if count
    ]
    for count, day, hour in sorted(busy, key=lambda each: (-each[0], *each[1:]))[:_MOST_HOURS]:
        yield f"{_DAYS[day]} {hour}:00 ({counted(count, what)})"


def _listed(counts: Mapping[str, int]) -> str:
    told = [f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items()]
    rest = sum(_rest(counts.values()))
    return ", ".join([*told[:_MOST_KINDS], *([f"{rest:,} other"] if rest else [])])


def _rest(counts: Iterable[int]) -> list[int]:
    return list(counts)[_MOST_KINDS:]


def _before(report: WeekReport) -> str:
    return "in the week before" if _length(report) == 7 else f"in the {_days(report)} before"


def _days(report: WeekReport) -> str:
    return counted(_length(report), "day")


def _length(report: WeekReport) -> int:
    return ceil((report.span.until - report.span.since) / DAY)
