import re
from difflib import SequenceMatcher
from random import Random

import pytest

from engine.text import normalise
from engine.training.obfuscator import Way, obfuscate

SENTENCES = (
    "nobody in this lobby wants to play with such a miserable clown again",
    "I really love how calmly your grandmother explained the difficult puzzle!",
    "Stop calling people worthless, because those players tried their hardest.",
    "kill the server process before the weekly backup starts",
)
# What the normaliser undoes for certain; the rest is left to the model.
UNDONE = (Way.ZERO_WIDTH, Way.FULLWIDTH, Way.STYLED, Way.MIXED_CASE, Way.DIACRITICS)


def all_of(way: Way, *, rounds: int = 25) -> list[tuple[str, str]]:
    random = Random(7)  # noqa: S311
    return [
        (text, obfuscate(text, way, random=random)) for text in SENTENCES for _ in range(rounds)
    ]


@pytest.mark.parametrize("way", Way)
def test_the_same_draw_disguises_the_same_way(way: Way) -> None:
    first, second = all_of(way), all_of(way)

    assert first == second


@pytest.mark.parametrize("way", Way)
def test_every_way_changes_every_sentence(way: Way) -> None:
    unchanged = [text for text, disguised in all_of(way) if disguised == text]

    assert unchanged == []


@pytest.mark.parametrize("way", Way)
def test_some_words_are_left_alone(way: Way) -> None:
    kept = [
        sum(word in disguised.split() for word in text.split()) / len(text.split())
        for text, disguised in all_of(way)
    ]

    assert min(kept) >= 0.1


@pytest.mark.parametrize("way", Way)
def test_punctuation_around_a_word_stays_around_it(way: Way) -> None:
    disguised = obfuscate('"terrible!!"', way, random=Random(2))  # noqa: S311

    assert disguised.startswith('"')
    assert disguised.endswith('!!"')


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize(
    "kept",
    [
        "https://example.com/some/path?query=words",
        "www.example.invalid",
        "example.com",
        "someone@example.com",
        "@somebody",
        "<@123456789012345678>",
        "<:laughing:123456789012345678>",
        "#general",
        ":wave:",
    ],
)
def test_links_mentions_and_emotes_stay(way: Way, kept: str) -> None:
    random = Random(5)  # noqa: S311

    disguised = [obfuscate(f"really {kept} terrible", way, random=random) for _ in range(20)]

    assert all(kept in text for text in disguised)


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("text", ["", " ", "?!", "😂😂", "12 34", "a b c"])
def test_a_text_without_words_comes_back(way: Way, text: str) -> None:
    assert obfuscate(text, way, random=Random(1)) == text  # noqa: S311


@pytest.mark.parametrize("way", Way)
def test_even_two_letters_are_never_emptied(way: Way) -> None:
    random = Random(3)  # noqa: S311

    disguised = [obfuscate("go up", way, random=random) for _ in range(50)]

    assert all(len(re.sub(r"\W", "", text)) >= 2 for text in disguised)


@pytest.mark.parametrize("way", UNDONE)
def test_the_normaliser_undoes_most_of_what_hides_letters(way: Way) -> None:
    pairs = all_of(way)

    undone = sum(
        normalise(disguised).screened == normalise(text).screened for text, disguised in pairs
    )

    assert undone / len(pairs) >= 0.75


@pytest.mark.parametrize("way", Way)
def test_a_person_can_still_read_it(way: Way) -> None:
    likeness = [
        SequenceMatcher(None, text.casefold(), normalise(disguised).screened).ratio()
        for text, disguised in all_of(way, rounds=5)
    ]

    assert min(likeness) >= 0.5


def test_long_words_are_preferred() -> None:
    text = "an extraordinarily big cat"
    random = Random(11)  # noqa: S311

    disguised = [obfuscate(text, Way.FULLWIDTH, random=random) for _ in range(200)]

    assert sum("extraordinarily" not in text for text in disguised) > 180


def test_joined_words_keep_every_letter() -> None:
    assert all(
        disguised.replace(" ", "") == text.replace(" ", "")
        for text, disguised in all_of(Way.JOINED_WORDS)
    )
