"""A week in plain words."""

from datetime import timedelta

import pytest

from cogs.report_wording import headline, length, paragraphs, rule_name
from engine.events import Community, Platform
from engine.reasoning.reliability import Found
from engine.weekly import WeekReport, span_of
from tests.builders import INN, NOON, minutes
from tests.cogs.weeks import blow, crowded, empty, opened


def told(report: WeekReport) -> dict[str, str]:
    return {each.title: each.text for each in paragraphs(report, person=str.title)}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (61, "1 min"),
        (3_600, "1 h"),
        (5_000, "1 h 23 min"),
        (172_800, "2 d"),
    ],
)
def test_a_wait_is_told_in_its_largest_units(seconds: int, words: str) -> None:
    assert length(timedelta(seconds=seconds)) == words


def test_what_a_case_rests_on_has_a_plain_name() -> None:
    assert rule_name("pairs") == "repeated contact"
    assert rule_name("my_rule") == "my rule"
    assert len(rule_name("x" * 90)) == 20


def test_without_rulings_nobody_knows_how_often_haven_was_wrong() -> None:
    words = told(empty(cases=[opened(1)]))
    assert words["Mistakes"].startswith("No moderator has ruled on a case yet")


def test_those_whom_nobody_helped_are_not_kept_quiet() -> None:
    words = told(empty(blows=[blow(1), blow(2, target="ann")]))
    assert words["Help"] == "No help came 2 times."
    assert words["Most exposed"].splitlines() == [
        "1. Ann: 1 harmful message before help came, 0 after",
        "2. Mika: 1 harmful message before help came, 0 after",
    ]


def test_half_and_nine_in_ten_are_told_apart() -> None:
    people = [f"p{number}" for number in range(10)]
    report = empty(
        cases=[opened(number, target=each) for number, each in enumerate(people)],
        blows=[blow(20 + number, target=each) for number, each in enumerate(people)],
        reliefs={number: NOON + minutes(number) for number in range(10)},
    )
    assert told(report)["Help"] == (
        "It came 10 times: half of them within 9 min, nine in ten within 13 min."
    )


def test_more_than_five_people_are_counted() -> None:
    words = told(empty(blows=[blow(number, target=f"p{number}") for number in range(7)]))
    assert words["Most exposed"].splitlines()[-1] == "and 2 others"


def test_other_lengths_of_time_are_called_what_they_are() -> None:
    report = empty(span=span_of(NOON, days=30), blows=[blow(1)])
    assert headline(report) == "1 February to 2 March 2026, 30 days"
    assert told(report)["Harm"] == "1 harmful of 0 messages, 0 in the 30 days before."


def test_a_busy_week_is_told_by_what_stands_out() -> None:
    report = crowded()
    words, former = told(report), report.former.cases
    assert report.cases > former > 1_000
    counted = f"{report.cases:,} cases, {former:,} in the week before: "
    assert words["Cases"].startswith(counted)
    assert "Most doubtful: " in words["Mistakes"]
    assert "By mode: " in words["Mistakes"]
    assert words["Busiest"].startswith("Tuesday 7:00 (100,149 messages)")
    assert words["Help"].startswith("It came 1 time, within ")


def test_help_that_came_is_compared_with_the_week_before() -> None:
    long_ago = timedelta(days=8)
    report = empty(
        cases=[opened(1), opened(2, opened_at=NOON - long_ago)],
        blows=[blow(11, ago=long_ago), blow(12)],
        reliefs={1: NOON - minutes(3), 2: NOON - long_ago + minutes(9)},
    )
    assert told(report)["Help"] == (
        "It came 1 time, within 2 min. Half of them within 9 min in the week before."
    )


def test_on_twitch_whoever_waits_is_answered_in_chat() -> None:
    waiting = opened(1, needs_human=True)
    here, there = (
        told(empty(cases=[waiting], community=community))["Cases"]
        for community in (INN, Community(Platform.TWITCH, "501"))
    )
    assert "1 of them still wait for a moderator (`/review`)." in here
    assert "wait for a moderator (`!haven case N` and `!haven confirm N` in chat)." in there
    assert "/review" not in there


def found(reasoner: str, count: int, harm: float = 0.9) -> list[Found]:
    return [
        Found(reasoner, harm, harm > 0, at % 4 > 0, f"mod{at % 8}", NOON + minutes(at))
        for at in range(count)
    ]


def test_each_reasoner_is_told_with_how_right_it_was_and_how_far_off() -> None:
    words = told(empty(found=[*found("rules", 40), *found("llama@1", 400), *found("few", 19)]))
    assert words["Reasoners"] == (
        "llama@1: 400 cases in 90 days, 400 ruled upon; harm rightly found in 75%, very likely"
        " between 71% and 79%; figures off by 15%, by 2% once calibrated."
        " Haven's own rules: 40 cases in 90 days, 40 ruled upon; harm rightly found in 75%, very"
        " likely between 60% and 86%; figures off by 15%."
    )


def test_without_rulings_nothing_is_told_of_reasoners() -> None:
    assert "Reasoners" not in told(empty(found=found("few", 19)))
