"""How a message argues, in figures: counted right, whatever is written, and never its length."""

from hypothesis import given
from hypothesis import strategies as st

from engine.sessions.rhetoric import FEATURES, manner


def told(text: str) -> dict[str, float]:
    """Only what there is of it."""
    return {name: figure for name, figure in zip(FEATURES, manner(text), strict=True) if figure}


def test_words_phrases_and_the_opening_each_count() -> None:
    found = told("You never read it, did you? I said no.")

    assert {"you", "negation", "knowing", "self", "saying"} <= found.keys()
    assert {"accusing", "pressing", "defending", "opens_you", "question"} <= found.keys()


def test_an_apostrophe_changes_nothing() -> None:
    assert manner("you don't know") == manner("you don’t know") == manner("you dont know")


def test_a_phrase_counts_only_where_all_of_it_stands() -> None:
    assert "accusing" in told("and you have no idea")
    assert "accusing" not in told("and you have new ideas")


def test_concessions_are_told_from_contradiction() -> None:
    assert "conceding" in told("fair point, i agree with that")
    assert "contesting" in told("that is not what i said")


def test_quoting_is_seen_as_written_and_as_escaped() -> None:
    assert "quoting" in told("> you said so\nno")
    assert "quoting" in told("& gt ; you said so")


def test_the_same_words_said_twice_weigh_hardly_more() -> None:
    once, twice = told("you are wrong"), told("you are wrong you are wrong")

    assert twice["you"] < 1.5 * once["you"]


def test_nothing_to_read_gives_nothing() -> None:
    assert told("") == told("🌊🌊🌊") == {}


@given(st.text(max_size=5_000))
def test_any_text_has_a_figure_for_each_feature(text: str) -> None:
    figures = manner(text)

    assert len(figures) == len(FEATURES)
    assert all(0.0 <= figure < 100.0 for figure in figures)
