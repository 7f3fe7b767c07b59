"""A ruled case as a precedent."""

import numpy as np
import pytest

from engine.cases import Ruling
from engine.changes import LearnedPattern
from engine.events import Community, Place, Platform
from engine.memory.rulings import learned, pattern_id
from engine.verdict import Category, Polarity
from tests.builders import NOON, case

VECTOR = np.array([0.6, 0.8], dtype=np.float32)


def lesson(ruling: Ruling) -> LearnedPattern:
    return learned(
        case(7), ruling, text="you clown", vector=VECTOR, model="minilm", by="oakley", at=NOON
    )


@pytest.mark.parametrize(
    ("ruling", "polarity", "severity"),
    [(Ruling.CONFIRMED, Polarity.HARMFUL, 0.7), (Ruling.REVERSED, Polarity.FINE, 0.0)],
)
def test_a_ruling_says_which_kind_of_precedent_a_case_is(
    ruling: Ruling, polarity: Polarity, severity: float
) -> None:
    taught = lesson(ruling)
    assert (taught.polarity, taught.severity, taught.category) == (
        polarity,
        severity,
        Category.INSULT,
    )


def test_a_precedent_tells_who_ruled_on_what() -> None:
    taught = lesson(Ruling.REVERSED)
    assert (taught.case, taught.ruled_by, taught.learned_at) == (7, "oakley", NOON)
    assert taught.explanation == "A moderator reversed case 7 here."


def test_a_precedent_keeps_its_vector_and_the_model_that_made_it() -> None:
    taught = lesson(Ruling.CONFIRMED)
    assert taught.model == "minilm"
    assert np.array_equal(np.frombuffer(taught.vector, dtype=np.float32), VECTOR)


def test_a_later_ruling_on_a_case_takes_the_earlier_ones_place() -> None:
    assert lesson(Ruling.CONFIRMED).id == lesson(Ruling.REVERSED).id


def test_cases_with_one_number_in_two_communities_are_two_precedents() -> None:
    elsewhere = Place(Community(Platform.TWITCH, "mossy"), "mossy")
    assert pattern_id(case(7)) != pattern_id(case(7, place=elsewhere))
