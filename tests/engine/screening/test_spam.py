import pytest

from engine.screening.spam import Spam
from engine.verdict import Category, Signal
from tests.engine.screening.samples import VOCABULARY, sample

SPAM = Spam(VOCABULARY)


def spam(text: str, *, repeats: int = 0) -> Signal | None:
    return next(iter(SPAM.detect(sample(text, repeats=repeats))), None)


def score(text: str, *, repeats: int = 0) -> float:
    signal = spam(text, repeats=repeats)
    return signal.score if signal else 0.0


def test_fraud_with_somewhere_to_go_is_a_scam() -> None:
    signal = spam("claim your nitro at https://gift.invalid/x")

    assert signal is not None
    assert signal.category is Category.SCAM
    assert signal.score > 0.85


def test_talk_about_fraud_is_weaker_than_fraud() -> None:
    assert score("beware of claim your nitro messages") < 0.5


def test_a_link_among_lures_is_spam() -> None:
    assert score("FREE legendary skins, hurry: skins.invalid/j0in") > 0.5


def test_an_invitation_alone_is_a_weak_sign() -> None:
    assert 0 < score("we play on discord.gg/lantern") < 0.5


def test_mass_mentions_are_spam() -> None:
    everyone = " ".join(f"<@{number}>" for number in range(12))

    assert score(everyone) > 0.5


def test_a_repeated_text_is_counted_not_dropped() -> None:
    again = [score("come and see my new stream", repeats=repeats) for repeats in (1, 2, 4, 9)]

    assert again == sorted(again)
    assert again[0] == 0.0 < again[1] < again[3]


def test_a_short_cheer_may_be_repeated_all_day() -> None:
    assert score("gg", repeats=50) == 0.0


@pytest.mark.parametrize("honest", ["", "patch notes: https://game.example/notes", "free soup now"])
def test_honest_talk_is_no_spam(honest: str) -> None:
    assert spam(honest) is None
