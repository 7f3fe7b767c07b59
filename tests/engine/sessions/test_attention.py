"""Crowds whose attacks read calm, and which doubtful words belong together."""

from engine.events import Place
from engine.sessions.bearing import UNSURE
from engine.verdict import Category
from tests.builders import INN
from tests.engine.sessions.chat import Chat

INSULT = Category.INSULT
YARD = Place(INN, "yard")
CALM = ("nice aim", "well played", "what a round")


def surrounded(people: int = 3) -> Chat:
    """Lumi, to whom several people say what nothing is found in."""
    chat = Chat()
    for number, text in zip(range(people), CALM, strict=False):
        chat.say(f"foe{number}", text, to="lumi")
    return chat


def test_whom_many_address_is_asked_about_before_a_first_rough_word_counts() -> None:
    assert surrounded().say("lumi", "you fool", to="foe1", risk=0.9, category=INSULT).doubt


def test_so_is_whoever_takes_on_one_of_the_many() -> None:
    said = surrounded().say("pax", "you fool", to="foe1", risk=0.9, category=INSULT)
    assert said.doubt == UNSURE


def test_two_are_no_crowd() -> None:
    said = surrounded(2).say("pax", "you fool", to="foe1", risk=0.9, category=INSULT)
    assert said.doubt == ""


def test_whoever_attacks_the_one_in_the_middle_first_is_no_defender() -> None:
    said = surrounded().say("pax", "you fool", to="lumi", risk=0.9, category=INSULT)
    assert said.doubt == ""


def test_nobody_is_in_the_middle_ten_minutes_later() -> None:
    said = surrounded().say("pax", "you fool", to="foe1", risk=0.9, category=INSULT, after=601)
    assert said.doubt == ""


def test_an_erased_person_is_in_nobodys_crowd() -> None:
    chat = surrounded()
    chat.surroundings.forget(INN, "foe0")
    said = chat.say("pax", "you fool", to="foe1", risk=0.9, category=INSULT)
    assert said.doubt == ""


def test_another_attacked_here_makes_a_first_rough_word_unsure_and_elsewhere_it_is_none() -> None:
    chat = Chat()
    chat.say("vex", "you fool", to="lumi", risk=0.9, category=INSULT)
    first = chat.say("pax", "you clown", to="hob", risk=0.9, category=INSULT)
    away = chat.say("rex", "you toad", to="bo", risk=0.9, category=INSULT, place=YARD)
    assert (first.doubt, away.doubt) == (UNSURE, "")


def test_doubtful_words_of_one_place_belong_together_for_as_long_as_they_follow() -> None:
    chat = surrounded()
    ids = [
        chat.say(by, "you fool", to="foe1", risk=0.9, category=INSULT, after=after).siege
        for by, after in (("pax", 10), ("juno", 500))
    ]
    chat.say("foe2", "you clown", to="lumi", risk=0.9, category=INSULT, after=700)
    later = chat.say("pax", "you toad", to="foe2", risk=0.9, category=INSULT).siege
    assert ids[0] == ids[1] != ""
    assert later not in {"", ids[0]}


def test_what_nobody_doubts_belongs_to_no_siege() -> None:
    assert Chat().say("vex", "you fool", to="lumi", risk=0.9, category=INSULT).siege == ""


def test_who_answers_rough_words_to_nobody_is_not_the_first() -> None:
    chat = Chat()
    chat.say("vex", "go touch grass", risk=0.15)
    assert chat.say("pax", "you fool", to="vex", risk=0.9, category=INSULT).doubt == UNSURE


def test_who_answers_what_was_said_to_another_may_stand_up_for_them() -> None:
    def answer(reply_to: str | None, *, after: float = 10.0) -> str:
        chat = Chat()
        chat.say("vex", "a fine piece of reasoning", to="lumi")
        said = chat.say(
            "pax",
            "you fool",
            to="vex",
            risk=0.9,
            category=INSULT,
            reply_to=reply_to,
            after=after,
        )
        return said.doubt

    assert answer("m1") == UNSURE
    assert answer(None) == answer("m1", after=121) == ""
