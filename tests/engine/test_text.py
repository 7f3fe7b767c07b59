import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.guard import LONGEST
from engine.text import Trick, normalise

LETTERS = [*"idot104@$!.-_*>| аешοéßŉﷺＡ𝓪🅱🇦ſ’\n\u200b\u202e\u0336\ud800"]
SIGNS = ["||", "~~", "  ", "@bob", "<@12>", "<:pog:3>", "https://", "www.", "a.example", "sss"]
PIECES = st.sampled_from(LETTERS + SIGNS)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join)))
@settings(max_examples=1500, deadline=None)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)

    twice = normalise(once.screened)

    assert (twice.screened, twice.words) == (once.screened, once.words)


@pytest.mark.parametrize(
    ("written", "meant", "trick"),
    [
        ("y0u 4r3 4n 1d10t", "you are an idiot", Trick.LEETSPEAK),
        ("$h1t 5h1t sh!t @ss a$$hole h4te", "shit shit shit ass asshole hate", Trick.LEETSPEAK),
        ("ki11 ug1y 1oser w0rthl3ss", "kill ugly loser worthless", Trick.LEETSPEAK),
        ("k i l l  y o u r s e l f", "kill yourself", Trick.SPACING),
        ("s.t.u.p.i.d l-o-s-e-r w_o_r_d", "stupid loser word", Trick.SPACING),
        ("1 d 1 0 t", "idiot", Trick.SPACING),
        ("u r a b i t c h", "ura bitch", Trick.SPACING),
        ("nooooo waaaay", "noo waay", Trick.REPEATS),
        ("n\u200bo\u200bb\u200bo\u200bd\u200by", "nobody", Trick.ZERO_WIDTH),
        ("id\u202eiot", "idiot", Trick.BIDI),
        ("ｙｏｕ 𝓲𝓭𝓲𝓸𝓽 ⓚⓨⓢ", "you idiot kys", Trick.STYLISED),
        ("🇮 🇩 🇮 🇴 🇹", "idiot", Trick.STYLISED),
        ("i\u0335d\u0337i\u0336o\u0338t", "idiot", Trick.COMBINING),
        ("уоu аrе раthеtiс", "you are pathetic", Trick.CONFUSABLE),
        ("yοu ιdiοt", "you idiot", Trick.CONFUSABLE),
        ("ɪᴅɪᴏᴛ 🅺🆈🆂", "idiot kys", Trick.CONFUSABLE),
    ],
)
def test_a_trick_is_undone_and_named(written: str, meant: str, trick: Trick) -> None:
    normalised = normalise(written)

    assert normalised.screened == meant
    assert trick in normalised.undone


@pytest.mark.parametrize(
    "honest",
    [
        "1000 people, 2x4 and 4k at 60fps",
        "gg2 p2p 2day mp3 1v1 s01e03 win10 3days 4ever ps5",
        "green 1 grey 2",
        "1 1 1",
        "u r a star, y r u here, i c u",
        "привет, она там",
        "καλημέρα και εσύ",
        "हिन्दी ไทย 日本語",
        "wait!what, ok.lol, e.g. this",
        "it's soo good... really!!!",
    ],
)
def test_honest_spelling_stays(honest: str) -> None:
    assert normalise(honest).screened == honest
    assert not normalise(honest).undone


def test_a_russian_word_in_english_chat_stays_russian() -> None:
    assert normalise("привет всем, нет internet").words == ("привет", "всем", "нет", "internet")


def test_accents_fold_without_being_called_a_trick() -> None:
    normalised = normalise("Été à Zürich, smørrebrød")

    assert normalised.screened == "ete a zurich, smorrebrod"
    assert not normalised.undone


def test_markup_and_custom_emoji_are_unwrapped() -> None:
    written = "> **you** are ~~not~~ ||trash||, `really` <:pepe:99> _it_ snake_case"

    assert normalise(written).screened == "you are not trash, really pepe it snake case"


def test_links_are_cut_to_their_hosts() -> None:
    normalised = normalise("see https://me@Evil.example/x?y and discord.gg/abc, nice.me")

    assert normalised.screened == "see evil.example and discord.gg nice.me"
    assert normalised.domains == ("evil.example", "discord.gg")


def test_mentions_are_counted_and_lose_their_names() -> None:
    normalised = normalise("<@123> <@!45> @everyone hi @pixelpia")

    assert normalised.screened == "@ @ @ hi @"
    assert normalised.mentions == 4


def test_a_mention_before_spaced_letters_is_no_part_of_them() -> None:
    assert normalise("@pixelpia 1 d 1 0 t").screened == "@ idiot"


def test_words_have_no_apostrophes() -> None:
    assert normalise("you’re DON'T").words == ("youre", "dont")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("¡Cállate, coño! ¿Qué?", ("callate", "cono", "que")),
        ("Você não é o João, ção", ("voce", "nao", "e", "o", "joao", "cao")),
        ("Ça va, garçon, cœur, où", ("ca", "va", "garcon", "coeur", "ou")),
        ("Straße, Größe, Hurensöhne", ("strasse", "grosse", "hurensohne")),
    ],
)
def test_accents_of_other_languages_fold(written: str, words: tuple[str, ...]) -> None:
    assert normalise(written).words == words


def test_what_french_cuts_short_is_a_word_by_itself() -> None:
    assert normalise("T'es l'idiot qu'on m'a dit, d’accord").words == (
        *("t", "es", "l", "idiot", "qu", "on", "m", "a", "dit", "d", "accord"),
    )


def test_english_apostrophes_join_as_before() -> None:
    assert normalise("I'd say it's y'all's, c'mon, rock'n'roll").words == (
        *("id", "say", "its", "yalls", "cmon", "rocknroll"),
    )


def test_the_original_is_kept() -> None:
    assert normalise("Y0U").original == "Y0U"


@pytest.mark.parametrize(
    "piece", ["a", "1a", "a ", "a.b", "@", "<:", "_", "ﷺ", "е", "\u0336", "🇦 ", "- a"]
)
def test_the_longest_message_takes_under_50_ms(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]

    started = time.thread_time()
    normalise(text)

    assert time.thread_time() - started < 0.05
