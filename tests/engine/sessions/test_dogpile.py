"""Many people at one person."""

from engine.events import Place
from engine.verdict import Category
from tests.builders import INN
from tests.engine.sessions.chat import Chat, scores

CROWD = ("rook", "brill", "tansy", "kest", "omri")


def pile(chat: Chat, people: tuple[str, ...] = CROWD, rounds: int = 2, risk: float = 0.2) -> float:
    score = 0.0
    for _ in range(rounds):
        for person in people:
            context = chat.say(person, "what a match", to="lumi", risk=risk)
            score = scores(context).get("dogpile", 0.0)
    return score


def test_five_people_at_one_are_a_dogpile_though_each_is_mild() -> None:
    assert pile(Chat()) > 0.7


def test_the_evidence_counts_people_messages_and_minutes() -> None:
    chat = Chat()
    pile(chat)
    context = chat.say("rook", "what a match", to="lumi", risk=0.2, after=60)
    found = next(signal for signal in context.signals if signal.source == "dogpile")
    assert found.category is Category.DOGPILING
    assert found.evidence == "5 people wrote 11 messages at the same person within 2 minutes."


def test_the_evidence_of_a_single_minute_speaks_of_one() -> None:
    chat = Chat()
    for person in CROWD * 2:
        context = chat.say(person, "what a match", to="lumi", risk=0.2, after=1)
    found = next(signal for signal in context.signals if signal.source == "dogpile")
    assert found.evidence.endswith("within 1 minute.")


def test_three_people_are_not_a_crowd() -> None:
    assert pile(Chat(), CROWD[:3], rounds=4) == 0.0


def test_friendly_interest_of_many_is_no_dogpile() -> None:
    assert pile(Chat(), rounds=4, risk=0.04) == 0.0


def test_ten_minutes_later_the_crowd_is_forgotten() -> None:
    chat = Chat()
    pile(chat)
    context = chat.say("rook", "what a match", to="lumi", risk=0.2, after=601)
    assert "dogpile" not in scores(context)


def test_who_comforts_the_target_is_no_part_of_it() -> None:
    chat = Chat()
    pile(chat)
    for text in ("you did nothing wrong", "im here for you"):
        context = chat.say("pax", text, to="lumi", risk=0.2)
        assert "dogpile" not in scores(context)


def test_who_takes_the_attackers_on_is_no_part_of_it() -> None:
    chat = Chat()
    pile(chat)
    for attacker in ("rook", "brill", "tansy"):
        chat.say("juno", "leave it", to=attacker, risk=0.1)
    for text in ("ignore them", "they are awful"):
        context = chat.say("juno", text, to="lumi", risk=0.15)
    assert "dogpile" not in scores(context)


def test_a_crowd_that_calls_an_attacker_to_order_is_no_dogpile_on_the_attacker() -> None:
    chat = Chat()
    for _ in range(4):
        chat.say("vex", "you fool", to="mika", risk=0.8)
    for _ in range(3):
        for person in CROWD:
            context = chat.say(person, "what is wrong with you", to="vex", risk=0.25)
    assert "dogpile" not in scores(context)


def test_a_target_who_laughs_along_makes_it_less_earnest() -> None:
    earnest, merry = Chat(), Chat()
    for chat, answer in ((earnest, "hm"), (merry, "lol")):
        pile(chat, rounds=1)
        for _ in range(3):
            chat.say("lumi", answer)
    assert pile(merry, rounds=1, risk=0.15) < pile(earnest, rounds=1, risk=0.15)


def test_a_plea_of_the_target_makes_it_more_earnest() -> None:
    plain, pleading = Chat(), Chat()
    for chat, answer in ((plain, "hm"), (pleading, "please stop")):
        pile(chat, rounds=1, risk=0.15)
        chat.say("lumi", answer)
    assert pile(pleading, rounds=1, risk=0.1) > pile(plain, rounds=1, risk=0.1)


def test_what_is_usual_for_a_person_takes_more_to_stand_out() -> None:
    usual, unusual = Chat(), Chat()
    for _ in range(12):
        usual.now = usual.now.replace(second=0)
        pile(usual, rounds=2)
        usual.say("ada", "hm", after=500)
    assert pile(usual) < pile(unusual)


def test_the_crowd_is_one_across_the_channels_of_a_community() -> None:
    chat = Chat()
    pile(chat, CROWD[:3], rounds=2)
    yard = Place(INN, "yard")
    for _ in range(2):
        for person in CROWD[3:]:
            context = chat.say(person, "what a match", to="lumi", risk=0.25, place=yard)
    assert scores(context)["dogpile"] > 0.7


def laugh(chat: Chat, people: tuple[str, ...] = CROWD) -> float:
    for _ in range(3):
        for person in people:
            context = chat.say(person, "again lol", to="lumi", risk=0.04)
    return scores(context).get("dogpile", 0.0)


def test_laughter_alone_is_shown_and_not_condemned() -> None:
    assert 0.3 < laugh(Chat()) < 0.7


def test_people_who_laugh_at_somebody_whom_others_attack_take_part() -> None:
    chat = Chat()
    pile(chat, CROWD[:2])
    assert laugh(chat, CROWD[2:]) > 0.7


def test_laughter_upon_a_plea_is_no_joke_any_more() -> None:
    chat = Chat()
    laugh(chat)
    chat.say("lumi", "please stop")
    assert laugh(chat) > 0.7


def test_rough_words_to_the_attackers_are_a_defence() -> None:
    chat = Chat()
    pile(chat)
    context = chat.say("juno", "you absolute fools", to="rook", risk=0.8)
    assert scores(context)["defence"] == 1.0


def test_who_takes_part_defends_nobody_by_swearing_at_another_attacker() -> None:
    chat = Chat()
    pile(chat)
    assert "defence" not in scores(chat.say("brill", "you fool", to="rook", risk=0.8))


def test_rough_words_to_a_bystander_are_no_defence() -> None:
    chat = Chat()
    pile(chat)
    assert "defence" not in scores(chat.say("juno", "you fool", to="hob", risk=0.8))


def test_leave_somebody_alone_is_a_defence_whomever_it_is_said_to() -> None:
    chat = Chat()
    pile(chat, CROWD[:2])
    context = chat.say("juno", "shut up and leave lumi alone", risk=0.9)
    assert scores(context)["defence"] == 1.0
    assert "dogpile" not in scores(context)


def test_where_nobody_is_attacked_rough_words_defend_nobody() -> None:
    context = Chat().say("juno", "shut up and leave lumi alone", to="rook", risk=0.9)
    assert "defence" not in scores(context)
