import pytest

from engine.screening.vocabulary import Trie, Vocabulary
from engine.text import normalise
from engine.verdict import Category
from tests.engine.screening.samples import LEXICON, VOCABULARY, group


def test_the_longest_term_swallows_the_shorter_ones_inside_it() -> None:
    trie = Trie([("clown", "insult"), ("clown fish", "harmless"), ("fish", "food")])

    (match,) = trie.find(("a", "clown", "fish"))

    assert (match.start, match.end, match.value) == (1, 3, "harmless")


def test_a_phrase_that_breaks_off_leaves_its_first_word() -> None:
    trie = Trie([("go", "verb"), ("go kill yourself", "harassment")])

    assert [match.value for match in trie.find(("go", "kill", "time"))] == ["verb"]


def test_a_stem_matches_its_endings() -> None:
    trie = Trie([("dipshit*", "insult")])

    assert [match.value for match in trie.find(("dipshits", "dipper"))] == ["insult"]


@pytest.mark.parametrize("drawn", ["iiiidiooottt", "idiooot", "fuuuuckiiing", "stuuupid"])
def test_letters_drawn_out_are_seen_through(drawn: str) -> None:
    assert len(VOCABULARY.hits(normalise(drawn))) == 1


def test_a_known_word_with_double_letters_is_left_alone() -> None:
    vocabulary = Vocabulary([*LEXICON, group("food", Category.NONE, 0.0, "good", "god")])

    (hit,) = vocabulary.hits(normalise("goood"))

    assert hit.value.id == "food"


SLURS = group("slur-test", Category.HATE, 0.9, "zorgs", "zorg lover")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("you idiot", "idiot"),
        ("those zorgs", "z***s"),
        ("a zorg lover", "z***g l***r"),
        ("kill all zorgs", "kill all z***s"),
    ],
)
def test_only_slurs_are_not_spelled_out(text: str, told: str) -> None:
    vocabulary = Vocabulary(
        [*LEXICON, SLURS, group("hate", Category.HATE, 1.0, "kill all zorgs")],
    )
    normalised = normalise(text)

    (hit,) = vocabulary.hits(normalised)

    assert vocabulary.told(normalised, hit) == told
