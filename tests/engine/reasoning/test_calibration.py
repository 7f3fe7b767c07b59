"""What a model's figures mean, learned of rulings: never out of order, and by nobody alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.reasoning.advice import BAND, advised
from engine.reasoning.answer import Advice, Answer
from engine.reasoning.calibration import AS_SAID, LEAST, Calibration, Tried, fitted
from engine.verdict import Category
from tests.builders import NOON
from tests.engine.reasoning.packets import packet, ruled

SCORES = st.floats(0, 1)
FIGURES = st.integers(0, 100).map(lambda percent: percent / 100)


def tried(harm: float, *, harmful: bool, by: str = "mod", after: float = 0) -> Tried:
    return Tried("llama@1", harm, harmful, by, NOON + timedelta(minutes=after))


RULINGS = st.lists(
    st.builds(
        lambda harm, harmful, by: tried(harm, harmful=harmful, by=by),
        FIGURES,
        st.booleans(),
        st.sampled_from("abcdef"),
    ),
    max_size=200,
)


def boastful(count: int = 200, moderators: str = "abcdefgh") -> list[Tried]:
    """A model that says 90% where half are harmful, and 30% where none are."""
    return [
        tried(
            0.9 if at % 2 else 0.3,
            harmful=at % 4 == 1,
            by=moderators[at // 4 % len(moderators)],
            after=at,
        )
        for at in range(count)
    ]


@settings(max_examples=300, deadline=None)
@given(RULINGS, SCORES, SCORES)
def test_a_higher_figure_never_means_less(rulings: list[Tried], one: float, other: float) -> None:
    curve = fitted(rulings)
    low, high = sorted((one, other))
    assert 0 <= curve(low) <= curve(high) + 1e-9 <= 1 + 1e-9


@given(SCORES)
def test_without_rulings_a_figure_means_what_it_says(harm: float) -> None:
    assert fitted([])(harm) == Calibration().of("llama@1")(harm) == harm


def test_too_few_rulings_or_rulings_of_one_kind_teach_nothing() -> None:
    assert fitted(boastful(LEAST - 2)) == AS_SAID
    assert fitted([replace(each, harmful=True) for each in boastful()]) == AS_SAID
    assert fitted(boastful(LEAST + 2)) != AS_SAID


def test_a_model_that_exaggerates_is_believed_less_and_the_less_the_more_is_known() -> None:
    few, many = fitted(boastful(80)), fitted(boastful(320))
    assert 0.5 < many(0.9) < few(0.9) < 0.9
    assert many(0.3) < few(0.3) < 0.3


def test_no_moderator_teaches_a_model_alone() -> None:
    assert fitted(boastful(moderators="a")) == AS_SAID


def test_of_one_moderator_only_so_many_rulings_count() -> None:
    honest = boastful()

    def flood(count: int) -> Sequence[Tried]:
        lies = [tried(0.3, harmful=True, by="mallory", after=999) for _ in range(count)]
        return [*honest, *lies]

    assert fitted(flood(1_000)) == fitted(flood(50))
    assert fitted(flood(1_000))(0.3) < 0.3 + BAND


def test_a_withdrawn_ruling_leaves_no_trace_and_models_are_kept_apart() -> None:
    calibration = Calibration()
    calibration.learn(boastful())
    assert calibration.of("llama@1")(0.9) < 0.9
    assert calibration.of("llama@2")(0.9) == 0.9
    calibration.learn([])
    assert calibration.of("llama@1")(0.9) == 0.9


@settings(max_examples=200, deadline=None)
@given(RULINGS, FIGURES, FIGURES, st.sampled_from(Advice), st.booleans(), st.booleans())
def test_whatever_was_learned_advice_stays_in_its_band(
    rulings: list[Tried],
    found: float,
    harm: float,
    advice: Advice,
    is_marked: bool,  # noqa: FBT001  hypothesis hands it over by place
    is_founded: bool,  # noqa: FBT001
) -> None:
    curve = fitted([*rulings, *boastful()])
    answer = Answer("because", ("e-a",), is_founded, Category.INSULT, harm, advice)
    known = packet()
    given_ = advised(
        ruled(found),
        answer,
        known,
        citable={"e-a": "session"},
        is_marked=is_marked,
        model="llama",
        digest="1",
        curve=curve,
    )
    assert abs(given_.harm_score - found) <= BAND + 1e-9
    assert given_.harm_score >= found or not (is_marked or found >= 0.7)
    assert given_.counsel
    assert (given_.counsel.harm, given_.counsel.ruled) == (harm, found)
