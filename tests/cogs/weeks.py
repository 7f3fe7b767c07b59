"""Weeks to report on, from an empty one to one with more than a picture can show."""

from collections.abc import Sequence
from datetime import timedelta

from engine.cases import Case, Ruling, Status
from engine.queries import Blow
from engine.verdict import Category, Evidence, Mode
from engine.weekly import Seen, WeekReport, report_on, span_of
from tests.builders import INN, NOON, case, minutes

JUST_NOW = minutes(5)
_SOURCES = ("lexicon", "spam", "pairs", "a_rule_with_a_name_that_is_far_too_long", "raid")
_RULINGS = (Ruling.CONFIRMED, Ruling.REVERSED, None)


def empty(**changes: object) -> WeekReport:
    parts = {"community": INN, "span": span_of(NOON, days=7), **changes}
    return report_on(Seen(**parts))  # type: ignore[arg-type]


def opened(number: int, **changes: object) -> Case:
    return case(number, **{"opened_at": NOON - JUST_NOW, "message": f"c{number}", **changes})


def blow(number: int, *, ago: timedelta = JUST_NOW, target: str | None = "mika") -> Blow:
    return Blow(message=f"b{number}", target=target, at=NOON - ago, harm=0.8)


def crowded(people: Sequence[str] = ("mika",), *, cases: int = 3_000) -> WeekReport:
    """All kinds, states and rulings, on all days; each person is hurt and helped."""
    blows = [blow(number, ago=minutes(600), target=person) for number, person in enumerate(people)]
    found = [_case(number, people[number % len(people)]) for number in range(1, cases + 1)]
    return empty(
        cases=found,
        blows=blows,
        hours={NOON - timedelta(hours=hours): 100_000 + hours for hours in range(150)},
        reliefs={each.number: each.opened_at for each in found},
    )


def _case(number: int, target: str) -> Case:
    def one_of(choices: Sequence[object]) -> object:
        return choices[number % len(choices)]

    ground = Evidence(f"signal:{one_of(_SOURCES)}", "It is.")
    return case(
        number,
        opened_at=NOON - minutes(number * 7 % 19_000),
        message=f"c{number}",
        target=target,
        evidence=(ground,),
        category=one_of(tuple(Category)),
        status=one_of(tuple(Status)),
        mode=one_of(tuple(Mode)),
        ruling=one_of(_RULINGS),
        needs_human=one_of(_RULINGS) is None and number % 2 == 0,
        reasoner=one_of(("rules", "a language model with a name of some length")),
        model=one_of(("blueprint", "fused")),
    )
