"""Sessions: when they begin and end, what they count, and what a context holds."""

from engine.events import Origin, Place
from tests.builders import INN, NOON, message, minutes, prediction, verdict
from tests.engine.sessions.chat import Chat, scores

THREAD = Place(INN, "hall", "thread")


def test_talk_after_thirty_silent_minutes_is_a_new_session() -> None:
    chat = Chat()
    first = chat.say("ada", "hello")
    within = chat.say("ben", "hi", after=29 * 60)
    later = chat.say("ada", "hello again", after=30 * 60)
    assert within.session.id == first.session.id
    assert later.session.id != first.session.id


def test_a_thread_is_a_session_of_its_own() -> None:
    chat = Chat()
    in_channel = chat.say("ada", "hello")
    in_thread = chat.say("ada", "hello", place=THREAD)
    assert in_channel.session.id != in_thread.session.id


def test_the_same_chat_gives_the_same_session_ids() -> None:
    assert Chat().say("ada", "hello").session.id == Chat().say("ben", "hey").session.id


def test_a_channel_that_never_pauses_is_cut_and_its_talk_carried_over() -> None:
    chat = Chat()
    first = chat.say("ada", "hello")
    for _ in range(75):
        last = chat.say("ben", "and another thing", after=60)
    assert last.session.id != first.session.id
    assert last.session.message_count == 1
    assert len(last.turns) == 14


def test_heat_outlives_the_cut_of_a_long_session() -> None:
    chat = Chat()
    chat.say("vex", "hello")
    for _ in range(74):
        before = chat.say("vex", "you fool", to="mika", risk=0.6, after=60)
    after = chat.say("ada", "hm", after=60)
    assert after.session.id != before.session.id
    assert after.session.escalation_score > 0.5


def test_a_session_tells_who_spoke_and_how_often() -> None:
    chat = Chat()
    chat.say("ada", "hello")
    chat.say("ben", "hi")
    session = chat.say("ada", "how are you").session
    assert session.participants == ("ada", "ben")
    assert session.message_count == 3


def test_an_idle_session_is_closed_once() -> None:
    chat = Chat()
    session = chat.say("ada", "hello").session
    assert chat.surroundings.close_idle(chat.now + minutes(29)) == ()
    assert chat.surroundings.close_idle(chat.now + minutes(30)) == (session,)
    assert chat.surroundings.close_idle(chat.now + minutes(31)) == ()


def test_a_session_that_another_replaced_is_closed_too() -> None:
    chat = Chat()
    first = chat.say("ada", "hello").session
    chat.say("ada", "hello", after=3600)
    assert chat.surroundings.close_idle(chat.now) == (first,)


def test_open_sessions_are_those_still_going_on() -> None:
    chat = Chat()
    chat.say("ada", "hello")
    running = chat.say("ada", "hello", after=3600).session
    assert chat.surroundings.open_sessions() == (running,)


def test_the_window_of_turns_holds_the_last_twenty_without_the_message_itself() -> None:
    chat = Chat()
    for number in range(25):
        context = chat.say("ada", f"line {number}")
    assert [turn.text for turn in context.turns] == [f"line {n}" for n in range(4, 24)]


def test_features_follow_the_rhythm_of_a_session() -> None:
    chat = Chat()
    for _ in range(10):
        chat.say("ada", "slow talk", after=60)
    for _ in range(10):
        session = chat.say("ben", "quick talk", after=1, risk=0.4).session
    assert session.features["burst"] > 0.7
    assert session.features["bursts"] == 1
    assert session.features["risk_slope"] > 0.1
    assert session.features["risk_max"] == 0.4


def test_replies_make_a_session_dense() -> None:
    chat = Chat()
    chat.say("ada", "hello")
    session = chat.say("ben", "hello to you", to="ada").session
    assert session.features["reply_density"] == 0.5


def test_a_clock_that_goes_back_gives_no_negative_interval() -> None:
    chat = Chat()
    chat.say("ada", "hello")
    first = chat.say("ada", "hello", after=60).session
    session = chat.say("ben", "hi", after=-45).session
    assert session.id == first.id
    assert session.ended_at == first.ended_at
    assert session.features["mean_interval"] == 30.0


def test_an_edit_of_an_old_message_ends_no_session() -> None:
    chat = Chat()
    running = chat.say("ada", "hello", after=7200).session
    edited = message("hello there", by="ada", at=NOON, id="old", origin=Origin.EDIT)
    context = chat.surroundings.observe(edited, prediction(), words=("hello", "there"))
    assert context.session.id == running.id


def test_a_detector_that_is_switched_off_gives_no_signal() -> None:
    text = "i want to die"
    assert "crisis" in scores(Chat().say("wren", text))
    assert "crisis" not in scores(Chat(switched_off=frozenset({"crisis"})).say("wren", text))


def test_every_message_changes_the_record_of_its_author() -> None:
    context = Chat().say("ada", "hello")
    assert [(record.kind, record.person) for record in context.records] == [("actor", "ada")]


def test_what_the_platform_held_back_is_no_exposure_of_its_target() -> None:
    chat = Chat()
    held = message("you fool", id="held", targets=("mika",), origin=Origin.AUTOMOD_HOLD)
    context = chat.surroundings.observe(held, prediction(risk=0.8), words=("you", "fool"))
    assert context.target == "mika"
    assert not [record for record in context.records if record.kind == "target"]


def test_a_person_who_is_forgotten_leaves_no_records_behind() -> None:
    chat = Chat()
    chat.say("vex", "you fool", to="mika", risk=0.8)
    chat.surroundings.forget(INN, "mika")
    chat.surroundings.forget(INN, "vex")
    assert len(chat.actors) == 0
    assert len(chat.targets) == 0


def test_mild_words_in_a_siege_count_as_exposure_of_the_target() -> None:
    chat = Chat()
    chat.say("sable", "please stop", to="corin")
    for _ in range(8):
        chat.say("corin", "good morning", to="sable", after=86_400)
    assert chat.targets.exposure(INN, "sable", chat.now).total > 0.5


def test_banter_leaves_less_in_an_authors_record_than_an_attack() -> None:
    banter, attack = Chat(), Chat()
    for _ in range(6):
        banter.say("rex", "you fool lol", to="juno", risk=0.6)
        banter.say("juno", "you fool lol", to="rex", risk=0.6)
        attack.say("rex", "you fool", to="juno", risk=0.6)
        attack.say("juno", "good morning", risk=0.0)
    soft = banter.say("rex", "hm").records[-1].number("harm")
    hard = attack.say("rex", "hm").records[-1].number("harm")
    assert soft < hard / 2


def test_a_recalled_session_whose_beginning_was_not_seen_is_never_handed_out() -> None:
    restarted = Chat()
    seen = message("hi", by="ben", at=NOON)
    judged = verdict(seen, session="begun-before", target=None)
    restarted.surroundings.recall(seen, judged, words=("hi",))
    assert restarted.surroundings.open_sessions() == ()
    assert restarted.surroundings.close_idle(NOON + minutes(60)) == ()
