"""Appeals on Discord: a form for the person, an answer by another moderator, once."""

import pytest

from engine.actions import AlertTarget, AnswerRequest, Ban
from engine.cases import AppealState, Status
from tests.builders import decision, message, minutes
from tests.cogs.court import Court, said_in
from tests.engine.linked import CHAT, STAGE, STRANGE_STAGE, link

SENT = "Another moderator than the one who acted will answer you."
DECISIONS = {
    "upheld": (Status.APPLIED, ["timeout", "alert_moderators", "alert_target"]),
    "overturned": (Status.UNDONE, ["timeout", "alert_moderators", "untimeout", "alert_target"]),
}


async def appeal(
    court: Court, *, by: str = "vex", case: int = 1, words: str = "I was **joking**."
) -> list[str]:
    form = await court.slash(by, "appeal", case=case)
    assert form.modal is not None
    return said_in(await court.submit(by, form, words=words))


async def answer(court: Court, by: str = "hob", decision: str = "overturned") -> list[str]:
    given = {"case": 1, "decision": decision, "answer": "We read it."}
    return said_in(await court.slash(by, "appeals answer", **given))


async def test_a_member_speaks_against_a_case_by_a_form(court: Court) -> None:
    await court.act()
    assert await appeal(court) == [SENT]
    (opened,) = await court.door.appeals.waiting(court.community)
    assert (opened.by, opened.text) == (court.id_of("vex"), "I was **joking**.")
    assert court.called == ["timeout", "alert_moderators"]


@pytest.mark.parametrize(("by", "case"), [("mika", 1), ("vex", 404)])
async def test_only_who_a_case_is_about_appeals(court: Court, by: str, case: int) -> None:
    await court.act()
    assert await appeal(court, by=by, case=case) == [f"There is no case {case} about you here."]


async def test_a_second_appeal_waits_for_the_first(court: Court) -> None:
    await court.act()
    await appeal(court)
    (told,) = await appeal(court)
    assert told == "An appeal of this case is open; a moderator will answer it."


async def test_the_next_appeal_comes_two_days_after_the_answer(court: Court) -> None:
    await court.act(Ban(user=court.id_of("vex")), rung="ban")
    await appeal(court)
    await answer(court, decision="upheld")
    (told,) = await appeal(court)
    assert told.startswith("You may appeal again from ")
    court.door.clock.advance(court.door.clock.now() + minutes(48 * 60))
    assert await appeal(court) == [SENT]


async def test_words_that_say_nothing_are_refused(court: Court) -> None:
    await court.act()
    assert await appeal(court, words=" \u0000 ") == ["There is nothing written there."]


async def test_moderators_see_what_waits_behind_a_spoiler(court: Court) -> None:
    await court.act()
    assert said_in(await court.slash("oakley", "appeals list")) == [
        "### Open appeals\nThere is none."
    ]
    await appeal(court)
    (told,) = said_in(await court.slash("oakley", "appeals list"))
    assert f"**Case 1** · <@{court.id_of('vex')}>" in told
    assert r"||I was \*\*joking\*\*.||" in told


@pytest.mark.parametrize("decision", DECISIONS)
async def test_a_moderator_answers_and_the_person_is_told(court: Court, decision: str) -> None:
    status, calls = DECISIONS[decision]
    await court.act()
    await appeal(court)
    told = await answer(court, decision=decision)
    assert told == [f"The appeal of case 1 is {decision}, and the person is told."]
    (decided,) = await court.door.appeals.of(court.community, 1)
    assert (decided.state, decided.decided_by) == (AppealState(decision), court.id_of("hob"))
    assert (await court.case()).status is status
    assert sorted(court.called) == sorted(calls)
    (said,) = [o.action for o in court.enforcer.orders if isinstance(o.action, AlertTarget)]
    assert said.user == court.id_of("vex")
    assert said.text.endswith("We read it.")


async def test_who_acted_does_not_answer(court: Court) -> None:
    await court.slash("oakley", "timeout", person=court.people["vex"], length="1h")
    await appeal(court)
    assert await answer(court, "oakley") == ["Another moderator than you must answer for case 1."]
    assert court.called == ["timeout", "alert_moderators"]


async def test_nobody_answers_an_appeal_of_their_own(court: Court) -> None:
    await court.act(by="oakley")
    await appeal(court, by="oakley")
    assert await answer(court, "oakley") == ["Nobody acts in a case of their own."]


async def test_an_answer_without_an_appeal_is_refused(court: Court) -> None:
    await court.act()
    assert await answer(court) == ["Nobody's appeal of case 1 is open."]


@pytest.mark.parametrize("name", ["appeals list", "appeals answer"])
async def test_a_member_who_enters_it_all_the_same_is_refused_alone(
    court: Court, name: str
) -> None:
    await court.act()
    await appeal(court)
    given = {"case": 1, "decision": "overturned"} if name == "appeals answer" else {}
    told = said_in(await court.slash("mika", name, **given))
    assert told == ["You may not do that here: it takes the right to review."]


async def test_discord_shows_members_the_appeal_and_moderators_the_answer(court: Court) -> None:
    await court.act()
    known = {each["name"]: each for each in court.commands()}
    assert known["appeal"]["default_member_permissions"] is None
    assert known["appeals"]["default_member_permissions"] == 1 << 40
    assert known["appeal"]["contexts"] == known["appeals"]["contexts"] == [0]


async def test_the_longest_appeals_fit_a_message(court: Court) -> None:
    for number in range(1, 11):
        await court.act()
        await appeal(court, case=number, words="*" * 2_000)
    (told,) = said_in(await court.slash("oakley", "appeals list"))
    assert len(told) <= 4_000
    assert told.splitlines()[-1] == "-# 2 more; answer the oldest first."


async def banned_on_twitch(court: Court) -> None:
    ban = decision(Ban(user="900"), rung="ban")
    await court.door.act(message(by="900", place=CHAT), ban)
    await court.door.appeals.open(STAGE, 1, by="900", text="let me in")
    await court.door.dispatcher.drain()
    court.enforcer.orders.clear()


async def test_the_oldest_appeal_is_first_wherever_it_comes_from(court: Court) -> None:
    await banned_on_twitch(court)
    await court.act()
    court.door.clock.advance(court.door.clock.now() + minutes(1))
    await appeal(court)
    (listed,) = said_in(await court.slash("hob", "appeals list"))
    assert listed.index("on Twitch") < listed.index("**Case 1** · <@")


async def answer_there(court: Court, by: str = "hob", **changes: object) -> list[str]:
    given = {"case": 1, "decision": "overturned", "channel": STAGE.id, **changes}
    return said_in(await court.slash(by, "appeals answer", **given))


async def test_moderators_see_and_answer_what_comes_from_their_twitch_channels(
    court: Court,
) -> None:
    await banned_on_twitch(court)
    (listed,) = said_in(await court.slash("hob", "appeals list"))
    assert "**Case 1** of mika on Twitch · **900** · " in listed
    assert await answer_there(court, answer="Welcome back.") == [
        "The appeal of case 1 is overturned, and the person is told."
    ]
    told = court.enforcer.orders[0].action
    assert court.called == ["answer_request", "unban"]
    assert isinstance(told, AnswerRequest)
    assert told.text.endswith("Welcome back.")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"channel": STRANGE_STAGE.id}, "From here Haven looks after these channels: mika"),
        ({"case": 404}, "There is no case 404 here."),
    ],
)
async def test_nothing_else_on_twitch_is_theirs_to_answer(
    court: Court, asked: dict[str, object], told: str
) -> None:
    await banned_on_twitch(court)
    assert await answer_there(court, **asked) == [told]
    assert court.called == []


async def test_nobody_answers_for_the_account_that_they_linked(court: Court) -> None:
    await banned_on_twitch(court)
    own = link(home=court.community, member=court.id_of("hob"))
    court.known.links.restore([own])
    assert await answer_there(court) == ["Nobody acts in a case of their own."]
    assert await answer_there(court, "mika") == [
        "You may not do that here: it takes the right to review."
    ]
