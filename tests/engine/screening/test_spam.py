from dataclasses import replace
from datetime import timedelta

import pytest

from engine.packs import Brand, Scheme, Schemes, WebNames
from engine.screening.signals import Sample
from engine.screening.spam import FLAG_AT, Spam
from engine.verdict import Category, Signal
from tests.engine.screening.samples import VOCABULARY, sample

WEB = WebNames(brands=(Brand(("lantern",), ("lantern.com",)),), baits=frozenset({"gift"}))
SCHEMES = Schemes(
    schemes=(
        Scheme(
            "hats", Category.SCAM, 0.7, ("gratis", "hats", "stranger"), "Free hats behind a link"
        ),
        Scheme("sold", Category.SPAM, 0.4, ("hats", "sum"), "Hats for money"),
    ),
    concepts={"gratis": frozenset({"free"}), "hats": frozenset({"hat", "hats"})},
    retelling=frozenset({"beware"}),
)
SPAM = Spam(VOCABULARY, WEB, SCHEMES)


def spam(text: str, *, repeats: int = 0) -> Signal | None:
    return next(iter(SPAM.detect(sample(text, repeats=repeats))), None)


def from_newcomer(text: str, *, account_age: timedelta) -> Sample:
    told = sample(text)
    created = told.message.sent_at - account_age
    author = replace(told.message.author, account_created_at=created)
    return replace(told, message=replace(told.message, author=author))


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


def test_a_scheme_is_told_with_the_words_that_make_it() -> None:
    signal = spam("free hat at https://elm.ru/x")

    assert signal == Signal(
        "spam", Category.SCAM, pytest.approx(0.7), 'Free hats behind a link ("free", "hat").'
    )


def test_a_scheme_may_need_what_is_no_word() -> None:
    assert score("hats for you") == 0.0
    assert score("hats for $5") == pytest.approx(0.4)


def test_a_link_to_a_well_known_house_makes_no_scheme() -> None:
    assert score("free hat at https://lantern.com/x") == 0.0


def test_whoever_warns_of_a_scheme_is_not_the_one_who_tries_it() -> None:
    told = "free hat at https://elm.ru/x"

    assert score(f"beware of {told}") < 0.5 < FLAG_AT < score(told)


def test_an_imitated_domain_is_a_scam() -> None:
    signal = spam("look https://lantern-gift.com")

    assert signal is not None
    assert (signal.category, signal.score >= FLAG_AT) == (Category.SCAM, True)


def test_calling_everybody_is_a_weak_sign() -> None:
    assert 0 < score("@everyone game night at eight") < 0.3


def test_a_suspicious_link_weighs_more_from_a_new_account() -> None:
    invitation = "we play on discord.gg/lantern"
    (new,) = SPAM.detect(from_newcomer(invitation, account_age=timedelta(days=2)))
    (old,) = SPAM.detect(from_newcomer(invitation, account_age=timedelta(days=200)))

    assert new.score > old.score
    assert "less than a week old" in new.evidence


def test_a_new_account_alone_is_no_sign() -> None:
    newcomer = from_newcomer("hello, see https://elm.ru", account_age=timedelta(days=1))

    assert SPAM.detect(newcomer) == ()
