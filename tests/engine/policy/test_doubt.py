from hypothesis import given
from hypothesis import strategies as st

from engine.actions import AlertModerators, Ban, Hide, OfferHelp
from engine.events import Origin
from engine.policy.doubt import STRONG, doubt
from engine.policy.matter import Footing, Matter
from engine.policy.policy import decide
from engine.verdict import Category, Mode, RiskPrediction, Signal
from tests.builders import assessment, message, policy, prediction

WORDS = "of which Haven knows single words only"
punishable = st.sampled_from([c for c in Category if c not in {Category.SELF_HARM, Category.RAID}])


def read_as(code: str, lexicon: float = 0.0) -> RiskPrediction:
    signal = Signal("lexicon", Category.THREAT, lexicon, "A threat.")
    return prediction(signal, language=code)


def doubted(harm: float, category: Category = Category.INSULT) -> Matter:
    return Matter(
        message=message(),
        assessment=assessment(harm, category),
        target="mika",
        help_text="You matter.",
        doubt="It is Polish.",
    )


def test_english_and_what_is_too_short_need_nobody() -> None:
    assert doubt(read_as("en")) == doubt(read_as("unknown")) == ""


def test_a_language_that_nothing_covers_always_asks() -> None:
    assert "Polish, which Haven does not understand" in doubt(read_as("pl", 1.0))


def test_of_a_covered_language_only_grave_words_are_acted_on() -> None:
    assert doubt(read_as("es", STRONG)) == ""
    assert WORDS in doubt(read_as("es", STRONG - 0.01))


def test_a_language_without_a_name_is_told_by_its_code() -> None:
    assert 'the language "xx"' in doubt(read_as("xx"))


def test_a_renamed_thread_asks_for_nobody_knows_who_did_it() -> None:
    assert "who renamed this thread" in doubt(read_as("en"), Origin.THREAD_RENAME)


@given(st.floats(0.5, 1.0), punishable, st.floats(0, 9))
def test_nothing_is_done_to_a_person_by_itself(
    harm: float, category: Category, strikes: float
) -> None:
    decided = decide(doubted(harm, category), Footing(strikes=strikes), policy(mode=Mode.ENFORCE))

    assert decided
    assert decided.needs_human
    assert decided.proposal
    assert decided.asks_first or {type(action) for action in decided.actions} == {
        Hide,
        AlertModerators,
    }


def test_the_reason_says_why_a_person_is_asked() -> None:
    decided = decide(doubted(0.9), Footing(), policy(mode=Mode.ENFORCE))

    assert decided
    assert decided.reason.endswith("It is Polish.")


def test_a_ban_is_still_what_is_asked_for() -> None:
    decided = decide(doubted(0.95), Footing(strikes=9), policy(mode=Mode.ENFORCE))

    assert decided
    assert decided.proposal == Ban(user="vex")


def test_an_advert_is_hidden_at_once_and_its_author_waits() -> None:
    decided = decide(doubted(0.9, Category.SPAM), Footing(), policy(mode=Mode.ENFORCE))

    assert decided
    assert isinstance(decided.actions[0], Hide)
    assert decided.proposal
    assert not decided.asks_first


def test_a_person_in_danger_is_helped_in_any_language() -> None:
    decided = decide(doubted(0.9, Category.SELF_HARM), Footing(), policy(mode=Mode.ENFORCE))

    assert decided
    assert isinstance(decided.actions[0], OfferHelp)
    assert not decided.needs_human
