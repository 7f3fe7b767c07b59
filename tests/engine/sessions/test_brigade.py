"""Strangers who come one by one over days, with one aim."""

from datetime import timedelta

from engine.sessions.context import Context
from engine.verdict import Category
from tests.builders import INN, NOON
from tests.engine.sessions.chat import Chat, scores

HOUR = 3600.0
WORDS = ("shame", "liar", "fraud", "hypocrite", "traitor", "coward", "fake", "thief")
OLD = NOON - timedelta(days=900)


def come_by(
    chat: Chat, count: int, *, risk: float = 0.5, after: float = 2 * HOUR, first: int = 0
) -> Context:
    """Each with words of their own, at the same person."""
    for number in range(first, first + count):
        text = f"what a {WORDS[number % len(WORDS)]}"
        context = chat.say(f"stranger{number}", text, to="lumi", risk=risk, after=after)
    return context


def test_strangers_who_come_over_days_at_one_person_are_a_brigade() -> None:
    context = come_by(Chat(), 9)
    found = next(signal for signal in context.signals if signal.source == "brigade")
    assert found.category is Category.DOGPILING
    assert found.score > 0.7
    assert found.evidence == (
        "9 people who hardly ever write here came within 16 hours, with the same aim."
    )
    assert context.campaign
    assert len(context.campaign.accounts) == 9


def test_five_are_not_enough() -> None:
    context = come_by(Chat(), 5)
    assert (context.campaign, scores(context).get("brigade")) == (None, None)


def test_a_brigade_keeps_its_name_while_it_grows() -> None:
    chat = Chat()
    first = come_by(chat, 6).campaign
    last = come_by(chat, 6, first=6).campaign
    assert first
    assert last
    assert (first.id, len(last.accounts)) == (last.id, 12)


def test_three_days_later_it_is_forgotten() -> None:
    chat = Chat()
    come_by(chat, 5)
    assert come_by(chat, 1, first=5, after=73 * HOUR).campaign is None


def test_what_happens_within_minutes_is_no_slow_brigade() -> None:
    assert "brigade" not in scores(come_by(Chat(), 9, after=60))


def test_strangers_who_mostly_come_to_praise_bring_no_brigade() -> None:
    chat = Chat()
    for number in range(20):
        chat.say(f"fan{number}", "what a stream", to="lumi", risk=0.02, after=HOUR)
    assert "brigade" not in scores(come_by(chat, 8))


def test_a_quarrel_of_regulars_is_no_brigade() -> None:
    chat = Chat()
    for _ in range(12):
        for number in range(8):
            chat.say(f"stranger{number}", "the moon is out")
    assert "brigade" not in scores(come_by(chat, 8))


def test_who_comforts_the_person_is_no_part_of_it() -> None:
    chat = Chat()
    come_by(chat, 9)
    context = chat.say("pax", "you did nothing wrong", to="lumi", risk=0.3, after=HOUR)
    assert (context.campaign, scores(context).get("brigade")) == (None, None)


def copies(chat: Chat, count: int, *, risk: float = 0.4, to: str | None = None) -> Context:
    for number in range(count):
        text = f"step down at once you lied to all of us {number}"
        context = chat.say(
            f"stranger{number}", text, to=to, risk=risk, after=HOUR, account_created_at=OLD
        )
    return context


def test_the_same_rough_words_from_many_strangers_are_a_brigade_without_a_target() -> None:
    assert scores(copies(Chat(), 8))["brigade"] > 0.6


def test_the_same_mild_question_from_many_strangers_is_none() -> None:
    assert "brigade" not in scores(copies(Chat(), 12, risk=0.05))


def test_mild_copies_at_one_person_are_one_where_the_accounts_were_made_for_it() -> None:
    chat = Chat()
    for number in range(8):
        chat.now += timedelta(hours=1)
        made = chat.now - timedelta(days=1)
        text = "tell us the truth about that evening please"
        context = chat.say(f"s{number}", text, to="lumi", risk=0.05, account_created_at=made)
    assert "brigade" in scores(context)


def test_what_is_kept_of_strangers_brings_a_brigade_back_after_a_restart() -> None:
    before, after = Chat(), Chat()
    kept = []
    for number in range(6):
        kept += come_by(before, 1, first=number).records
    after.surroundings.restore(record for record in kept if record.kind == "stranger")
    after.now = before.now
    restored = come_by(after, 1, first=6).campaign
    direct = come_by(before, 1, first=6).campaign
    assert restored
    assert direct
    assert (restored.id, set(restored.accounts)) == (direct.id, set(direct.accounts))


def test_no_word_is_kept_of_what_a_stranger_said() -> None:
    records = [each for each in copies(Chat(), 1).records if each.kind == "stranger"]
    assert len(records) == 1
    assert "step" not in str(records[0].values)


def test_an_erased_person_is_in_no_brigade_any_more() -> None:
    chat = Chat()
    come_by(chat, 6)
    chat.surroundings.forget(INN, "stranger0")
    assert come_by(chat, 1, first=5).campaign is None


def test_nothing_is_left_of_an_erased_target() -> None:
    chat = Chat()
    come_by(chat, 8)
    chat.surroundings.forget(INN, "lumi")
    assert "brigade" not in scores(come_by(chat, 1, first=9))


def test_with_brigades_switched_off_nothing_is_seen_or_kept() -> None:
    context = come_by(Chat(switched_off=frozenset({"brigade"})), 9)
    assert context.campaign is None
    assert "stranger" not in {record.kind for record in context.records}
