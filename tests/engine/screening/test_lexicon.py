import pytest

from engine.screening.lexicon import Lexicon
from engine.screening.targeting import Targeting
from engine.verdict import Category
from tests.engine.screening.samples import PHRASES, VOCABULARY, sample

LEXICON = Lexicon(VOCABULARY, Targeting(PHRASES))


def score(text: str) -> float:
    return sum(signal.score for signal in LEXICON.detect(sample(text)))


def test_severity_times_aim_is_the_score() -> None:
    assert score("you are an idiot") == pytest.approx(0.5 * 0.95)


def test_a_thing_may_be_sworn_at() -> None:
    assert score("this build is garbage") < 0.1


def test_the_worst_words_name_the_category() -> None:
    (signal,) = LEXICON.detect(sample("you fucking idiot, i will find you"))

    assert signal.category is Category.THREAT


def test_further_insults_weigh_a_little_more() -> None:
    assert score("you idiot") < score("you idiot, you stupid clown") < 2 * score("you idiot")


def test_the_evidence_explains_and_names_the_word() -> None:
    (signal,) = LEXICON.detect(sample("you are an idiot"))

    assert signal.evidence == 'Words of insult. ("idiot", said to a person)'


def test_evasive_spelling_is_seen_through() -> None:
    assert score("y0u 4r3 4n 1d10t") == score("you are an idiot")


@pytest.mark.parametrize("text", ["", "good morning", "a clown fish", "claim your nitro", "\ud800"])
def test_nothing_is_said_of_what_is_no_abuse(text: str) -> None:
    assert LEXICON.detect(sample(text)) == ()
