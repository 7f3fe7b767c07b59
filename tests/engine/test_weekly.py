"""A community's week in figures, from what is known of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from engine.cases import FOREWARNING, Case, Ruling, Status
from engine.queries import Blow, Span
from engine.shares import Share
from engine.verdict import Category, Evidence, Mode
from engine.weekly import Exposed, Seen, WeekReport, before, report_on, span_of
from tests.builders import INN, NOON, case, minutes

SPAN = span_of(NOON, days=7)
WEEK = timedelta(days=7)
JUST_NOW = minutes(5)


def seen(*cases: Case, **changes: object) -> WeekReport:
    parts = {"community": INN, "span": SPAN, "cases": cases, **changes}
    return report_on(Seen(**parts))  # type: ignore[arg-type]


def opened(number: int, ago: timedelta = JUST_NOW, **changes: object) -> Case:
    return case(number, opened_at=NOON - ago, message=f"m{number}", **changes)


def blow(number: int, ago: timedelta, target: str | None = "mika") -> Blow:
    return Blow(message=f"m{number}", target=target, at=NOON - ago, harm=0.8)


def test_a_week_is_seven_days_with_today_and_is_compared_with_as_much() -> None:
    just_after = NOON + timedelta.resolution
    assert Span(datetime(2026, 2, 24, tzinfo=UTC), just_after) == SPAN
    assert before(SPAN) == Span(datetime(2026, 2, 17, tzinfo=UTC), just_after - WEEK)


def test_a_week_without_anything_is_a_quiet_one() -> None:
    report = seen()
    assert report.is_quiet
    assert (report.messages, report.cases, report.overturned.rate) == (0, 0, None)
    assert (report.exposed, report.relief.within(0.5)) == ((), None)
    assert [day.cases for day in report.days] == [0] * 7


def test_cases_are_counted_by_kind_state_and_day() -> None:
    report = seen(
        opened(1, category=Category.THREAT, status=Status.APPLIED),
        opened(2, status=Status.UNDONE, ruling=Ruling.REVERSED),
        opened(3, timedelta(days=2), needs_human=True),
        opened(4, timedelta(days=2), ordered_by="oakley"),
    )
    assert (report.cases, report.ordered, report.waiting) == (3, 1, 1)
    assert list(report.categories.items()) == [("insult", 2), ("threat", 1)]
    assert report.statuses == {"applied": 1, "pending": 1, "undone": 1}
    told = [(each.day.day, each.cases, each.reversed, each.waiting) for each in report.days]
    assert told[-3:] == [(28, 1, 0, 1), (1, 0, 0, 0), (2, 2, 1, 0)]


def test_mistakes_are_told_apart_and_the_surely_worst_comes_first() -> None:
    lexicon = (Evidence("signal:lexicon", ""), Evidence("signal:pairs", ""))
    spam = (Evidence("signal:spam", ""),)
    wrong = [opened(number, evidence=spam, ruling=Ruling.REVERSED) for number in range(1, 4)]
    report = seen(
        *wrong,
        opened(4, evidence=lexicon, ruling=Ruling.REVERSED, mode=Mode.ASSIST),
        opened(5, evidence=lexicon, ruling=Ruling.CONFIRMED),
        opened(6, evidence=lexicon),
        opened(7, ordered_by="oakley", ruling=Ruling.REVERSED),
    )
    assert report.overturned == Share(4, 5)
    by = report.overturned_by
    assert [(each.name, each.share) for each in by["rule"]] == [
        ("spam", Share(3, 3)),
        ("lexicon", Share(1, 2)),
    ]
    assert {each.name: each.share for each in by["mode"]} == {
        "enforce": Share(3, 4),
        "assist": Share(1, 1),
    }
    assert [each.name for each in by["model"] + by["reasoner"]] == ["test", "rules"]


def test_the_most_exposed_comes_first_and_time_to_relief_counts_from_the_first_blow() -> None:
    report = seen(
        opened(9, minutes(50)),
        blows=(
            blow(1, minutes(60)),
            blow(2, minutes(55), "ann"),
            blow(3, minutes(54), "ann"),
            blow(4, minutes(40)),
            blow(5, minutes(30), None),
        ),
        reliefs={9: NOON - minutes(50)},
    )
    assert report.exposed == (
        Exposed(person="ann", before=2, after=0),
        Exposed(person="mika", before=1, after=1),
    )
    assert report.harmful == 5
    assert (report.relief.waits, report.relief.unrelieved) == ((minutes(10),), 1)


def test_half_and_nine_in_ten_are_real_waits() -> None:
    people = [f"p{number}" for number in range(10)]
    report = seen(
        *(opened(number, minutes(60 - number), target=each) for number, each in enumerate(people)),
        blows=[blow(100 + number, minutes(60), each) for number, each in enumerate(people)],
        reliefs={number: NOON - minutes(60 - number) for number in range(10)},
    )
    assert report.relief.within(0.5) == minutes(4)
    assert report.relief.within(0.9) == minutes(8)


def test_what_moderators_said_was_fine_is_no_harm() -> None:
    report = seen(opened(1, ruling=Ruling.REVERSED), blows=(blow(1, minutes(5)),))
    assert (report.harmful, report.exposed) == (0, ())


def test_the_week_before_is_reported_apart() -> None:
    long_ago = WEEK + minutes(60)
    report = seen(
        opened(1, ruling=Ruling.CONFIRMED),
        opened(2, long_ago, ruling=Ruling.REVERSED),
        opened(3, long_ago),
        blows=(blow(2001, long_ago), blow(2002, minutes(9))),
        reliefs={3: NOON - long_ago + minutes(3)},
        messages_before=70,
    )
    former = report.former
    assert (report.cases, former.cases) == (1, 2)
    assert (report.harmful, former.harmful) == (1, 1)
    assert (report.overturned, former.overturned) == (Share(0, 1), Share(1, 1))
    assert (former.messages, former.relief.waits) == (70, (minutes(3),))


def test_an_ordeal_from_before_goes_on_without_beginning_anew() -> None:
    midnight = SPAN.since
    blows = [replace(blow(n, minutes(0)), at=midnight + minutes(n)) for n in (-30, -20, 10)]
    helping = case(1, opened_at=midnight + minutes(11))
    report = seen(helping, blows=blows, reliefs={1: helping.opened_at})
    assert report.exposed == (Exposed(person="mika", before=1, after=0),)
    assert (report.relief.waits, report.relief.unrelieved) == ((), 0)


def test_hours_are_told_by_weekday_monday_first() -> None:
    report = seen(opened(1), hours={NOON: 40, NOON - WEEK + minutes(120): 2})
    assert (report.hours[0][12], report.hours[0][14], report.messages) == (40, 2, 42)
    assert report.case_hours[0][11] == 1


def test_early_warnings_are_a_kind_of_their_own_and_no_mistake_of_another() -> None:
    told = (Evidence("signal:forecast", ""),)
    warned = opened(1, rung=FOREWARNING, evidence=told, ruling=Ruling.REVERSED)
    report = seen(warned, blows=(blow(1, JUST_NOW),))

    assert report.categories == {"early_warning": 1}
    assert report.overturned == Share(0, 0)
    assert [each.name for each in report.overturned_by["rule"]] == ["forecast"]
    assert [each.name for each in report.overturned_by["category"]] == ["early_warning"]
    assert report.harmful == 1
