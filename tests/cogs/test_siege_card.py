"""The card of a siege: who is met if a moderator agrees, and who is left alone."""

from dataclasses import replace

from cogs.cards import card
from cogs.case_card import card_of
from engine.actions import AlertModerators, Hide, Timeout
from engine.cases import SIEGE, Case, Status
from engine.verdict import Category
from tests.builders import minutes
from tests.cogs.test_case_card import FIENDISH, fullest
from tests.cogs.views import MIKA, VEX, text_of, usable, view, waiting

QUESTIONS = ["Explain", "More context"]


def _text(case: Case) -> str:
    return text_of(card_of(view(case)))


def siege(*people: str, **changes: object) -> Case:
    look = AlertModerators(text="look")
    return waiting(
        rung=SIEGE,
        category=Category.DOGPILING,
        actions=(look, *(Timeout(user=each, duration=minutes(10)) for each in people)),
        proposal=look,
        accounts=(VEX, MIKA),
        **changes,
    )


def test_a_siege_names_whom_a_confirmation_is_about_and_who_is_left_alone() -> None:
    text = _text(siege(VEX))
    assert "several people at one" in text
    assert f"those who take part are silenced: <@{VEX}>." in text
    assert f"Unsure, and left alone: <@{MIKA}>; act on them by name." in text


def test_whose_words_are_only_hidden_is_not_told_to_take_part() -> None:
    """They may be a defender's, which hurt one who chose not to be shown the like."""
    case = siege(VEX)
    hidden = replace(case, actions=(*case.actions, Hide(user=MIKA, message="m2")))
    text = _text(hidden)
    assert f"those who take part are silenced: <@{VEX}>." in text
    assert f"Confirm, and words are hidden, no more, of: <@{MIKA}>." in text
    assert "left alone" not in text
    assert f"silences {VEX}, only hides words of {MIKA}, and" in card(hidden)


def test_a_siege_in_which_nobody_is_sure_asks_for_a_look_alone() -> None:
    assert "Confirm says that you have looked, and does nothing to anybody." in _text(siege())


def test_nobody_can_be_banned_by_the_card_of_a_siege() -> None:
    assert usable(card_of(view(siege(VEX)))) == ["Confirm", "Reverse", *QUESTIONS]
    alone = replace(siege(), accounts=(VEX,))
    assert usable(card_of(view(alone))) == ["Confirm", "Reverse", *QUESTIONS]


def test_in_chat_it_is_told_whom_a_confirmation_silences() -> None:
    assert f"!haven confirm 7 silences {VEX}, and does nothing to the others" in card(siege(VEX))
    assert "silences nobody" in card(siege())


def crowded() -> Case:
    look = AlertModerators(text="look")
    sure = tuple(Hide(user=f"{n:*>99}", message="m") for n in range(100))
    accounts = tuple(f"{n:*>99}" for n in range(300))
    full = replace(fullest(), rung=SIEGE, accounts=accounts, ruling=None)
    return replace(full, actions=(look, *sure), proposal=look, status=Status.PENDING)


def test_a_siege_with_all_at_its_longest_fits_into_a_message() -> None:
    assert card_of(view(crowded(), words=FIENDISH)).content_length() <= 4_000
