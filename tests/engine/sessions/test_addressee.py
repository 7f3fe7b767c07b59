"""Whom a message is aimed at."""

from tests.builders import HALL, NOON, author, message, prediction
from tests.engine.sessions.chat import Chat


def test_a_mention_names_the_target_for_certain() -> None:
    context = Chat().say("vex", "hello", to="mika")
    assert (context.target, context.certainty) == ("mika", 1.0)


def test_who_mentions_themselves_and_another_means_the_other() -> None:
    chat = Chat()
    said = message("me and mika", by="vex", targets=("vex", "mika"))
    context = chat.surroundings.observe(said, prediction(), words=("me", "and", "mika"))
    assert context.target == "mika"


def test_nobody_is_their_own_target() -> None:
    assert Chat().say("vex", "hello", to="vex").target is None


def test_a_reply_without_a_known_author_is_found_among_the_turns() -> None:
    chat = Chat()
    chat.say("mika", "look at my owl")
    chat.say("fern", "i have a badger")
    reply = message("nice", by="vex", at=chat.now, reply_to="m1", place=HALL)
    context = chat.surroundings.observe(reply, prediction(), words=("nice",))
    assert context.target == "mika"


def test_a_recent_speakers_name_is_heard_in_any_case() -> None:
    chat = Chat()
    chat.say("lumi", "i tried")
    chat.say("ada", "me too")
    context = chat.say("rook", "LUMI again")
    assert (context.target, context.certainty) == ("lumi", 0.8)


def test_a_name_that_is_an_everyday_word_names_nobody() -> None:
    chat = Chat()
    chat.say("build", "hello")
    chat.say("ada", "hello")
    assert chat.say("rook", "the build is red").target is None


def test_you_means_the_one_who_has_just_spoken() -> None:
    chat = Chat()
    chat.say("mika", "look at my owl")
    assert chat.say("vex", "you call that an owl", after=60).target == "mika"


def test_you_after_two_minutes_means_nobody_in_particular() -> None:
    chat = Chat()
    chat.say("mika", "look at my owl")
    assert chat.say("vex", "you never know", after=121).target is None


def test_you_said_to_a_thing_is_aimed_at_nobody() -> None:
    chat = Chat()
    chat.say("quill", "kill it and start again")
    assert chat.say("dax", "you stupid build").target is None


def test_in_a_stretch_of_two_the_other_is_meant() -> None:
    chat = Chat()
    for number in range(6):
        chat.say("ada" if number % 2 else "ben", "and then")
    context = chat.say("ben", "right")
    assert (context.target, context.certainty) == ("ada", 0.5)


def test_a_third_voice_ends_the_stretch_of_two() -> None:
    chat = Chat()
    for number in range(5):
        chat.say("ada" if number % 2 else "ben", "and then")
    chat.say("cal", "hello")
    assert chat.say("ben", "right").target is None


def test_she_is_the_one_at_whom_several_have_just_spoken() -> None:
    chat = Chat()
    chat.say("rook", "what a match", to="lumi")
    chat.say("kest", "what a match", to="lumi")
    context = chat.say("omri", "she could go for a record")
    assert (context.target, context.certainty) == ("lumi", 0.35)


def test_she_is_nobody_when_only_one_spoke_at_a_person() -> None:
    chat = Chat()
    chat.say("rook", "what a match", to="lumi")
    chat.say("rook", "what a match", to="lumi")
    assert chat.say("omri", "she has no eyes").target is None


def test_plain_talk_has_no_target() -> None:
    chat = Chat()
    chat.say("ada", "hello")
    chat.say("ben", "hello")
    assert chat.say("cal", "good soup today").target is None


def test_a_person_who_renames_themselves_into_nothing_is_no_name() -> None:
    chat = Chat()
    odd = message("hello", by="odd", at=NOON, author=author("odd", name="__"))
    chat.surroundings.observe(odd, prediction(), words=("hello",))
    assert chat.say("ada", "__ hello").target is None


def test_you_means_who_has_just_spoken_to_the_author_and_not_who_spoke_last() -> None:
    chat = Chat()
    chat.say("mika", "look at my owl", to="vex")
    chat.say("fern", "i have a badger")
    assert chat.say("vex", "you call that an owl").target == "mika"


def test_you_means_whom_the_author_is_talking_with_while_others_talk_too() -> None:
    chat = Chat()
    chat.say("vex", "show me the owl", to="mika")
    chat.say("fern", "i have a badger")
    assert chat.say("vex", "can you turn it round").target == "mika"


def test_after_ten_minutes_a_talk_is_over() -> None:
    chat = Chat()
    chat.say("vex", "show me the owl", to="mika")
    chat.say("fern", "i have a badger", after=610)
    assert chat.say("vex", "is that so, you there").target == "fern"


def test_of_two_names_the_first_is_whom_a_line_is_for() -> None:
    chat = Chat()
    chat.say("lumi", "i tried")
    chat.say("quinn", "me too")
    assert chat.say("rook", "lumi: what quinn says is right").target == "lumi"
