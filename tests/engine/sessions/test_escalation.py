"""The session's temperature."""

from engine.verdict import Category, Signal
from tests.engine.sessions.chat import Chat, scores


def attack(chat: Chat, times: int, *, risk: float = 0.5) -> float:
    for _ in range(times):
        context = chat.say("vex", "you fool", to="mika", risk=risk)
    return context.session.escalation_score


def test_a_one_sided_attack_heats_the_session_with_each_message() -> None:
    chat = Chat()
    levels = [attack(chat, 1) for _ in range(5)]
    assert levels == sorted(levels)
    assert levels[-1] > 0.6


def test_a_session_cools_when_the_attack_stops() -> None:
    chat = Chat()
    hot = attack(chat, 5)
    cooler = chat.say("ada", "good soup", after=300).session.escalation_score
    cold = chat.say("ada", "good soup", after=1200).session.escalation_score
    assert hot > cooler > cold
    assert cold < 0.1


def test_a_calm_word_to_the_other_cools_faster_than_silence() -> None:
    sorry, silent = Chat(), Chat()
    attack(sorry, 4)
    attack(silent, 4)
    made_up = sorry.say("vex", "that was unfair of me", to="mika", risk=0.02)
    went_on = silent.say("ada", "good soup", risk=0.02)
    assert made_up.session.escalation_score < went_on.session.escalation_score


def test_a_quarrel_of_equals_stays_cooler_than_an_attack() -> None:
    quarrel, one_sided = Chat(), Chat()
    for _ in range(4):
        quarrel.say("vex", "you fool", to="mika", risk=0.5)
        level = quarrel.say("mika", "you fool", to="vex", risk=0.5).session.escalation_score
    assert level < attack(one_sided, 4) / 2


def test_rough_words_at_nobody_heat_nothing() -> None:
    chat = Chat()
    for _ in range(5):
        context = chat.say("dax", "this stupid thing", risk=0.6)
    assert context.session.escalation_score == 0.0


def test_words_after_a_plea_to_stop_weigh_more() -> None:
    plain, pleaded = Chat(), Chat()
    plain.say("mika", "hm", to="vex")
    pleaded.say("mika", "please stop", to="vex")
    assert attack(pleaded, 3) > attack(plain, 3)


def test_a_plea_to_nobody_is_meant_for_those_who_press() -> None:
    chat = Chat()
    attack(chat, 2)
    chat.say("mika", "please stop")
    session = chat.say("vex", "you fool", to="mika", risk=0.5).session
    assert "after_stop_request" in session.harassment_flags


def test_the_attackers_messages_carry_the_signal() -> None:
    chat = Chat()
    attack(chat, 4)
    assert scores(chat.say("vex", "you fool", to="mika", risk=0.5))["escalation"] > 0.6


def test_one_outburst_is_no_escalation_yet() -> None:
    assert "escalation" not in scores(Chat().say("vex", "you fool", to="mika", risk=0.95))


def test_comfort_that_sounds_dark_carries_no_signal() -> None:
    chat = Chat()
    attack(chat, 5)
    comfort = chat.say("fern", "that is not true at all", to="mika", risk=0.25)
    assert "escalation" not in scores(comfort)


def test_kind_words_to_the_one_under_attack_carry_no_signal() -> None:
    chat = Chat()
    attack(chat, 5)
    assert "escalation" not in scores(chat.say("vex", "im here for you", to="mika", risk=0.3))


def test_an_advert_at_a_person_heats_nothing() -> None:
    chat = Chat()
    for _ in range(5):
        context = chat.say("bot", "free coins", to="mika", risk=0.6, category=Category.SPAM)
    assert context.session.escalation_score == 0.0


def test_harsh_words_count_in_full_where_the_risk_hears_them_in_part() -> None:
    chat = Chat()
    insult = Signal("lexicon", Category.INSULT, 0.7, "An insult.")
    for _ in range(3):
        context = chat.say("vex", "you fool", to="mika", risk=0.2, signals=(insult,))
    assert context.session.escalation_score > 0.6


def test_quoted_words_are_excused_by_their_frame() -> None:
    chat = Chat()
    insult = Signal("lexicon", Category.INSULT, 0.7, "An insult.")
    quoted = Signal("quotation", Category.NONE, 0.95, "Quoted.")
    for _ in range(3):
        context = chat.say("tilly", "he said", to="mod", risk=0.3, signals=(insult, quoted))
    assert context.session.escalation_score < 0.1


def test_flags_say_what_is_wrong_with_a_hot_session() -> None:
    chat = Chat()
    for _ in range(6):
        chat.say("ada", "good soup")
    attack(chat, 4, risk=0.6)
    assert set(chat.say("ada", "hm").session.harassment_flags) == {"one_sided", "rising"}
