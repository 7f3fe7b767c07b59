"""What is looked up by an index must be what a plain search through everything finds."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from engine.sessions.neighbourhood import Board
from engine.sessions.phrases import PhraseBook
from engine.sessions.wave import FEWEST, SHARED, Post, sketch

WORDS = st.sampled_from("we want that door shut now and here again".split())  # noqa: SIM905
TEXTS = st.lists(WORDS, max_size=8).map(tuple)
PHRASES = st.dictionaries(
    st.sampled_from("abcd"),
    st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), max_size=4),
)


def post(author: str, words: tuple[str, ...]) -> Post:
    traits = dict.fromkeys(Post._fields[3:], False)
    return Post(f"by {author}", author, sketch(words), **traits)


def shared(one: Post, other: Post) -> int:
    return len(set(one.marks) & set(other.marks))


@given(st.lists(TEXTS, min_size=1, max_size=40), st.sets(st.integers(0, 39)))
def test_posts_alike_are_those_that_share_their_words_once_there_are_enough(
    texts: list[tuple[str, ...]], gone: set[int]
) -> None:
    board = Board()
    posts = [post(str(number), text) for number, text in enumerate(texts)]
    for at, each in enumerate(posts):
        board.add(30.0 * at, each)
    erased = {str(number) for number in gone if number != len(posts) - 1}
    board.drop(lambda each: each.author in erased)

    # Ten minutes of posts that come every thirty seconds; the latest is the one asked about.
    kept = [each for each in posts[-20:] if each.author not in erased]
    plain = [each for each in kept if shared(posts[-1], each) >= SHARED and posts[-1].marks]

    found = [each for _, each in board.like(posts[-1])]
    assert found == plain or (found == [] and len(plain) < FEWEST)


@given(PHRASES, TEXTS)
def test_a_text_touches_the_lists_whose_phrases_stand_in_it(
    phrases: dict[str, list[str]], words: tuple[str, ...]
) -> None:
    ends = combinations(range(len(words) + 1), 2)
    said = {" ".join(words[start:end]) for start, end in ends}

    touched = PhraseBook(phrases).tone(words)

    assert touched == {name for name, terms in phrases.items() if said & set(terms)}
