"""Raids, spam waves, and the cheerful crowds that only look so."""

from datetime import datetime, timedelta

import pytest

from engine.sessions.context import Context
from engine.verdict import Category
from tests.builders import HALL, NOON
from tests.engine.sessions.chat import Chat, scores, stream

ADVERTS = (
    "free legendary skins for the first 100 people at skins.invalid/join",
    "FREE skins for the first 100 people join now at skins.invalid/free",
    "free legendary skins only for the first 100 join at skins.invalid/join",
)
OLD = NOON - timedelta(days=900)


def fresh(chat: Chat) -> datetime:
    return chat.now - timedelta(hours=8)


def raid(chat: Chat, accounts: int) -> Context:
    for number in range(accounts):
        chat.join(f"bot{number}", created_at=fresh(chat))
        text = ADVERTS[number % 3]
        context = chat.say(f"bot{number}", text, after=2, account_created_at=fresh(chat))
    return context


def test_fresh_accounts_with_one_advert_in_many_spellings_are_a_raid() -> None:
    context = raid(Chat(), 12)
    assert scores(context)["raid"] > 0.9
    assert context.signals[0].category is Category.RAID


def test_a_raid_is_seen_within_ten_messages() -> None:
    chat = Chat()
    seen = [raid(chat, 1).campaign is not None] + [
        raid(Chat(), number).campaign is not None for number in range(2, 11)
    ]
    assert not any(seen[:4])
    assert seen[9]


def test_a_campaign_keeps_its_name_while_it_grows() -> None:
    small, large = raid(Chat(), 9).campaign, raid(Chat(), 20).campaign
    assert small
    assert large
    assert small.id == large.id
    assert len(large.accounts) > len(small.accounts)


def test_a_campaign_names_those_who_wrote_before_it_was_seen() -> None:
    campaign = raid(Chat(), 10).campaign
    assert campaign
    assert "bot0" in campaign.accounts


def test_a_regular_who_stands_in_a_raid_is_no_part_of_it() -> None:
    chat = Chat()
    raid(chat, 10)
    regular = chat.say("juno", ADVERTS[0], account_created_at=OLD, joined_at=OLD)
    assert regular.campaign is None
    assert "raid" not in scores(regular)


INSULTS = ("you are a stupid loser", "you are a worthless clown", "you are a dumb idiot")


def hate_raid(chat: Chat, accounts: int, *, named: str = "hater") -> Context:
    for number in range(accounts):
        text = INSULTS[number % 3]
        context = chat.say(
            f"{named}{number}",
            text,
            to="lumi",
            risk=0.7,
            category=Category.INSULT,
            after=2,
            account_created_at=fresh(chat),
        )
    return context


@pytest.mark.parametrize("to", ["lumi", "hater3"])
def test_whoever_may_speak_for_the_person_is_not_among_the_accounts_of_a_raid(to: str) -> None:
    """Rough words that nobody can tell the side of, in much the same words as the raiders'."""
    chat, here_for_days = Chat(), NOON - timedelta(days=2)
    hate_raid(chat, 8)
    unsure = chat.say(
        "pax",
        "you are a stupid loser",
        to=to,
        risk=0.7,
        category=Category.INSULT,
        account_created_at=OLD,
        joined_at=here_for_days,
    )
    later = hate_raid(chat, 4, named="late").campaign
    assert unsure.campaign is None
    assert unsure.siege
    assert later
    assert {"hater0", "late3"} < set(later.accounts)
    assert "pax" not in later.accounts


def test_where_nobodys_age_is_told_strangers_at_one_person_are_still_a_raid() -> None:
    chat = Chat()
    for number in range(12):
        context = chat.say(
            f"hater{number}",
            INSULTS[number % 3],
            to="lumi",
            risk=0.7,
            category=Category.INSULT,
            after=2,
            place=stream(),
        )
    assert context.campaign
    assert "hater11" in context.campaign.accounts


def test_talk_amid_a_raid_is_no_part_of_it() -> None:
    chat = Chat()
    raid(chat, 10)
    assert chat.say("toby", "dont click anything folks its a scam").campaign is None


def test_one_account_that_repeats_itself_is_no_raid() -> None:
    chat = Chat()
    for _ in range(12):
        context = chat.say("bot", ADVERTS[0], account_created_at=fresh(chat))
    assert "raid" not in scores(context)


def test_old_accounts_that_spread_a_link_are_spam() -> None:
    chat = Chat()
    for _ in range(2):
        for number in range(14):
            who = f"member{number}"
            context = chat.say(who, ADVERTS[0], account_created_at=OLD, joined_at=OLD)
    assert context.signals[0].category is Category.SPAM


def test_a_joke_that_regulars_copy_is_no_raid() -> None:
    chat = Chat()
    for number in range(14):
        who = f"member{number}"
        text = "the goat has spoken and the goat is wise"
        context = chat.say(who, text, account_created_at=OLD, joined_at=OLD)
    assert (context.campaign, scores(context)) == (None, {"hype": 0.9})


def mob(chat: Chat, count: int) -> Context:
    """On a platform that tells nobody's age; each has words of their own."""
    words = ["ugly", "stupid", "nasty", "awful", "rotten", "dumb", "vile", "mean", "bad", "sick"]
    for number in range(count):
        text = f"{words[number]} people {number} everywhere {words[-number]}"
        context = chat.say(f"rude{number}", text, risk=0.6, place=stream())
    return context


def test_rough_strangers_whose_age_nobody_tells_are_a_raid_too() -> None:
    assert scores(mob(Chat(), 8))["raid"] > 0.7


def test_a_few_rude_viewers_in_a_large_crowd_are_no_mob() -> None:
    chat = Chat()
    for number in range(60):
        chat.say(f"fan{number}", VIEWERS_LINES[number % 5], after=1, place=stream())
    assert "raid" not in scores(mob(chat, 8))


def test_a_viewer_who_shares_small_words_with_a_raid_is_no_part_of_it() -> None:
    chat = Chat()
    for number in range(12):
        text = "you are all vermin get out of here"
        chat.say(f"rude{number}", text, risk=0.9, place=stream())
    context = chat.say("viewer", "you are all welcome to come here later", place=stream())
    assert (context.campaign, scores(context).get("raid")) == (None, None)


def test_a_rude_joke_that_regulars_copy_is_no_raid() -> None:
    chat = Chat()
    for number in range(20):
        who, text = f"member{number}", "the goat is an absolute idiot and we love the goat"
        context = chat.say(who, text, risk=0.6, account_created_at=OLD, joined_at=OLD)
    assert (context.campaign, scores(context).get("raid")) == (None, None)


def test_newcomers_with_rough_words_are_a_raid_without_a_common_text() -> None:
    chat = Chat()
    insults = ["ugly", "stupid", "nasty", "awful", "rotten", "dumb", "vile", "mean", "bad", "sick"]
    for number, insult in enumerate(insults):
        chat.join(f"bot{number}", created_at=OLD)
        text = f"{insult} people number {number} everywhere {insult}"
        context = chat.say(f"bot{number}", text, risk=0.6, account_created_at=fresh(chat))
    assert scores(context)["raid"] > 0.7


def test_visitors_that_the_platform_announced_are_a_party() -> None:
    chat, place = Chat(), stream()
    chat.announce_raid(place, 40)
    for number in range(20):
        text = "brooke sends her very best wishes"
        context = chat.say(f"lamp{number}", text, place=place, account_created_at=fresh(chat))
    assert scores(context) == {"hype": 0.9}


def test_the_same_party_looks_like_a_raid_when_hype_is_switched_off() -> None:
    chat, place = Chat(switched_off=frozenset({"hype"})), stream()
    chat.announce_raid(place, 40)
    for number in range(20):
        text = "brooke sends her very best wishes"
        context = chat.say(f"lamp{number}", text, place=place, account_created_at=fresh(chat))
    assert scores(context)["raid"] > 0.5


def test_an_announced_raid_excuses_no_links() -> None:
    chat, place = Chat(), stream()
    chat.announce_raid(place, 40)
    for number in range(12):
        who, text = f"bot{number}", ADVERTS[number % 3]
        context = chat.say(who, text, place=place, account_created_at=fresh(chat))
    assert scores(context)["raid"] > 0.7


def test_an_announcement_is_over_after_a_quarter_of_an_hour() -> None:
    chat, place = Chat(), stream()
    chat.announce_raid(place, 40)
    chat.now += timedelta(minutes=15)
    assert "hype" not in scores(chat.say("lamp", "hello", place=place))


def test_an_emote_wave_of_strangers_is_hype_without_any_announcement() -> None:
    chat, place = Chat(), stream()
    for number in range(15):
        context = chat.say(f"fan{number}", "pog lets go hype pog", place=place, after=1)
    assert scores(context) == {"hype": 0.9}


def test_three_people_who_cheer_are_a_cheerful_crowd() -> None:
    chat = Chat()
    for who in ("ada", "ben", "cal"):
        context = chat.say(who, "lets go")
    assert "hype" in scores(context)


def test_joining_at_the_usual_rate_adds_nothing_to_a_wave() -> None:
    calm, busy = Chat(), Chat()
    for number in range(300):
        busy.join(f"guest{number}", created_at=OLD, after=20)
    calm.now = busy.now
    for chat in (calm, busy):
        for number in range(8):
            chat.join(f"bot{number}", created_at=OLD)
    scored = [
        [
            scores(chat.say(f"m{number}", ADVERTS[0], risk=0.1)).get("raid", 0.0)
            for number in range(7)
        ][-1]
        for chat in (calm, busy)
    ]
    assert scored[0] > scored[1] > 0


def test_with_raid_switched_off_there_is_no_campaign_either() -> None:
    context = raid(Chat(switched_off=frozenset({"raid"})), 12)
    assert context.campaign is None
    assert "raid" not in scores(context)


def test_a_wave_that_paused_for_ten_minutes_is_over() -> None:
    chat = Chat()
    raid(chat, 10)
    late = chat.say("late", ADVERTS[0], after=601, account_created_at=OLD, place=HALL)
    assert late.campaign is None


VIEWERS_LINES = (
    "good evening dear people",
    "what boss comes next today",
    "that jump was so close",
    "which map are we playing",
    "my small cat is watching",
)


def test_what_viewers_happen_to_say_alike_does_not_cut_a_raid_in_two() -> None:
    """Seen in the bench: the fifth wave pushed out the first, and the raid became a second case."""
    chat, names = Chat(), set()
    for number in range(50):
        raider = chat.say(f"bot{number}", ADVERTS[0], after=2, account_created_at=fresh(chat))
        chat.say(f"viewer{number}", VIEWERS_LINES[number % 5], after=1)
        names |= {raider.campaign.id} if raider.campaign else set()
    assert len(names) == 1
