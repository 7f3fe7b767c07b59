"""Amid a siege a person decides, unless it is sure on which side somebody stands."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.sessions.bearing import ANSWERS_BACK, MAY_DEFEND, UNSURE
from engine.sessions.context import Context
from engine.verdict import Category, Signal
from tests.builders import INN
from tests.engine.sessions.chat import Chat
from tests.engine.sessions.test_dogpile import CROWD

INSULT = Category.INSULT
# The same words from all would be a wave.
SAID = (
    "you are so bad",
    "your aim is a tragedy",
    "go home loser you stink",
    "uninstall it, you clown",
    "honestly you ruin every round",
)
THREAT = Signal("lexicon", Category.THREAT, 0.8, "A threat.")
SLUR = Signal("lexicon", Category.HATE, 0.8, "A slur.")
ADDRESS = Signal("lexicon", Category.DOXXING, 0.8, "An address.")


def calm() -> Chat:
    """Five strangers who come at once would else be a raid, which is met as one."""
    return Chat(switched_off=frozenset({"raid"}))


def attacked(chat: Chat, *, rounds: int = 1) -> Context:
    """By five people, of whom none is an established attacker after a single round."""
    for _ in range(rounds):
        for person, text in zip(CROWD, SAID, strict=True):
            context = chat.say(person, text, to="lumi", risk=0.5, category=INSULT)
    return context


def test_without_a_siege_nothing_is_unsure() -> None:
    assert calm().say("vex", "you fool", to="lumi", risk=0.9, category=INSULT).doubt == ""


def test_the_first_rough_word_of_anybody_is_unsure() -> None:
    chat = calm()
    attacked(chat)
    assert chat.say("pax", "you fool", to="lumi", risk=0.9, category=INSULT).doubt == UNSURE
    assert chat.say("hob", "what a fool", risk=0.9, category=INSULT).doubt


def test_who_attacks_again_and_again_is_sure() -> None:
    assert attacked(calm(), rounds=3).doubt == ""


def test_a_second_blow_makes_sure_where_it_is_bad() -> None:
    chat = calm()
    attacked(chat)
    assert chat.say("rook", "you fool", to="lumi", risk=0.9, category=INSULT).doubt == ""


def test_whoever_also_stands_up_for_the_person_is_never_sure() -> None:
    chat = calm()
    attacked(chat)
    for _ in range(3):
        chat.say("pax", "im here for you", to="lumi", risk=0.02)
        context = chat.say("pax", "you fool", to="lumi", risk=0.9, category=INSULT)
    assert context.doubt


def test_nobody_is_sure_where_the_person_laughs_along() -> None:
    chat = calm()
    for _ in range(3):
        attacked(chat)
        chat.say("lumi", "haha")
        chat.say("lumi", "haha thanks")
    assert chat.say("rook", "you fool", to="lumi", risk=0.9, category=INSULT).doubt


def test_ten_minutes_later_it_is_an_ordinary_quarrel() -> None:
    chat = calm()
    attacked(chat)
    later = chat.say("pax", "you fool", to="lumi", risk=0.9, category=INSULT, after=601)
    assert later.doubt == ""


def test_an_advert_is_no_word_of_a_siege() -> None:
    chat = calm()
    attacked(chat)
    assert chat.say("pax", "buy now", to="lumi", risk=0.9, category=Category.SPAM).doubt == ""


def test_a_slur_or_a_threat_to_the_person_waits_for_nobody() -> None:
    for severe in (THREAT, SLUR, ADDRESS):
        chat = calm()
        attacked(chat)
        assert chat.say("pax", "you fool", to="lumi", risk=0.9, signals=(severe,)).doubt == ""


def test_what_a_model_merely_reads_as_a_threat_is_unsure() -> None:
    read = Signal("classifier", Category.THREAT, 0.9, "The model reads a threat.")
    chat = calm()
    attacked(chat)
    assert chat.say("pax", "you fool", to="lumi", risk=0.9, signals=(read,)).doubt == UNSURE


def test_a_threat_to_an_attacker_is_for_a_moderator_and_a_slur_is_not() -> None:
    chat = calm()
    attacked(chat)
    threat = chat.say("pax", "i will find you", to="rook", risk=0.9, signals=(THREAT,))
    slur = chat.say("pax", "you fool", to="rook", risk=0.9, signals=(SLUR,))
    assert (threat.doubt, slur.doubt) == (MAY_DEFEND, "")


def test_the_person_under_attack_who_swears_back_is_for_a_moderator() -> None:
    chat = calm()
    attacked(chat)
    for severe in ((), (THREAT,), (SLUR,)):
        context = chat.say("lumi", "you fools", to="rook", risk=0.95, signals=severe)
        assert context.doubt == ANSWERS_BACK
    assert chat.say("lumi", "he lives at", to="rook", risk=0.9, signals=(ADDRESS,)).doubt == ""


def test_a_first_answer_to_a_single_attacker_is_for_a_moderator_and_a_feud_is_not() -> None:
    chat = calm()
    chat.say("vex", "you are so bad", to="lumi", risk=0.5, category=INSULT)
    answers = [
        chat.say("lumi", "you fool", to="vex", risk=0.9, category=INSULT).doubt for _ in range(2)
    ]
    assert answers == [ANSWERS_BACK, ""]


def test_who_began_it_is_not_answering_back() -> None:
    chat = calm()
    chat.say("vex", "you are so bad", to="mika", risk=0.8, category=INSULT)
    for _ in range(2):
        for person in CROWD:
            chat.say(person, "you are so bad", to="vex", risk=0.5, category=INSULT)
    assert chat.say("vex", "you fool", to="rook", risk=0.9).doubt != ANSWERS_BACK


def test_rough_words_for_somebody_are_not_held_against_their_author() -> None:
    chat = calm()
    attacked(chat)
    context = chat.say("pax", "you fool", to="rook", risk=0.9, category=INSULT)
    pair = next(each for each in context.records if each.kind == "pair" and each.person == "pax")
    assert pair.number("risk") == 0.0
    actor = next(each for each in context.records if each.kind == "actor")
    assert actor.number("harm") == 0.0


def test_at_whom_blows_were_dealt_is_forgotten_with_them() -> None:
    chat = calm()
    attacked(chat)
    chat.say("rook", "you fool", to="mika", risk=0.5, category=INSULT)
    chat.surroundings.forget(INN, "lumi")
    dealt = chat.surroundings._dogpiles._blows._dealt.values()
    assert {blow.target for window in dealt for blow in window} == {"mika"}


MALICE = st.floats(min_value=0.0, max_value=1.0)
TEXTS = st.sampled_from(
    ["you fool", "you are so bad", "what a loser", "you lot are sick", "stop it", "lol", "ur trash"]
)
TURNS = st.lists(
    st.tuples(st.sampled_from([*CROWD, "pax"]), TEXTS, MALICE, st.sampled_from(CROWD)),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(TURNS)
def test_whose_words_are_all_for_attackers_is_always_for_a_moderator(
    turns: list[tuple[str, str, float, str]],
) -> None:
    chat = calm()
    attacked(chat)
    for by, text, risk, attacker in turns:
        to = attacker if by == "pax" else "lumi"
        context = chat.say(by, text, to=to, risk=risk, category=INSULT)
        if by == "pax" and risk > 0.1:
            assert context.doubt or any(each.source == "defence" for each in context.signals)


def test_who_is_called_to_order_and_turns_on_the_person_is_one_of_the_crowd() -> None:
    """Others are at them, but what they say to somebody else is no answer."""
    chat = calm()
    for person, text in zip(CROWD[:3], SAID, strict=False):
        chat.say(person, text, to="lumi", risk=0.5, category=INSULT)
    for by in ("pax", "juno"):
        chat.say(by, "oh dear", to="kest", risk=0.12)
    chat.say("kest", "you are so slow", to="lumi", risk=0.5, category=INSULT)
    siege = chat.surroundings._dogpiles._sieges[str(INN), "lumi"]
    assert siege.takes_part("kest")
