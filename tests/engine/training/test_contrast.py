import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files

import pytest

from engine.training import contrast
from engine.training.contrast import ContrastError, Line
from engine.verdict import Category


@pytest.fixture(scope="module")
def shipped() -> Mapping[str, object]:
    return tomllib.loads(
        (files("data.packs") / "lessons" / "contrast.toml").read_text(encoding="utf-8")
    )


@pytest.fixture(scope="module")
def expanded(shipped: Mapping[str, object]) -> Sequence[Line]:
    return contrast.lines(shipped, seed=1)


def document(*, harmful: Sequence[str], harmless: Sequence[str]) -> Mapping[str, object]:
    function = {
        "id": "example",
        "category": "insult",
        "severity": 0.5,
        "person": True,
        "harmless_person": False,
        "harmful": harmful,
        "harmless": harmless,
    }
    slots = {
        "fruit": ["apple", "pear", "plum", "fig"],
        "people": [{"many": "bakers", "one": "baker", "group": "bakers"}],
        "saying": ["the {fruit} is [ripe|sour]"],
    }
    return {
        "slots": slots,
        "unions": {"any": ["fruit", "people"]},
        "people": ["people"],
        "functions": [function],
    }


def texts_of(*, harmful: Sequence[str], harmless: Sequence[str]) -> set[str]:
    drawn = contrast.lines(document(harmful=harmful, harmless=harmless), seed=1)
    return {line.text.casefold().rstrip(".") for line in drawn}


# ---------------------------------------------------------------- how templates are filled


def test_one_slot_keeps_its_filling_within_a_line() -> None:
    texts = texts_of(harmful=["{fruit} is {fruit}"], harmless=["no"])

    assert texts <= {f"{fruit} is {fruit}" for fruit in ("apple", "pear", "plum", "fig")} | {"no"}


def test_a_digit_asks_for_another_filling() -> None:
    texts = texts_of(harmful=["{fruit} {fruit2}"], harmless=["no", "nah", "nope", "never"])

    assert all(len(set(text.split())) == len(text.split()) for text in texts)


def test_an_article_fits_the_word_behind_it() -> None:
    texts = texts_of(harmful=["a {fruit}"], harmless=["no", "nah", "nope"])

    assert {"an apple", "a pear"} <= texts


def test_a_filling_may_hold_slots_and_choices() -> None:
    texts = texts_of(harmful=["so {saying}"], harmless=["a", "b", "c", "d", "e", "f"])

    assert {"so the fig is ripe", "so the fig is sour"} <= texts


def test_neither_side_of_a_function_outweighs_the_other() -> None:
    drawn = contrast.lines(
        document(harmful=["{fruit} [a|b|c|d|e|f]"], harmless=["no {fruit}"]), seed=1
    )

    sides = Counter(line.harmful for line in drawn)

    assert sides[False] == 4
    assert sides[True] <= 1.6 * sides[False]


def test_a_line_names_the_group_it_speaks_of() -> None:
    drawn = contrast.lines(document(harmful=["a {people.one}"], harmless=["a {fruit}"]), seed=1)

    assert {(line.harmful, line.group) for line in drawn} == {(True, "bakers"), (False, None)}


def test_a_harmless_line_is_about_people_if_it_names_some() -> None:
    drawn = contrast.lines(
        document(harmful=["x", "y"], harmless=["hello {people}", "hello pear"]), seed=1
    )

    about = {line.text.casefold().rstrip("."): line.person for line in drawn if not line.harmful}

    assert about == {"hello bakers": True, "hello pear": False}


@pytest.mark.parametrize("template", ["{vegetable}", "{people.three}"])
def test_what_cannot_be_filled_is_named(template: str) -> None:
    with pytest.raises(ContrastError, match="template"):
        contrast.lines(document(harmful=[template], harmless=["no"]), seed=1)


# ---------------------------------------------------------------- what is shipped


def test_the_same_seed_gives_the_same_lines(
    shipped: Mapping[str, object], expanded: Sequence[Line]
) -> None:
    assert contrast.lines(shipped, seed=1) == expanded


def test_another_seed_gives_other_lines(
    shipped: Mapping[str, object], expanded: Sequence[Line]
) -> None:
    assert contrast.lines(shipped, seed=2) != expanded


def test_there_are_many_distinct_lines(expanded: Sequence[Line]) -> None:
    assert len({line.text.casefold() for line in expanded}) == len(expanded) >= 8000


def test_no_line_shows_its_template(expanded: Sequence[Line]) -> None:
    # A bar, a brace or a bracket is template language and nothing that a line needs.
    assert [line.text for line in expanded if set(line.text) & set("{}[]|")] == []


def test_no_article_stands_before_the_wrong_sound(expanded: Sequence[Line]) -> None:
    wrong = (" a idiot", " a asian", " a arab", " an person", " an jew", " a old person")

    assert [line.text for line in expanded if any(w in line.text.casefold() for w in wrong)] == []


def test_no_line_is_empty_or_too_long_for_the_encoder(expanded: Sequence[Line]) -> None:
    assert all(line.text.strip() and len(line.text) <= 300 for line in expanded)


def test_every_function_has_both_labels(expanded: Sequence[Line]) -> None:
    functions = {line.function for line in expanded}

    assert {(line.function, line.harmful) for line in expanded} == {
        (function, label) for function in functions for label in (True, False)
    }


def test_harmful_and_harmless_are_about_even(expanded: Sequence[Line]) -> None:
    assert 0.45 <= sum(line.harmful for line in expanded) / len(expanded) <= 0.55


def test_every_group_is_spoken_of_both_ways(expanded: Sequence[Line]) -> None:
    spoken = Counter((line.group, line.harmful) for line in expanded if line.group)

    shares = {group: spoken[group, True] / (spoken[group, True] + spoken[group, False])
              for group, _ in spoken}  # fmt: skip

    assert {group: share for group, share in shares.items() if not 0.3 <= share <= 0.7} == {}


def test_harmless_lines_have_neither_category_nor_severity(expanded: Sequence[Line]) -> None:
    assert {(line.category, line.severity) for line in expanded if not line.harmful} == {
        (Category.NONE, 0.0)
    }


def test_harmful_lines_have_both(expanded: Sequence[Line]) -> None:
    assert all(
        line.category is not Category.NONE and 0 < line.severity <= 1
        for line in expanded
        if line.harmful
    )


def test_abuse_of_things_is_not_about_people(expanded: Sequence[Line]) -> None:
    about_printers = [line.person for line in expanded if "my printer is" in line.text]

    assert about_printers
    assert not any(about_printers)


# ---------------------------------------------------------------- several documents


def test_a_document_may_ask_for_fewer_lines_of_each_template() -> None:
    asked = {**document(harmful=["{fruit}"], harmless=["no {fruit}"]), "most_per_template": 2}

    assert len(contrast.lines(asked, seed=1)) == 4


def test_a_function_may_ask_for_more_or_fewer_lines_of_a_side() -> None:
    asked = document(harmful=["one", "two", "three"], harmless=["four", "five", "six"])
    (function,) = asked["functions"]  # type: ignore[misc]
    function["harmful_most"] = 2

    drawn = contrast.lines(asked, seed=1)

    assert sum(line.harmful for line in drawn) == 2


def test_a_text_of_an_earlier_document_is_not_drawn_again() -> None:
    seen: set[str] = set()
    contrast.lines(document(harmful=["same"], harmless=["other"]), seed=1, seen=seen)

    again = contrast.lines(document(harmful=["Same!", "new"], harmless=["no"]), seed=1, seen=seen)

    assert {line.text.casefold().strip(".") for line in again} == {"new", "no"}
