"""Contact over days and channels."""

from engine.events import Place
from engine.sessions.context import Context
from tests.builders import INN
from tests.engine.sessions.chat import Chat, scores

DAY = 86_400.0
PLACES = [Place(INN, name) for name in ("hall", "yard", "kitchen")]


def follow(chat: Chat, days: int) -> float:
    for day in range(days):
        place = PLACES[day % 3]
        context = chat.say("corin", "good morning", to="sable", after=DAY, place=place)
    return scores(context).get("pairs", 0.0)


def test_mild_words_day_after_day_upon_a_plea_to_stop_are_a_siege() -> None:
    chat = Chat()
    chat.say("sable", "please stop", to="corin")
    assert follow(chat, 6) > 0.7


def test_the_siege_shows_before_it_is_long() -> None:
    chat = Chat()
    chat.say("sable", "please stop", to="corin")
    assert follow(chat, 2) < 0.3 < follow(chat, 2)


def test_a_second_plea_weighs_more_than_the_first() -> None:
    once, twice = Chat(), Chat()
    once.say("sable", "please stop", to="corin")
    twice.say("sable", "please stop", to="corin")
    twice.say("sable", "leave me alone", to="corin")
    assert follow(twice, 4) > follow(once, 4)


def test_the_answer_to_a_plea_is_no_siege() -> None:
    chat = Chat()
    chat.say("sable", "please stop", to="corin")
    for text in ("ok", "sorry", "i only wanted to be friendly"):
        context = chat.say("corin", text, to="sable", after=30)
    assert "pairs" not in scores(context)


def test_who_is_spoken_to_again_of_the_others_own_accord_is_forgiven() -> None:
    chat = Chat()
    chat.say("sable", "please stop", to="corin")
    for _ in range(3):
        chat.say("sable", "good morning", to="corin", after=DAY)
    assert follow(chat, 5) == 0.0


def test_another_plea_is_no_forgiveness() -> None:
    chat = Chat()
    for _ in range(4):
        chat.say("sable", "leave me alone", to="corin", after=3600)
    assert follow(chat, 4) > 0.7


def test_friends_who_answer_each_other_give_nothing() -> None:
    chat = Chat()
    for day in range(20):
        place = PLACES[day % 3]
        context = chat.say("fern", "good morning", to="sable", after=DAY, place=place)
        chat.say("sable", "good morning", to="fern", place=place)
    assert "pairs" not in scores(context)


def test_a_viewer_who_greets_the_streamer_each_day_in_one_channel_gives_nothing() -> None:
    chat = Chat()
    for _ in range(25):
        context = chat.say("viewer", "good morning", to="streamer", after=DAY)
    assert "pairs" not in scores(context)


def test_long_unanswered_contact_across_channels_is_pointed_at_but_not_condemned() -> None:
    chat = Chat()
    for step in range(40):
        place = PLACES[step % 3]
        context = chat.say("corin", "good morning", to="sable", after=DAY / 4, place=place)
    assert 0.3 <= scores(context)["pairs"] <= 0.5


def test_rough_words_that_come_back_on_another_day_are_found() -> None:
    chat = Chat()
    for _ in range(6):
        chat.say("vex", "you fool", to="mika", risk=0.7)
    assert scores(chat.say("vex", "you fool", to="mika", risk=0.7, after=DAY))["pairs"] > 0.5


def test_a_guess_from_the_conversation_is_no_contact() -> None:
    chat = Chat()
    chat.say("sable", "please stop", to="corin")
    for _ in range(5):
        chat.say("sable", "the moon is out", after=DAY)
        context = chat.say("corin", "you can see it from here")
    assert context.target == "sable"
    assert "pairs" not in scores(context)


def test_a_plea_is_forgotten_after_thirty_days() -> None:
    chat = Chat()
    chat.say("sable", "please stop", to="corin")
    chat.say("corin", "good morning", to="sable", after=31 * DAY)
    assert follow(chat, 4) == 0.0


def test_a_plea_is_remembered_for_twenty_days() -> None:
    chat = Chat()
    chat.say("sable", "please stop", to="corin")
    chat.say("corin", "good morning", to="sable", after=20 * DAY)
    assert follow(chat, 5) > 0.5


def test_no_name_of_a_channel_is_kept() -> None:
    context = Chat().say("corin", "good morning", to="sable", place=PLACES[1])
    kept = [record.values["channels"] for record in context.records if record.kind == "pair"]
    assert "yard" not in str(kept)


def test_pairs_of_a_forgotten_person_are_gone() -> None:
    chat = Chat()
    chat.say("sable", "please stop", to="corin")
    follow(chat, 4)
    chat.surroundings.forget(INN, "sable")
    assert "pairs" not in scores(chat.say("corin", "good morning", to="sable"))


def follow_with(chat: Chat, text: str, *, days: int, answer: str = "") -> Context:
    for day in range(days):
        place = PLACES[day % 3]
        for _ in range(2):
            context = chat.say("corin", text, to="sable", after=DAY / 2, place=place)
        if answer:
            chat.say("sable", answer, to="corin", place=place)
    return context


def test_claims_without_an_answer_are_a_pursuit_though_nobody_asked_for_an_end() -> None:
    assert scores(follow_with(Chat(), "are you ignoring me", days=8))["pairs"] > 0.72


def test_claims_that_are_answered_are_none() -> None:
    context = follow_with(Chat(), "are you ignoring me", days=8, answer="i was asleep")
    assert "pairs" not in scores(context)


def test_a_few_claims_among_much_other_talk_condemn_nobody() -> None:
    chat = Chat()
    for _ in range(3):
        chat.say("corin", "are you ignoring me", to="sable", after=DAY / 2)
    assert scores(follow_with(chat, "good morning", days=8))["pairs"] <= 0.5


def test_what_is_said_of_a_siege_tells_how_often_how_long_and_where() -> None:
    chat = Chat()
    chat.say("sable", "please stop", to="corin")
    (signal,) = [s for s in follow_with(chat, "hello", days=3).signals if s.source == "pairs"]
    assert signal.evidence == (
        "Asked once to stop, and has since written to the same person 6 times, "
        "on 3 days in a row, in 3 channels."
    )


def test_a_plea_that_names_nobody_is_for_the_only_person_who_spoke_to_its_author() -> None:
    chat = Chat()
    chat.say("corin", "good morning", to="sable")
    chat.say("fern", "the moon is out")
    chat.say("sable", "leave me alone")
    assert follow(chat, 6) > 0.7


def test_a_plea_that_could_be_for_two_people_is_held_against_neither() -> None:
    chat = Chat()
    chat.say("corin", "good morning", to="sable")
    chat.say("fern", "good morning", to="sable")
    chat.say("sable", "leave me alone")
    assert follow(chat, 3) == 0.0


def test_polite_answers_forgive_more_slowly_than_words_of_ones_own_accord() -> None:
    chat = Chat()
    chat.say("sable", "please stop", to="corin")
    for _ in range(3):
        chat.say("corin", "good morning", to="sable", after=DAY)
        chat.say("sable", "the moon is out", to="corin")
    assert follow(chat, 4) > 0.5
