import pytest

from engine.screening.targeting import Targeting, Unaimed
from tests.engine.screening.samples import PHRASES, VOCABULARY, sample

TARGETING = Targeting(PHRASES)


def aim(text: str, *targets: str) -> float:
    said = sample(text, targets=targets)
    (hit,) = VOCABULARY.hits(said.normalised)
    return TARGETING.aim(said, hit).value


@pytest.mark.parametrize(
    "text",
    [
        "you are an idiot",
        "youre stupid",
        "you idiot",
        "what an idiot you are",
        "i think you are an idiot",
        "this game is fine and you are trash",
        "shut up u clown",
    ],
)
def test_words_said_to_a_person_hit_nearly_in_full(text: str) -> None:
    assert aim(text) >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "this build is garbage",
        "your patch is trash",
        "stupid lag",
        "thats stupid",
        "this is so stupid",
        "that was trash",
        "i hate your garbage code",
    ],
)
def test_words_said_of_a_thing_hardly_hit(text: str) -> None:
    assert aim(text) <= 0.15


@pytest.mark.parametrize("text", ["i'm such an idiot", "i am stupid", "stupid me"])
def test_words_said_of_oneself_do_not_hit(text: str) -> None:
    assert aim(text) <= 0.1


@pytest.mark.parametrize(
    "text", ["nobody thinks you are stupid", "you are not an idiot", "he isn't trash"]
)
def test_words_denied_hardly_hit(text: str) -> None:
    assert aim(text) <= 0.2


def test_refusing_is_not_denying() -> None:
    assert aim("no you idiot") >= 0.9


def test_a_bare_insult_hits_whom_it_answers() -> None:
    assert aim("idiot", "lumi") > 2 * aim("idiot")


def test_a_reply_that_swears_at_a_thing_stays_about_the_thing() -> None:
    assert aim("this build is garbage", "lumi") <= 0.15


def test_a_person_spoken_of_is_hit_less_than_one_spoken_to() -> None:
    assert 0.15 < aim("he is an idiot") < aim("you are an idiot")


def test_words_that_address_somebody_need_no_pointer() -> None:
    assert aim("kill yourself") == 1.0


def test_asking_somebody_not_to_is_not_telling_them_to() -> None:
    assert aim("please dont kill yourself") <= 0.2


def test_a_phrase_that_names_its_victim_is_aimed() -> None:
    assert aim("lets leak her address") >= 0.9


def test_a_slur_hurts_even_unaimed() -> None:
    assert aim("subhuman") >= 0.6


def test_a_name_before_the_verb_is_what_the_words_are_about() -> None:
    said = sample("yaml is stupid")
    (hit,) = VOCABULARY.hits(said.normalised)

    assert TARGETING.aim(said, hit).evidence == "said of somebody or something named"


def test_without_targeting_every_harsh_word_counts_in_full() -> None:
    said = sample("this build is garbage")
    (hit,) = VOCABULARY.hits(said.normalised)

    assert Unaimed().aim(said, hit).value == 1.0


def test_who_asks_why_they_cannot_just_die_tells_nobody_to() -> None:
    assert aim("why cant i just die already. serious") <= 0.1
    assert aim("let me just die") <= 0.1


def test_a_wish_that_somebody_else_died_is_said_to_them() -> None:
    assert aim("just die already") == 1.0
    assert aim("i want you to just die already") == 1.0
    assert aim("i want you to kill yourself") == 1.0
