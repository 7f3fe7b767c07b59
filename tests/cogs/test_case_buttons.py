"""The buttons under a card: by whom they may be clicked, what each does, once."""

from collections.abc import Callable
from dataclasses import replace

import discord
import pytest

from cogs.case_card import card_of
from engine.actions import Mute
from engine.cases import Case, Ruling, Status
from engine.changes import Changes
from engine.verdict import Category, Mode
from tests.builders import minutes
from tests.cogs.court import ACTING, ASKING, Court, moderators, said_in

RULED: dict[str, tuple[list[str], str, Callable[[Case], bool]]] = {
    "Confirm": ([], "**Confirmed** by", lambda case: case.ruling is Ruling.CONFIRMED),
    "Reverse": (["untimeout"], "**Reversed** by", lambda case: case.status is Status.UNDONE),
    "Lighter": (["timeout"], "for 10 min", lambda case: case.rung == "timeout_10_minutes"),
    "Harsher": (["timeout"], "for 1 d", lambda case: case.rung == "timeout_24_hours"),
}


@pytest.mark.parametrize("label", RULED)
async def test_a_moderator_rules_and_the_card_shows_it(court: Court, label: str) -> None:
    calls, shown, became = RULED[label]
    card = await court.act(court.timeout(length=60), rung="timeout_1_hour")
    answer = await court.click("oakley", card, label)
    assert became(await court.case())
    assert (await court.case()).ruled_by == court.id_of("oakley")
    assert court.called == ["timeout", *calls]
    assert shown in court.text(card)
    assert said_in(answer) == []


async def test_a_reversed_card_offers_only_questions(court: Court) -> None:
    card = await court.act()
    await court.click("oakley", card, "Reverse")
    assert court.usable(card) == ASKING


async def test_what_waited_is_carried_out_by_confirm(court: Court) -> None:
    card = await court.act(mode=Mode.ASSIST)
    assert "**Asked of you:**" in court.text(card)
    await court.click("oakley", card, "Confirm")
    assert court.called == ["alert_moderators", "timeout"]
    assert "**Asked of you:**" not in court.text(card)


async def test_a_ban_is_asked_about_before_it_is_done(court: Court) -> None:
    card = await court.act()
    asked = await court.click("oakley", card, "Ban…")
    assert court.called == ["timeout"]
    assert said_in(asked)[0].startswith(f"Ban <@{court.id_of('vex')}>?")
    await court.click("oakley", asked.response, "Yes, ban")
    assert court.called == ["timeout", "ban", "untimeout"]
    assert (await court.case()).rung == "ban"
    assert "**Done:** banned" in court.text(card)
    assert "Ban…" not in court.usable(card)
    assert said_in(asked) == ["The ban is on its way."]


async def test_explain_and_context_answer_whoever_asked_alone(court: Court) -> None:
    card = await court.act()
    before = court.text(card)
    (explained,) = said_in(await court.click("oakley", card, "Explain"))
    (context,) = said_in(await court.click("hob", card, "More context"))
    assert "How case 1 came about" in explained
    assert r"||get \*\*lost\*\*||" in context
    assert court.text(card) == before


@pytest.mark.parametrize("label", [*ACTING, *ASKING])
async def test_a_member_without_rights_is_told_so(court: Court, label: str) -> None:
    card = await court.act()
    before, text = await court.case(), court.text(card)
    (told,) = said_in(await court.click("mika", card, label))
    assert told == "You may not do that here: it takes the right to review."
    assert (await court.case(), court.text(card), court.called) == (before, text, ["timeout"])


@pytest.mark.parametrize("label", ACTING)
@pytest.mark.parametrize(
    ("subject", "by", "why"),
    [
        ("marshal", "oakley", "They rank as high as you do, or higher."),
        ("hob", "oakley", "They rank as high as you do, or higher."),
        ("oakley", "oakley", "Nobody acts in a case of their own."),
    ],
)
async def test_nobody_acts_above_themselves_nor_in_their_own_case(
    court: Court, label: str, subject: str, by: str, why: str
) -> None:
    card = await court.act(by=subject)
    before = await court.case()
    assert said_in(await court.click(by, card, label)) == [why]
    assert (await court.case(), court.called) == (before, ["timeout"])


async def test_whoever_ranks_above_may(court: Court) -> None:
    card = await court.act(by="hob")
    await court.click("marshal", card, "Reverse")
    assert (await court.case()).status is Status.UNDONE


async def test_a_question_is_answered_whomever_it_is_about(court: Court) -> None:
    card = await court.act(by="marshal")
    (told,) = said_in(await court.click("oakley", card, "Explain"))
    assert "How case 1 came about" in told


@pytest.mark.parametrize("label", ["Harsher", "Ban…"])
async def test_a_moderator_without_the_right_to_ban_bans_nobody(court: Court, label: str) -> None:
    card = await court.act(Mute(user=court.id_of("vex")), rung="mute")
    await court.forbid("moderator", ban_members=False)
    (told,) = said_in(await court.click("oakley", card, label))
    assert told == "You may not do that here: it takes the right to ban."
    assert court.called == ["mute"]


async def test_no_button_of_an_old_card_bans_a_person_in_danger(court: Court) -> None:
    card = await court.act()
    crisis = replace(await court.case(), category=Category.SELF_HARM)
    await court.door.ledger.commit(Changes(cases=(crisis,)))
    (told,) = said_in(await court.click("oakley", card, "Ban…"))
    assert told == "Case 1 is about somebody in danger: no ban for it."
    assert court.called == ["timeout"]


async def test_a_right_that_is_lost_after_the_question_bans_nobody(court: Court) -> None:
    card = await court.act()
    asked = await court.click("oakley", card, "Ban…")
    await court.forbid("moderator", ban_members=False)
    done = await court.click("oakley", asked.response, "Yes, ban")
    assert said_in(done) == ["You may not do that here: it takes the right to ban."]
    assert court.called == ["timeout"]


@pytest.mark.parametrize("label", ACTING)
async def test_who_left_has_no_rank(court: Court, label: str) -> None:
    card = await court.act()
    court.guild.remove_member(court.people["vex"])
    await court.env.settle()
    told = said_in(await court.click("oakley", card, label))
    ruled = (await court.case()).ruled_by == court.id_of("oakley")
    assert (ruled, told) == (True, []) if label != "Ban…" else told[0].startswith("Ban <@")


@pytest.mark.parametrize("label", RULED)
async def test_buttons_that_rule_survive_a_restart(court: Court, label: str) -> None:
    _, shown, became = RULED[label]
    card = await court.act(court.timeout(length=60), rung="timeout_1_hour")
    await court.restart()
    await court.click("oakley", card, label)
    assert became(await court.case())
    assert shown in court.text(card)


@pytest.mark.parametrize("label", ASKING)
async def test_buttons_that_ask_survive_a_restart(court: Court, label: str) -> None:
    card = await court.act()
    await court.restart()
    assert len(said_in(await court.click("oakley", card, label))) == 1


async def test_the_yes_to_a_ban_survives_a_restart(court: Court) -> None:
    card = await court.act()
    asked = await court.click("oakley", card, "Ban…")
    await court.restart()
    await court.click("oakley", asked.response, "Yes, ban")
    assert (await court.case()).rung == "ban"
    assert "**Done:** banned" in court.text(card)


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        (("Confirm", "Confirm"), "confirmed already"),
        (("Reverse", "Reverse"), "taken back already"),
        (("Lighter", "Lighter"), "changed meanwhile"),
        (("Harsher", "Harsher"), "changed meanwhile"),
        (("Harsher", "Lighter"), "changed meanwhile"),
    ],
)
async def test_two_moderators_at_once_make_one_action(
    court: Court, labels: tuple[str, str], why: str
) -> None:
    card = await court.act(court.timeout(length=60), rung="timeout_1_hour")
    told = await court.click_at_once(card, *zip(("oakley", "hob"), labels, strict=True))
    assert len(told) == 1
    assert why in told[0]
    assert len(court.called) <= 2


async def test_whoever_of_two_is_first_what_is_taken_back_is_not_done_after_all(
    court: Court,
) -> None:
    """Refused is the one who asks for more after that; to take back more is nothing to refuse."""
    card = await court.act(court.timeout(length=60), rung="timeout_1_hour")
    told = await court.click_at_once(card, ("oakley", "Reverse"), ("hob", "Harsher"))
    assert (await court.case()).status is Status.UNDONE
    assert court.called[-1] == "untimeout"
    assert len(told) == (court.called == ["timeout", "untimeout"])


async def test_two_yeses_to_a_ban_make_one_ban(court: Court) -> None:
    card = await court.act()
    questions = [await court.click(person, card, "Ban…") for person in ("oakley", "hob")]
    await court.click("oakley", questions[0].response, "Yes, ban")
    told = said_in(await court.click("hob", questions[1].response, "Yes, ban"))
    assert told == ["Case 1 has been changed meanwhile."]
    assert court.called.count("ban") == 1


async def test_a_stale_card_is_refused_and_brought_up_to_date(court: Court) -> None:
    card = await court.act(court.timeout(length=60), rung="timeout_1_hour")
    copy = await court.post()
    await court.click("oakley", card, "Harsher")
    assert "for 1 h" in court.text(copy)
    told = said_in(await court.click("hob", copy, "Harsher"))
    assert told == ["Case 1 has been changed meanwhile."]
    assert "for 1 d" in court.text(copy)


async def test_a_campaign_needs_the_rank_over_everybody_in_it(court: Court) -> None:
    ids = tuple(court.id_of(person) for person in ("vex", "mika", "marshal"))
    card = await court.act(accounts=ids, campaign="c1", mode=Mode.ASSIST)
    told = said_in(await court.click("oakley", card, "Confirm"))
    assert told == ["They rank as high as you do, or higher."]
    assert court.called == ["alert_moderators"]


async def test_a_card_is_posted_with_its_picture_and_edited_with_it(court: Court) -> None:
    for _ in range(3):
        card = await court.act()
        court.door.clock.advance(court.door.clock.now() + minutes(1))
    assert court.files(card) == ["course.png"]
    await court.click("oakley", card, "Confirm")
    assert court.files(card) == ["course.png"]


async def test_a_number_never_reaches_another_servers_case(court: Court) -> None:
    await court.act()
    elsewhere = court.env.create_guild("elsewhere")
    channel = elsewhere.create_text_channel("mod-log")
    boss = elsewhere.add_member(court.env.create_user("boss"), roles=[moderators(elsewhere)])
    await court.env.settle()
    view = await court.services.desk.view(court.community, 1)
    assert view is not None
    copied = await court.env.bot.get_partial_messageable(channel.id).send(
        view=card_of(replace(view, course=())), allowed_mentions=discord.AllowedMentions.none()
    )
    for label in ("Reverse", "Explain"):
        told = said_in(await boss.click(copied, label=label))
        assert told == ["There is no case 1 here."]
    assert court.called == ["timeout"]
