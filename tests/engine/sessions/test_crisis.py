"""A person in danger, and what only sounds so."""

import pytest

from engine.verdict import Category
from tests.engine.sessions.chat import Chat, scores


def test_a_plain_farewell_to_life_is_a_crisis() -> None:
    context = Chat().say("wren", "i want to die")
    assert [signal.category for signal in context.signals] == [Category.SELF_HARM]
    assert scores(context)["crisis"] >= 0.8


@pytest.mark.parametrize(
    "text",
    [
        "i want to die lol",
        "this boss makes me want to die",
        "good morning",
        "you should want to die",
    ],
)
def test_jokes_and_attacks_are_no_crisis(text: str) -> None:
    assert "crisis" not in scores(Chat().say("pip", text))


def test_a_chat_that_jokes_does_not_hide_one_who_means_it() -> None:
    chat = Chat()
    for who in ("pip", "rex", "toby"):
        chat.say(who, "i want to die lol")
    assert scores(chat.say("wren", "i want to die"))["crisis"] >= 0.8


def test_who_has_just_joked_about_it_is_believed_less() -> None:
    joker, calm = Chat(), Chat()
    for _ in range(3):
        joker.say("pip", "haha i died again")
        calm.say("pip", "i am tired")
    later = "i want to die"
    assert scores(joker.say("pip", later))["crisis"] < scores(calm.say("pip", later))["crisis"]


def test_saying_it_again_weighs_more() -> None:
    chat = Chat()
    first = scores(chat.say("wren", "i want to die"))["crisis"]
    assert scores(chat.say("wren", "i want to die"))["crisis"] > first


def test_words_that_another_said_weigh_less() -> None:
    reported = scores(Chat().say("tilly", "he said i want to die"))
    assert reported["crisis"] < scores(Chat().say("wren", "i want to die"))["crisis"]


def test_the_model_hears_what_no_phrase_says() -> None:
    context = Chat().say("wren", "it will be quiet soon, and then nothing hurts", distress=0.98)

    assert scores(context)["crisis"] == 0.98
    assert "crisis" not in scores(Chat().say("wren", "it will be quiet soon", distress=0.6))


def test_phrases_are_heard_unless_the_model_is_sure_that_they_mean_nothing() -> None:
    text = "i want to die"

    assert scores(Chat().say("wren", text, distress=0.4))["crisis"] >= 0.8
    assert scores(Chat().say("wren", text, distress=0.99))["crisis"] >= 0.99
    assert "crisis" not in scores(Chat().say("wren", text, distress=0.01))
