"""Cards that one moderator alone sees: shown on demand, or walked through one by one."""

from engine.cases import Status
from engine.verdict import Mode
from tests.builders import minutes
from tests.cogs.court import Court, buttons_in, said_in


async def test_a_case_is_shown_with_its_picture_to_who_asked_alone(court: Court) -> None:
    for _ in range(3):
        await court.act()
        court.door.clock.advance(court.door.clock.now() + minutes(1))
    answer = await court.slash("oakley", "case show", number=3)
    (shown,) = said_in(answer)
    assert "Case 3 ·" in shown
    assert r"||get \*\*lost\*\*||" in shown
    assert answer.response is not None
    assert [each.filename for each in answer.response.attachments] == ["course.png"]


async def test_a_card_shown_to_one_alone_is_ruled_upon_there(court: Court) -> None:
    await court.act()
    answer = await court.slash("oakley", "case show", number=1)
    await court.click("oakley", answer.response, "Reverse")
    assert (await court.case()).status is Status.UNDONE
    assert "**Reversed** by" in said_in(answer)[0]
    assert buttons_in(answer) == ["Explain", "More context", "Next open case"]


async def test_a_review_walks_the_queue_card_by_card(court: Court) -> None:
    for _ in range(3):
        await court.act(mode=Mode.ASSIST)
    walked = await court.slash("oakley", "review")
    assert "Case 1 ·" in said_in(walked)[0]
    await court.click("oakley", walked.response, "Next open case")
    assert "Case 2 ·" in said_in(walked)[0]
    await court.click("oakley", walked.response, "Confirm")
    assert "**Confirmed** by" in said_in(walked)[0]
    await court.click("oakley", walked.response, "Next open case")
    assert "Case 1 ·" in said_in(walked)[0]
    await court.click("oakley", walked.response, "Next open case")
    assert "Case 3 ·" in said_in(walked)[0]
    await court.click("oakley", walked.response, "Next open case")
    assert said_in(walked) == ["Nothing else waits for a moderator."]
    assert buttons_in(walked) == []


async def test_an_empty_queue_is_said_to_be_empty(court: Court) -> None:
    assert said_in(await court.slash("oakley", "review")) == ["Nothing waits for a moderator."]


async def test_a_private_card_asks_about_a_ban_in_its_own_place_and_shows_it(court: Court) -> None:
    await court.open()
    shown = await court.slash("oakley", "case show", number=1)
    asked = await court.click("oakley", shown.response, "Ban…")
    assert said_in(asked) == said_in(shown)
    assert said_in(shown)[0].startswith(f"Ban <@{court.id_of('vex')}>?")
    await court.click("oakley", shown.response, "Yes, ban")
    assert "**Done:** banned" in said_in(shown)[0]
    assert "Ban…" not in buttons_in(shown)
    assert (await court.case()).rung == "ban"


async def test_whoever_is_not_sure_about_a_ban_gets_the_card_back(court: Court) -> None:
    await court.open()
    shown = await court.slash("oakley", "case show", number=1)
    before = said_in(shown)
    await court.click("oakley", shown.response, "Ban…")
    await court.click("oakley", shown.response, "Back")
    assert said_in(shown) == before
    assert court.called == ["timeout"]


async def test_a_ban_that_is_refused_on_a_private_card_leaves_the_case_as_it_is(
    court: Court,
) -> None:
    await court.open()
    shown = await court.slash("oakley", "case show", number=1)
    await court.click("oakley", shown.response, "Ban…")
    await court.forbid("moderator", ban_members=False)
    told = said_in(await court.click("oakley", shown.response, "Yes, ban"))
    assert told[-1] == "You may not do that here: it takes the right to ban."
    assert court.called == ["timeout"]
