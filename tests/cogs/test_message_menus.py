"""What is offered on a message and on a person: who may take it, and what it does."""

import pytest

from engine.actions import Hide
from engine.cases import Ruling, Status
from engine.reports import MOST
from engine.verdict import Category, Mode
from tests.cogs.court import Court, said_in

ON_MESSAGES = ("Why?", "This is fine", "This is harassment")


async def test_discord_offers_all_of_them_where_it_should(court: Court) -> None:
    await court.act()
    known = [each for each in court.commands() if each["type"] in {2, 3}]
    assert [each["name"] for each in known if each["type"] == 2] == ["History"]
    assert {each["name"] for each in known if each["type"] == 3} == {"Report", *ON_MESSAGES}
    rights = {each["name"]: each["default_member_permissions"] for each in known}
    assert rights == {"Report": None} | dict.fromkeys((*ON_MESSAGES, "History"), 1 << 40)
    assert all(each["contexts"] == [0] for each in known)


async def test_a_report_by_any_member_lays_the_message_before_moderators(court: Court) -> None:
    said = await court.say("vex")
    (told,) = said_in(await court.menu("mika", "Report", said))
    assert told == "Moderators will look at it; nobody is told that it was you."
    opened = await court.case()
    assert (opened.author, opened.message) == (court.id_of("vex"), str(said.id))
    assert (opened.waits, opened.needs_human) == (True, True)
    assert court.called == ["alert_moderators"]
    (card,) = said_in(await court.slash("oakley", "review"))
    assert "Case 1 · harassment" in card
    assert court.id_of("mika") not in card


async def test_a_report_that_a_moderator_confirms_hides_the_message(court: Court) -> None:
    said = await court.say("vex")
    await court.menu("mika", "Report", said)
    walked = await court.slash("oakley", "review")
    await court.click("oakley", walked.response, "Confirm")
    vex = court.id_of("vex")
    assert court.enforcer.orders[-1].action == Hide(user=vex, message=str(said.id))


async def test_a_message_is_reported_once(court: Court) -> None:
    said = await court.say("vex")
    await court.menu("mika", "Report", said)
    told = said_in(await court.menu("hob", "Report", said))
    assert told == ["Moderators have a case about that message already."]


async def test_a_report_of_what_haven_acted_upon_opens_no_second_case(court: Court) -> None:
    said = await court.say("vex")
    await court.act_on(str(said.id))
    told = said_in(await court.menu("mika", "Report", said))
    assert told == ["Moderators have a case about that message already."]


async def test_nobody_reports_themselves(court: Court) -> None:
    said = await court.say("vex")
    (told,) = said_in(await court.menu("vex", "Report", said))
    assert told.startswith("That is your own message")


async def test_whoever_reports_too_much_is_asked_to_wait(court: Court) -> None:
    for _ in range(MOST):
        await court.menu("mika", "Report", await court.say("vex"))
    (told,) = said_in(await court.menu("mika", "Report", await court.say("vex")))
    assert told.startswith("You have reported several messages")


@pytest.mark.parametrize("name", ON_MESSAGES)
async def test_a_member_who_takes_it_all_the_same_is_refused_alone(court: Court, name: str) -> None:
    said = await court.say("vex")
    await court.act_on(str(said.id))
    before = await court.case()
    told = said_in(await court.menu("mika", name, said))
    assert told == ["You may not do that here: it takes the right to review."]
    assert (await court.case(), court.called) == (before, ["timeout"])


async def test_why_tells_how_the_case_of_a_message_came_about(court: Court) -> None:
    said = await court.say("vex")
    await court.act_on(str(said.id))
    (told,) = said_in(await court.menu("oakley", "Why?", said))
    assert "How case 1 came about" in told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Why?", "Nothing is known here of a message like that."),
        ("This is fine", "Haven has no case about that message."),
    ],
)
async def test_a_message_without_a_case_is_said_to_have_none(
    court: Court, name: str, told: str
) -> None:
    (words,) = said_in(await court.menu("oakley", name, await court.say("vex")))
    assert words.startswith(told)
    assert court.called == []


async def test_fine_takes_back_what_was_done(court: Court) -> None:
    said = await court.say("vex")
    await court.act_on(str(said.id))
    assert said_in(await court.menu("oakley", "This is fine", said)) == ["Case 1 is taken back."]
    assert ((await court.case()).status, court.called) == (
        Status.UNDONE,
        ["timeout", "untimeout"],
    )


async def test_harassment_confirms_the_case_there_is(court: Court) -> None:
    said = await court.say("vex")
    await court.act_on(str(said.id), mode=Mode.ASSIST)
    told = said_in(await court.menu("oakley", "This is harassment", said))
    assert told == ["Case 1 is confirmed as harassment."]
    assert court.called == ["alert_moderators", "timeout"]


async def test_harassment_hides_a_message_that_haven_let_pass(court: Court) -> None:
    said = await court.say("vex")
    told = said_in(await court.menu("oakley", "This is harassment", said))
    assert told == ["Case 1 is confirmed as harassment."]
    opened = await court.case()
    assert (opened.category, opened.ruling) == (Category.HARASSMENT, Ruling.CONFIRMED)
    assert (opened.ordered_by, opened.message) == (court.id_of("oakley"), str(said.id))
    assert court.called == ["hide"]


@pytest.mark.parametrize("name", ["This is fine", "This is harassment"])
@pytest.mark.parametrize("whom", ["marshal", "hob"])
async def test_nobody_rules_above_themselves(court: Court, name: str, whom: str) -> None:
    said = await court.say(whom)
    await court.act_on(str(said.id), by=whom)
    told = said_in(await court.menu("oakley", name, said))
    assert told == ["They rank as high as you do, or higher."]
    assert court.called == ["timeout"]


async def test_whoever_may_not_hide_hides_nothing_by_calling_it_harassment(court: Court) -> None:
    await court.forbid("moderator", manage_messages=False)
    told = said_in(await court.menu("oakley", "This is harassment", await court.say("vex")))
    assert told == ["You may not do that here: it takes the right to hide."]
    assert court.called == []


async def test_a_history_is_asked_for_on_a_person(court: Court) -> None:
    await court.act()
    (told,) = said_in(await court.menu("oakley", "History", court.people["vex"]))
    assert told.splitlines()[1].startswith("**1** ·")
    (refused,) = said_in(await court.menu("mika", "History", court.people["vex"]))
    assert refused == "You may not do that here: it takes the right to review."
