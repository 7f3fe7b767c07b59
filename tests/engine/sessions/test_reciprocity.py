"""What tells banter from an attack."""

from tests.engine.sessions.chat import Chat, scores


def banter(chat: Chat, rounds: int = 3) -> None:
    for _ in range(rounds):
        chat.say("rex", "you fool lol", to="juno", risk=0.5)
        chat.say("juno", "you fool haha", to="rex", risk=0.5)


def test_insults_that_both_laugh_about_are_banter() -> None:
    chat = Chat()
    banter(chat)
    assert scores(chat.say("rex", "you fool lol", to="juno", risk=0.5))["reciprocity"] > 0.7


def test_one_sided_laughter_excuses_nothing() -> None:
    chat = Chat()
    for _ in range(6):
        context = chat.say("vex", "you fool lol", to="mika", risk=0.5)
    assert "reciprocity" not in scores(context)


def test_a_monologue_that_was_answered_once_is_no_banter() -> None:
    chat = Chat()
    chat.say("mika", "you fool lol", to="vex", risk=0.5)
    for _ in range(12):
        context = chat.say("vex", "you fool lol", to="mika", risk=0.5)
    assert "reciprocity" not in scores(context)


def test_a_plea_to_stop_ends_all_excuses() -> None:
    chat = Chat()
    banter(chat)
    chat.say("juno", "please stop", to="rex")
    assert "reciprocity" not in scores(chat.say("rex", "you fool lol", to="juno", risk=0.5))


def test_a_plea_that_laughs_is_part_of_the_game() -> None:
    chat = Chat()
    banter(chat)
    chat.say("juno", "please stop haha", to="rex")
    assert "reciprocity" in scores(chat.say("rex", "you fool lol", to="juno", risk=0.5))


def test_an_insult_far_stronger_than_any_answer_is_excused_less() -> None:
    even, uneven = Chat(), Chat()
    for _ in range(3):
        even.say("rex", "you fool", to="juno", risk=0.5)
        even.say("juno", "you fool", to="rex", risk=0.5)
        uneven.say("rex", "you fool", to="juno", risk=0.9)
        uneven.say("juno", "hm", to="rex", risk=0.02)
    fair = scores(even.say("rex", "you fool", to="juno", risk=0.5))
    unfair = scores(uneven.say("rex", "you fool", to="juno", risk=0.9))
    assert fair["reciprocity"] > unfair.get("reciprocity", 0.0)


def test_rough_words_to_the_whole_round_are_excused_by_its_mood() -> None:
    chat = Chat()
    banter(chat)
    assert scores(chat.say("rex", "bastards all of you lol", risk=0.5))["reciprocity"] > 0.5


def test_calm_words_need_no_excuse() -> None:
    chat = Chat()
    banter(chat)
    assert "reciprocity" not in scores(chat.say("rex", "good game", to="juno", risk=0.02))


def test_a_friendship_of_weeks_adds_to_what_the_session_shows() -> None:
    strangers, friends = Chat(), Chat()
    for _ in range(5):
        friends.say("rex", "good morning", to="juno", after=43_200)
        friends.say("juno", "good morning", to="rex")
    friends.say("ada", "hello", after=7200)
    scored = []
    for chat in (strangers, friends):
        banter(chat, rounds=1)
        scored.append(scores(chat.say("rex", "you fool", to="juno", risk=0.5))["reciprocity"])
    assert scored[1] > scored[0]
