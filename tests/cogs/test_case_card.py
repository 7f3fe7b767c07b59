"""Cards for moderators: one for each state a case can be in."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from discord import ui

from cogs.case_card import (
    card_of,
    context_of,
    explanation_of,
    has_picture,
    question_of,
)
from engine.actions import (
    AlertModerators,
    Ban,
    Hide,
    Kick,
    LockDown,
    Timeout,
    Unban,
)
from engine.cases import Case, Note, Ruling, Status
from engine.events import Community, Place, Platform
from engine.verdict import Category, Evidence, Mode
from tests.builders import NOON, minutes
from tests.cogs.views import (
    HALL,
    MIKA,
    OAKLEY,
    PRECEDENT,
    VEX,
    buttons_of,
    discord_case,
    text_of,
    usable,
    view,
    waiting,
)

RULINGS = ["Confirm", "Reverse", "Lighter", "Harsher", "Ban…"]
QUESTIONS = ["Explain", "More context"]
FIENDISH = "||<@1> @everyone [x](https://evil.example) **#** `" + "\u202e" + "||\n# " * 400
ENDS = "<t:1772453400:f>"
CAMPAIGN = tuple(str(10**17 + number) for number in range(300))


def card_text(shown: Case, **changes: object) -> str:
    return text_of(card_of(view(shown, **changes)))


def test_a_card_says_who_did_what_to_whom_where_and_why() -> None:
    text = card_text(discord_case())
    assert f"### Case 7 · insult\n<@{VEX}> → <@{MIKA}> in <#9002> <t:1772452800:f>" in text
    assert "||get lost||" in text
    assert "**Why:** It insults a person." in text
    assert "enforce mode · harm 70% · risk 60% · policy version test" in text


def test_a_card_tells_what_spoke_for_it_and_how_the_like_ended() -> None:
    text = card_text(discord_case())
    assert "- A strong insult.\n- Two voices against one." in text
    assert "The message itself" not in text
    assert "- 87% like words that did harm (ruled here): Tells a person to leave." in text


def test_what_the_reason_has_said_is_not_said_again_below_it() -> None:
    text = card_text(discord_case(reason="But: A strong insult."))
    assert text.count("A strong insult.") == 1
    assert "- Two voices against one." in text


def test_what_a_long_reason_was_cut_before_is_said_below_it() -> None:
    text = card_text(discord_case(reason=f"{'It insults a person. ' * 30}A strong insult."))
    assert "- A strong insult." in text


def test_words_that_are_gone_are_said_to_be_gone() -> None:
    assert "The words are gone." in card_text(discord_case(), words=None)
    assert "about no message" in card_text(discord_case(message=""), words=None)


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (discord_case(), "timed out for 10 minutes · under way"),
        (
            discord_case(status=Status.APPLIED, expires_at=NOON + minutes(10)),
            f"timed out for 10 minutes until {ENDS}",
        ),
        (discord_case(status=Status.REFUSED), "timed out for 10 minutes (the platform refused)"),
        (discord_case(status=Status.FAILED), "timed out for 10 minutes (failed)"),
        (discord_case(status=Status.UNKNOWN), "(nobody knows whether it arrived)"),
        (discord_case(status=Status.UNDONE), "(taken back)"),
        (discord_case(status=Status.EXPIRED), "(over)"),
        (discord_case(status=Status.VOID), "(void)"),
        (waiting(), "nothing yet, assist mode waits for a moderator"),
        (waiting(status=Status.EXPIRED), "nothing, no moderator answered in time"),
    ],
    ids=str,
)
def test_a_card_tells_what_was_done_in_every_state(shown: Case, told: str) -> None:
    assert f"**Done:** {told}" in card_text(shown) or told in card_text(shown)


@pytest.mark.parametrize(
    ("shown", "open_to"),
    [
        (discord_case(), RULINGS),
        (discord_case(ruling=Ruling.CONFIRMED, ruled_by=OAKLEY), RULINGS[1:]),
        (waiting(), RULINGS),
        (waiting(mode=Mode.OBSERVE), RULINGS),
        (discord_case(rung="warn"), ["Confirm", "Reverse", "Harsher", "Ban…"]),
        (discord_case(rung="ban", actions=(Ban(user=VEX),)), ["Confirm", "Reverse", "Lighter"]),
        (discord_case(status=Status.EXPIRED), ["Confirm", "Reverse", "Harsher", "Ban…"]),
        (waiting(status=Status.EXPIRED), ["Confirm", "Reverse", "Ban…"]),
        (
            discord_case(rung="hide", actions=(Hide(user=VEX, message="m1"),)),
            ["Confirm", "Reverse", "Ban…"],
        ),
        (
            discord_case(rung="kick", actions=(Kick(user=VEX),)),
            ["Confirm", "Reverse", "Ban…"],
        ),
        (discord_case(rung="unban", actions=(Unban(user=VEX),)), ["Confirm"]),
        (
            discord_case(rung="raid", actions=(LockDown(duration=minutes(30)),), accounts=CAMPAIGN),
            ["Confirm", "Reverse"],
        ),
        (discord_case(status=Status.UNDONE, ruling=Ruling.REVERSED, ruled_by=OAKLEY), []),
        (discord_case(status=Status.VOID, ruled_by=OAKLEY), []),
    ],
    ids=str,
)
def test_only_buttons_that_can_do_something_are_open(shown: Case, open_to: list[str]) -> None:
    assert usable(card_of(view(shown))) == [*open_to, *QUESTIONS]


def test_a_waiting_case_says_what_is_asked_until_when() -> None:
    text = card_text(waiting(expires_at=NOON + minutes(10)))
    assert "**Asked of you:** Confirm, and it is done: timed out for 10 minutes." in text
    assert f"It lapses {ENDS}." in text


def test_an_observed_case_asks_only_whether_it_was_right() -> None:
    assert "was this right? Haven only observes here" in card_text(waiting(mode=Mode.OBSERVE))


def test_a_proposed_ban_is_asked_about_besides_what_was_done() -> None:
    proposing = discord_case(
        needs_human=True, rung="ban", proposal=Ban(user=VEX), status=Status.APPLIED
    )
    text = card_text(proposing)
    assert "**Done:** timed out for 10 minutes" in text
    assert "Confirm, and it is done: banned." in text


def test_who_ruled_is_told() -> None:
    confirmed = discord_case(ruling=Ruling.CONFIRMED, ruled_by=OAKLEY)
    assert f"**Confirmed** by <@{OAKLEY}>" in card_text(confirmed)
    reversed_ = discord_case(status=Status.UNDONE, ruling=Ruling.REVERSED, ruled_by=OAKLEY)
    assert f"**Reversed** by <@{OAKLEY}>" in card_text(reversed_)
    void = discord_case(status=Status.VOID, ruled_by=OAKLEY)
    assert f"**Void:** struck off by <@{OAKLEY}>" in card_text(void)


def test_a_campaign_shows_some_accounts_and_counts_all() -> None:
    text = card_text(discord_case(target=None, accounts=CAMPAIGN))
    assert f"300 accounts: <@{CAMPAIGN[0]}>" in text
    assert "292 more" in text
    assert f"<@{CAMPAIGN[8]}>" not in text


def test_a_name_stands_in_no_channel() -> None:
    named = discord_case(place=Place(HALL.community, ""), target=None)
    text = card_text(named, words="**Vex**", course=())
    assert "by a name, in no channel," in text
    assert r"Their name: ||\*\*Vex\*\*||" in text


def test_a_thread_is_named_rather_than_its_channel() -> None:
    inside = replace(HALL, thread="9003")
    assert "in <#9003>" in card_text(discord_case(place=inside))


def test_a_moderators_order_names_them() -> None:
    ordered = discord_case(ordered_by=OAKLEY, message="", evidence=())
    text = card_text(ordered, words=None, verdict=None, course=())
    assert f"ordered by <@{OAKLEY}>" in text


def test_people_of_other_platforms_and_erased_ones_are_no_mentions() -> None:
    elsewhere = Place(Community(Platform.TWITCH, "12"), "stage")
    text = card_text(discord_case(place=elsewhere, author="erased", accounts=("erased",)))
    assert f"**erased** → **{MIKA}** in stage on Twitch" in text
    assert "### Case 7 of stage on Twitch · insult" in text
    assert "<@" not in text


def test_whoever_wrote_on_another_platform_comes_with_name_and_number() -> None:
    elsewhere = Place(Community(Platform.TWITCH, "12"), "stage")
    shown = discord_case(place=elsewhere, author="200", accounts=("200",), target=None)
    text = card_text(shown, name="<@1> *Vex*")
    assert "**\\<@\u200b1\\> \\*Vex\\*** (200) in stage on Twitch" in text
    assert "<@200>" not in card_text(shown, name=None)


def test_a_picture_comes_with_a_talk_and_not_without() -> None:
    with_talk, without = view(), view(course=())
    galleries = [
        item for item in card_of(with_talk).walk_children() if isinstance(item, ui.MediaGallery)
    ]
    assert has_picture(with_talk)
    assert [item.media.url for item in galleries[0].items] == ["attachment://course.png"]
    assert galleries[0].items[0].description
    assert not has_picture(without)
    assert not [x for x in card_of(without).walk_children() if isinstance(x, ui.MediaGallery)]


def fullest() -> Case:
    evidence = tuple(Evidence(f"signal:{n}", FIENDISH) for n in range(20))
    notes = tuple(Note(by=OAKLEY, at=NOON, text=FIENDISH) for _ in range(100))
    return waiting(
        reason=FIENDISH,
        evidence=evidence,
        notes=notes,
        accounts=tuple("*" * 99 for _ in range(300)),
        target="*" * 99,
        ordered_by="*" * 99,
        place=Place(HALL.community, "*" * 99, "*" * 99),
        policy="*" * 99,
        category=Category.SEXUAL_HARASSMENT,
        actions=tuple(
            [Timeout(user=VEX, duration=timedelta(days=1)), AlertModerators(text="look")]
            + [Hide(user=VEX, message=str(n)) for n in range(300)]
        ),
        ruling=Ruling.CONFIRMED,
        ruled_by="*" * 99,
        expires_at=NOON,
    )


def test_a_card_with_all_at_its_longest_fits_into_a_message() -> None:
    precedent = replace(PRECEDENT, explanation=FIENDISH, ended=FIENDISH)
    shown = view(fullest(), words=FIENDISH)
    assert shown.verdict is not None
    prediction = replace(shown.verdict.prediction, precedents=(precedent,) * 9)
    shown = replace(shown, verdict=replace(shown.verdict, prediction=prediction))
    card = card_of(shown)
    assert card.content_length() <= 4_000
    assert len(list(card.walk_children())) <= 40


@pytest.mark.parametrize("make", [card_of, explanation_of, context_of])
def test_nothing_that_others_wrote_works_on_a_sheet(make: object) -> None:
    beat = replace(view().course[0], text=FIENDISH)
    shown = view(discord_case(reason=FIENDISH), words=FIENDISH, course=(beat,) * 9)
    text = text_of(make(shown))  # type: ignore[operator]
    assert not re.search(r"(?<!\\)<@1>|@everyone|\]\(|://|\u202e", text)
    # Haven's own bars come in pairs, and no line of theirs begins one of its own.
    assert len(re.findall(r"(?<!\\)\|\|", text)) % 2 == 0
    assert not re.search(r"^# ", text, re.MULTILINE)


def test_an_explanation_tells_each_signal_the_like_and_the_other_modes() -> None:
    text = text_of(explanation_of(view()))
    assert "- 80% for harm, very strongly: A strong insult." in text
    assert "Tells a person to leave." in text
    assert "- In observe: nothing" in text
    assert "Judged by Haven's own rules, words read by model test; policy version test" in text


def test_an_explanation_owns_up_where_nothing_is_kept() -> None:
    assert "no longer kept" in text_of(explanation_of(view(verdict=None)))
    ordered = discord_case(ordered_by=OAKLEY)
    assert "A moderator ordered it." in text_of(explanation_of(view(ordered, verdict=None)))


def test_context_shows_the_last_lines_in_their_order() -> None:
    text = text_of(context_of(view()))
    assert re.findall(r"\|\|(.*?)\|\|", text) == [f"line {n}" for n in range(5)]
    assert "Nothing that was said around it is kept." in text_of(context_of(view(course=())))


def test_the_question_names_whom_and_the_card_it_belongs_to() -> None:
    question = question_of(discord_case(), card=55)
    (yes,) = buttons_of(question)
    assert yes.custom_id == "haven:case:ban_now:7:timeout_10_minutes:55"
    assert f"Ban <@{VEX}>?" in text_of(question)


def test_cards_last_and_are_not_kept_in_memory() -> None:
    card = card_of(view())
    assert card.timeout is None
    assert not card.is_dispatchable()
