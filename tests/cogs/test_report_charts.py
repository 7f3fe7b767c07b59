"""The pictures of a week, looked at by their points."""

from datetime import timedelta

import numpy as np
import pytest

from cogs.canvas import AMBER, BLUE, GROUND, RED
from cogs.charts import Painter
from cogs.report_charts import CASES_SIZE, PEOPLE_SIZE, pictures_of
from engine.weekly import WeekReport, span_of
from tests.builders import NOON, minutes
from tests.cogs.test_charts import points, share
from tests.cogs.weeks import blow, crowded, empty, opened

SPARE = {
    "crowded": crowded([f"p{number}" for number in range(300)]),
    "one case": empty(cases=[opened(1)], hours={NOON: 1}),
    "one blow": empty(blows=[blow(1)], hours={NOON: 1}),
    "a month": empty(span=span_of(NOON, days=31), cases=[opened(1)], hours={NOON: 7}),
    "help at once": empty(
        cases=[opened(1)], blows=[blow(1)], reliefs={1: NOON - minutes(5)}, hours={NOON: 9}
    ),
    "help after weeks": empty(
        cases=[opened(1)], blows=[blow(1)], reliefs={1: NOON + timedelta(days=20)}, hours={NOON: 9}
    ),
}


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter()


@pytest.mark.parametrize("report", SPARE.values(), ids=SPARE)
def test_nothing_reaches_the_edge_where_it_would_be_cut_off(
    painter: Painter, report: WeekReport
) -> None:
    for picture in pictures_of(report, painter):
        seen = points(picture.png)
        assert seen.shape[:2] in {CASES_SIZE[::-1], PEOPLE_SIZE[::-1]}
        edges = (
            np.concatenate([seen[:6], seen[-6:]]),
            np.concatenate([seen[:, :6], seen[:, -6:]], axis=1),
        )
        assert [share(edge, GROUND) for edge in edges] == [1.0, 1.0]
        assert len(picture.png) < 200_000


def test_a_time_without_anything_has_no_picture(painter: Painter) -> None:
    assert pictures_of(empty(), painter) == []


def test_only_what_there_is_gets_a_picture(painter: Painter) -> None:
    def names(report: WeekReport) -> list[str]:
        return [picture.name for picture in pictures_of(report, painter)]

    assert names(empty(hours={NOON: 3})) == ["week-people.png"]
    assert names(empty(cases=[opened(1)])) == ["week-cases.png"]
    assert names(crowded()) == ["week-cases.png", "week-people.png"]


def test_cases_that_stand_wait_and_were_taken_back_have_colours_of_their_own(
    painter: Painter,
) -> None:
    cases, people = (points(picture.png) for picture in pictures_of(SPARE["crowded"], painter))
    plain = points(pictures_of(SPARE["one case"], painter)[0].png)
    assert share(cases, RED) > 10 * share(plain, RED)
    assert min(share(cases, colour) for colour in (BLUE, AMBER, RED)) > 0.005
    assert min(share(people, colour) for colour in (BLUE, RED)) > 0.001


def test_what_a_picture_shows_is_said_in_words_too_and_names_nobody(painter: Painter) -> None:
    report = crowded(["mika"])
    told = " ".join(picture.alt for picture in pictures_of(report, painter))
    assert f"{report.cases} in all" in told
    assert "mika" not in told
    assert "half of them" in told
