"""The picture of a conversation's course, looked at by its points."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import matplotlib.image
import numpy as np
import pytest
from numpy.typing import NDArray

from cogs.charts import SIZE, Painter
from engine.queries import Beat
from tests.builders import NOON

GROUND, THEIRS, OTHERS, HEAT = "#1e2126", "#ff6b5e", "#8b93a1", "#ffc04d"


def course(*risks: float, author: str = "vex", heat: float = 0.2) -> list[Beat]:
    return [
        Beat(
            author=author if number % 2 else "mika",
            text="so?",
            at=NOON + timedelta(seconds=30 * number),
            risk=risk,
            escalation=heat,
        )
        for number, risk in enumerate(risks)
    ]


def points(png: bytes) -> NDArray[np.uint8]:
    """Colours by row and column, 0..255, without transparency."""
    pixels = matplotlib.image.imread(BytesIO(png), format="png")
    return np.round(pixels[:, :, :3] * 255).astype(np.uint8)


def share(picture: NDArray[np.uint8], colour: str) -> float:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return float((picture == wanted).all(axis=2).mean())


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter()


def test_a_picture_has_its_size_and_a_ground_of_its_own(painter: Painter) -> None:
    png = painter.paint(course(0.1, 0.9, 0.2, 0.8), author="vex")
    picture = points(png)
    assert picture.shape[:2] == SIZE[::-1]
    assert share(picture, GROUND) > 0.5
    assert len(png) < 60_000


def test_bars_are_of_two_colours_and_as_high_as_their_risk(painter: Painter) -> None:
    mild = points(painter.paint(course(*[0.1] * 12), author="vex"))
    grave = points(painter.paint(course(*[0.9] * 12), author="vex"))
    for colour in (THEIRS, OTHERS):
        assert share(grave, colour) > 4 * share(mild, colour) > 0


def test_the_line_of_heat_rises_with_it(painter: Painter) -> None:
    def height(heat: float) -> float:
        picture = points(painter.paint(course(*[0.0] * 12, heat=heat), author="vex"))
        inside = picture[50:190, 60:]
        wanted = [int(HEAT[at : at + 2], 16) for at in (1, 3, 5)]
        return float(np.nonzero((inside == wanted).all(axis=2))[0].mean())

    assert height(0.9) < height(0.1) - 50


@pytest.mark.parametrize("count", [1, 2, 3, 60])
def test_short_and_long_talks_are_drawn(painter: Painter, count: int) -> None:
    assert points(painter.paint(course(*[0.5] * count), author="vex")).any()


def test_several_threads_at_once_draw_the_same(painter: Painter) -> None:
    said = course(0.1, 0.9, 0.2, 0.8)
    with ThreadPoolExecutor(4) as threads:
        painted = list(threads.map(lambda _: painter.paint(said, author="vex"), range(8)))
    assert len(set(painted)) == 1
