"""Cards of cases in which nobody is to be punished: a person in danger, an early warning."""

from dataclasses import replace

import pytest

from cogs.case_card import card_of
from engine.actions import AlertModerators, OfferHelp
from engine.cases import FOREWARNING, Case, Ruling
from engine.verdict import Category, Mode
from tests.cogs.views import OAKLEY, VEX, discord_case, text_of, usable, view, waiting

QUESTIONS = ["Explain", "More context"]


def card_text(shown: Case) -> str:
    return text_of(card_of(view(shown)))


CRISIS = {
    "category": Category.SELF_HARM,
    "rung": "help",
    "actions": (OfferHelp(user=VEX, text="Lines."), AlertModerators(text="Told.")),
    "reason": "May be in danger: speaks of not wanting to live, without a sign of a joke.",
}


def test_a_card_about_a_person_in_danger_says_what_was_offered_and_what_helps() -> None:
    text = card_text(discord_case(**CRISIS))
    assert "a person in danger" in text
    assert "**Done:** help offered" in text
    assert "**What you can do:** Somebody may be in danger. A kind note" in text
    assert "no strike" in text


def test_a_card_about_a_person_in_danger_holds_nothing_against_them() -> None:
    text = card_text(discord_case(**CRISIS))
    for word in ("harm 0", "risk 0", "harmful", "Also:", "Remembered:", "strong insult", "Confirm"):
        assert word not in text


def test_a_person_in_danger_can_be_neither_banned_nor_sanctioned_by_a_click() -> None:
    assert usable(card_of(view(discord_case(**CRISIS)))) == ["Seen", "Not a crisis", *QUESTIONS]


def test_an_offer_that_waits_says_that_seen_sends_it() -> None:
    held = waiting(**{**CRISIS, "mode": Mode.ASSIST})
    assert "*Seen* sends them the help lines." in card_text(held)


def test_where_haven_only_observes_nothing_was_offered() -> None:
    held = waiting(**{**CRISIS, "mode": Mode.OBSERVE})
    assert "it has offered them nothing" in card_text(held)


@pytest.mark.parametrize(
    ("ruling", "said"),
    [(Ruling.CONFIRMED, "**Seen** by"), (Ruling.REVERSED, "**Not a crisis, said**")],
)
def test_a_ruling_on_a_crisis_is_told_in_its_own_words(ruling: Ruling, said: str) -> None:
    assert said in card_text(discord_case(**CRISIS, ruling=ruling, ruled_by=OAKLEY))


@pytest.mark.parametrize("mode", Mode)
def test_an_early_warning_asks_for_a_look_and_offers_no_sanction(mode: Mode) -> None:
    told = AlertModerators(text="look")
    warning = discord_case(
        rung=FOREWARNING, category=Category.NONE, actions=(told,), mode=mode, needs_human=True
    )
    sheet = card_of(view(replace(warning, proposal=told)))

    assert "Case 7 · early warning" in text_of(sheet)
    assert "Neither does anything to anybody" in text_of(sheet)
    assert usable(sheet) == ["Confirm", "Reverse", *QUESTIONS]
