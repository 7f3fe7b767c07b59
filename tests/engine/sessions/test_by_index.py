"""What is looked up by an index must be what a plain search through everything finds."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from engine.events import Place
from engine.sessions.neighbourhood import Board
from engine.sessions.phrases import PhraseBook
from engine.sessions.utterance import Utterance
from engine.sessions.wave import FEWEST, SHARED, Post, sketch
from engine.verdict import Category
from tests.builders import HALL, INN, message
from tests.engine.sessions.chat import Chat

YARD = Place(INN, "yard")
WORDS = st.sampled_from("we want that door shut now and here again".split())  # noqa: SIM905
TEXTS = st.lists(WORDS, max_size=8).map(tuple)
PHRASES = st.dictionaries(
    st.sampled_from("abcd"),
    st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), max_size=4),
)


def post(author: str, words: tuple[str, ...]) -> Post:
    traits = dict.fromkeys(Post._fields[3:], False)
    return Post(f"by {author}", author, sketch(words), **traits)


def quiet(place: Place, chat: Chat) -> Utterance:
    return Utterance(
        message=message("good evening", by="zoe", place=place, at=chat.now),
        author="zoe",
        community=str(place.community),
        place=str(place),
        words=("good", "evening"),
        tone=frozenset(),
        risk=0.02,
        malice=0.02,
        category=Category.NONE,
        commerce=0.0,
        target=None,
        explicit=False,
        moment=chat.now,
        at=chat.now.timestamp(),
    )


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


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdef"),
            st.sampled_from(["lol", "good morning", "leave him alone", "you two stop it"]),
            st.sampled_from("abcdef"),
            st.sampled_from([0.02, 0.4]),
            st.sampled_from([5.0, 200.0]),
            st.sampled_from([HALL, YARD]),
        ),
        max_size=25,
    )
)
def test_calm_words_take_the_side_only_of_those_last_attacked_in_the_same_place(
    said: list[tuple[str, str, str, float, float, Place]],
) -> None:
    chat = Chat()
    dogpiles = chat.surroundings._dogpiles
    for by, text, to, risk, after, place in said:
        chat.say(by, text, to=None if to == by else to, risk=risk, after=after, place=place)

        here = str(INN)
        besieged = dogpiles._besieged.get(here) or ()
        scenes = {prey: dogpiles._sieges[here, prey].place for prey in besieged}
        calm = quiet(place, chat)
        near = [prey for prey in scenes if scenes[prey] == str(place)]
        assert list(dogpiles._preys(calm, up=False)) == near
