"""Crowds that come in at once: a raid before its first word, and names that come with it."""

from datetime import datetime, timedelta

import pytest

from engine.events import Author, MemberJoined, Message, Origin, Place
from engine.sessions.context import Context
from engine.verdict import Category
from tests.builders import INN, NOON, decision, verdict
from tests.engine.sessions.chat import Chat, scores

OLD = NOON - timedelta(days=900)
YOUNG = timedelta(days=2)


def bearer(person: str, at: datetime, created: datetime) -> Message:
    author = Author(id=person, name=person, account_created_at=created)
    return Message(
        id=f"name-{person}",
        place=Place(INN, ""),
        author=author,
        text=person,
        sent_at=at,
        origin=Origin.NAME,
    )


def come(chat: Chat, person: str, *, created: datetime | None = None, after: float = 1) -> Context:
    """Somebody joins, and their name is looked at."""
    created = created or chat.now - YOUNG
    chat.join(person, created_at=created, after=after)
    return chat.surroundings.name(bearer(person, chat.now, created))


def raided(chat: Chat, number: int, *, created: datetime | None = None) -> Context:
    for each in range(number):
        context = come(chat, name(each), created=created)
    return context


def name(number: int) -> str:
    """No two of them are of one mould."""
    return f"{chr(97 + number // 26)}{chr(97 + number % 26)}bot"


def test_many_young_accounts_that_come_in_at_once_are_a_raid() -> None:
    context = raided(Chat(), 20)
    assert scores(context) == {"raid": 0.8}
    assert context.signals[0].category is Category.RAID
    assert context.campaign
    assert len(context.campaign.accounts) == 20


def test_a_raid_of_arrivals_keeps_its_name_while_it_grows() -> None:
    chat = Chat()
    first = raided(chat, 20).campaign
    last = come(chat, "late").campaign
    assert first
    assert last
    assert (last.id, len(last.accounts)) == (first.id, 21)


def of_one_mould(chat: Chat, number: int, *, created: datetime | None = None) -> Context:
    for each in range(number):
        context = come(chat, f"pip_{each:04d}", created=created)
    return context


def test_young_accounts_with_names_of_one_mould_are_told_from_fewer() -> None:
    assert of_one_mould(Chat(), 7).signals == ()
    assert scores(of_one_mould(Chat(), 8)) == {"raid": 0.8}


def test_old_accounts_with_names_of_one_mould_are_welcome() -> None:
    assert of_one_mould(Chat(), 40, created=OLD).signals == ()


def test_a_release_brings_many_new_accounts_and_is_no_raid() -> None:
    chat = Chat()
    for each in range(90):
        context = come(chat, name(each), created=OLD if each % 5 < 2 else None)
    assert context.signals == ()


@pytest.mark.parametrize("number", [1, 5, 19])
def test_a_few_are_no_crowd(number: int) -> None:
    assert raided(Chat(), number).signals == ()


def test_many_old_accounts_are_welcome() -> None:
    assert raided(Chat(), 60, created=OLD).signals == ()


def test_one_account_that_comes_and_goes_is_no_crowd() -> None:
    chat = Chat()
    for _ in range(40):
        context = come(chat, "bot")
    assert context.signals == ()


def test_who_comes_in_slowly_is_no_crowd() -> None:
    chat = Chat()
    for each in range(60):
        context = come(chat, name(each), after=20)
    assert context.signals == ()


def test_a_server_that_always_has_many_arrivals_needs_more_of_them() -> None:
    chat = Chat()
    for each in range(600):
        chat.join(f"guest{each}", created_at=chat.now - YOUNG, after=10)
    assert raided(chat, 30).signals == ()


def test_an_old_account_that_comes_in_amid_a_raid_is_no_part_of_it() -> None:
    chat = Chat()
    raid = raided(chat, 30).campaign
    context = come(chat, "juno", created=OLD)
    assert context.signals == ()
    assert raid
    assert context.campaign
    assert context.campaign.accounts == ("juno",)


def test_a_member_who_takes_another_name_belongs_to_no_crowd() -> None:
    chat = Chat()
    raided(chat, 30)
    context = chat.surroundings.name(bearer("juno", chat.now, OLD))
    assert (context.campaign, context.signals) == (None, ())


def test_a_raid_is_over_after_ten_quiet_minutes() -> None:
    chat = Chat()
    first = raided(chat, 30).campaign
    later = come(chat, "late", after=601).campaign
    assert first
    assert later
    assert later.id != first.id


def told_of(chat: Chat, context: Context, person: str) -> None:
    """Moderators are told of somebody's name."""
    assert context.campaign
    judged = bearer(person, chat.now, OLD)
    decided = decision(campaign=context.campaign.id)
    chat.surroundings.named(judged, verdict(judged, decided))


def test_names_that_moderators_are_told_of_within_minutes_share_a_case() -> None:
    chat = Chat()
    first = come(chat, "one")
    told_of(chat, first, "one")
    assert come(chat, "two", after=60).campaign
    second = come(chat, "three", after=60)
    told_of(chat, second, "three")
    late = come(chat, "late", after=601)
    ids = [each.campaign.id for each in (first, second, late) if each.campaign]
    assert ids[0] == ids[1] != ids[2]


def test_a_raid_goes_on_with_the_case_of_its_first_names() -> None:
    chat = Chat()
    first = come(chat, "one")
    told_of(chat, first, "one")
    raid = raided(chat, 20)
    assert raid.campaign
    assert first.campaign
    assert raid.campaign.id == first.campaign.id
    assert raid.campaign.is_crowd


def test_what_raiders_write_belongs_to_the_case_of_their_coming() -> None:
    chat = Chat()
    raid = raided(chat, 30).campaign
    for each in range(12):
        words = "free skins for the first 100 at skins.invalid/join"
        context = chat.say(f"bot{each}", words, after=1, account_created_at=chat.now - YOUNG)
    assert raid
    assert context.campaign
    assert context.campaign.id == raid.id


def test_with_raid_switched_off_nobody_is_a_crowd() -> None:
    context = raided(Chat(switched_off=frozenset({"raid"})), 30)
    assert (context.campaign, context.signals) == (None, ())


def test_whoever_is_erased_is_no_part_of_a_crowd_any_more() -> None:
    chat = Chat()
    raided(chat, 30)
    chat.surroundings.forget(INN, "bot3")
    context = come(chat, "late")
    assert context.campaign
    assert "bot3" not in context.campaign.accounts


def test_an_account_whose_age_is_not_known_is_not_held_to_be_young() -> None:
    chat = Chat()
    for each in range(40):
        chat.now += timedelta(seconds=1)
        author = Author(id=f"who{each}", name="who")
        chat.surroundings.note(MemberJoined(f"j{each}", INN, author, chat.now))
        named = Message(
            id=f"n{each}", place=Place(INN, ""), author=author, text="who", sent_at=chat.now,
            origin=Origin.NAME,
        )  # fmt: skip
        context = chat.surroundings.name(named)
    assert context.signals == ()
