"""Commands on cases: who may enter them, what each shows or does, and to whom."""

from typing import Any

import pytest

from engine.actions import AlertModerators, Ban, LockDown
from engine.cases import Case, Status
from engine.changes import Changes, Journaled
from engine.events import Community, Place, Platform
from engine.ports import StorageFullError
from tests.builders import assessment, message, minutes, verdict
from tests.cogs.court import Court, said_in

NUMBERED = ("case show", "case note", "case reason", "case void", "undo", "explain")
MESSAGE = "1300000000000000001"
OTHERS = ("case list", "case search", "history", "review")
RULINGS = ("case note", "case reason", "case void", "undo")


def options(court: Court, name: str, number: int = 1) -> dict[str, object]:
    """The least that a command must be given."""
    given: dict[str, dict[str, object]] = {
        "case note": {"number": number, "text": "seen"},
        "case reason": {"number": number, "text": "because"},
        "case search": {"words": "harm"},
        "undo": {"case": str(number)},
        "explain": {"case": str(number)},
        "history": {"person": court.people["vex"]},
    }
    plain = {"number": number} if name in NUMBERED else {}
    return given.get(name, plain)


@pytest.mark.parametrize("name", [*NUMBERED, *OTHERS])
async def test_a_member_who_enters_it_all_the_same_is_refused_alone(
    court: Court, name: str
) -> None:
    await court.act()
    before = await court.case()
    told = said_in(await court.slash("mika", name, **options(court, name)))
    assert told == ["You may not do that here: it takes the right to review."]
    assert (await court.case(), court.called) == (before, ["timeout"])


async def test_discord_hides_them_from_members_and_from_private_talks(court: Court) -> None:
    await court.act()
    known = {each["name"]: each for each in court.commands()}
    for name in ("case", "history", "explain", "undo", "review"):
        assert known[name]["default_member_permissions"] == 1 << 40
        assert known[name]["contexts"] == [0]
        assert known[name]["integration_types"] == [0]


@pytest.mark.parametrize("name", NUMBERED)
async def test_a_case_that_is_not_there_is_said_to_be_missing(court: Court, name: str) -> None:
    told = said_in(await court.slash("oakley", name, **options(court, name, 404)))
    assert told == ["There is no case 404 here."]


@pytest.mark.parametrize("name", RULINGS)
@pytest.mark.parametrize(
    ("subject", "why"),
    [
        ("marshal", "They rank as high as you do, or higher."),
        ("oakley", "Nobody acts in a case of their own."),
    ],
)
async def test_nobody_acts_above_themselves_nor_in_their_own_case(
    court: Court, name: str, subject: str, why: str
) -> None:
    await court.act(by=subject)
    before = await court.case()
    assert said_in(await court.slash("oakley", name, **options(court, name))) == [why]
    assert (await court.case(), court.called) == (before, ["timeout"])


async def test_a_case_is_explained_as_its_cards_button_does(court: Court) -> None:
    card = await court.act()
    (asked,) = said_in(await court.slash("oakley", "explain", case="1"))
    (clicked,) = said_in(await court.click("hob", card, "Explain"))
    assert asked == clicked
    assert asked.startswith("**How case 1 came about**")


async def overheard(court: Court, number: str, **place: Community) -> None:
    """Somebody's words that no case came of."""
    where = Place(place.get("community", court.community), str(court.mod_log.id))
    said = message("what a turnip", id=number, place=where, at=court.door.clock.now())
    judged = verdict(said, assessment=assessment(0.3))
    await court.door.ledger.commit(Changes(events=(Journaled(said),), verdicts=(judged,)))


@pytest.mark.parametrize("named", [MESSAGE, f"https://discord.com/channels/1/2/{MESSAGE}"])
async def test_a_message_that_no_case_came_of_is_explained(court: Court, named: str) -> None:
    await overheard(court, MESSAGE)
    (told,) = said_in(await court.slash("oakley", "explain", case=named))
    assert told.startswith("**Why there is no case about it**")
    assert "It is acted on from a harm of 50% on: it was 30%, 20 points short." in told
    assert "turnip" not in told


async def test_a_message_of_another_server_is_not_known(court: Court) -> None:
    await overheard(court, MESSAGE, community=Community(Platform.DISCORD, "4242"))
    told = said_in(await court.slash("oakley", "explain", case=MESSAGE))
    assert told == ["Nothing is known here of a message like that."]


async def test_a_message_that_a_case_came_of_is_explained_by_it(court: Court) -> None:
    await court.act_on(MESSAGE)
    (told,) = said_in(await court.slash("oakley", "explain", case=MESSAGE))
    assert told.startswith("**How case 1 came about**")


async def test_a_list_names_each_case_in_a_line_the_newest_first(court: Court) -> None:
    await court.act()
    await court.act(by="mika")
    await court.slash("oakley", "undo", case="1")
    (all_of_them,) = said_in(await court.slash("oakley", "case list"))
    (undone,) = said_in(await court.slash("oakley", "case list", status="undone"))
    (none,) = said_in(await court.slash("oakley", "case list", category="raid"))
    assert [line[:5] for line in all_of_them.splitlines()[1:]] == ["**2**", "**1**"]
    assert f"<@{court.id_of('vex')}>" in undone
    assert "timed out for 10 minutes" in undone
    assert "**2**" not in undone
    assert none == "### Cases\nThere is none."


async def test_a_long_list_goes_on_where_it_ended(court: Court) -> None:
    for _ in range(13):
        await court.act()
    (first,) = said_in(await court.slash("oakley", "case list"))
    assert first.splitlines()[-1] == "-# There are more: ask again with `before: 2`."
    (second,) = said_in(await court.slash("oakley", "case list", before=2))
    assert [line[:5] for line in second.splitlines()[1:]] == ["**1**"]


async def test_a_search_finds_by_the_reason_and_the_person(court: Court) -> None:
    await court.act()
    await court.act(by="mika")
    await court.slash("oakley", "case reason", number=2, text="Threats in **verse**")
    (found,) = said_in(await court.slash("oakley", "case search", words="verse THREATS"))
    vex = court.people["vex"]
    (nothing,) = said_in(await court.slash("oakley", "case search", words="verse", person=vex))
    assert [line[:5] for line in found.splitlines()[1:]] == ["**2**"]
    assert nothing == "### Cases found\nThere is none."


async def test_a_history_is_about_one_person(court: Court) -> None:
    await court.act()
    await court.act(by="mika")
    (told,) = said_in(await court.slash("oakley", "history", person=court.people["mika"]))
    assert told.splitlines()[0] == f"### About <@{court.id_of('mika')}>"
    assert [line[:5] for line in told.splitlines()[1:]] == ["**2**"]


WRITTEN: dict[str, tuple[str, Any]] = {
    "case note": ("Noted on case 1.", lambda case: [note.text for note in case.notes] == ["seen"]),
    "case reason": ("Case 1 has that reason now.", lambda case: case.reason == "because"),
    "case void": (
        "Case 1 is void, and what it did is taken back.",
        lambda case: case.status is Status.VOID,
    ),
    "undo": ("Case 1 is taken back.", lambda case: case.status is Status.UNDONE),
}


@pytest.mark.parametrize("name", WRITTEN)
async def test_a_moderator_changes_a_case(court: Court, name: str) -> None:
    words, became = WRITTEN[name]
    await court.act()
    assert said_in(await court.slash("oakley", name, **options(court, name))) == [words]
    assert became(await court.case())


async def test_what_was_taken_back_is_not_taken_back_twice(court: Court) -> None:
    await court.act()
    await court.slash("oakley", "undo", case="1")
    told = said_in(await court.slash("hob", "undo", case="1"))
    assert told == ["Case 1 has been taken back already."]
    assert court.called == ["timeout", "untimeout"]


async def test_one_command_takes_a_whole_campaign_back(court: Court) -> None:
    ids = tuple(court.id_of(person) for person in ("vex", "mika"))
    bans = [Ban(user=each) for each in ids]
    await court.act(*bans, accounts=ids, campaign="c1")
    told = said_in(await court.slash("oakley", "undo", case="1"))
    assert told == ["Case 1 is taken back for all 2 people."]
    assert court.called.count("unban") == 2


async def test_the_latest_campaign_is_taken_back_by_its_name_with_its_lock_down_and_bans(
    court: Court,
) -> None:
    ids = tuple(court.id_of(person) for person in ("vex", "mika"))
    actions = (LockDown(duration=minutes(30)), AlertModerators(text="Raid."))
    await court.act(*actions, accounts=ids, campaign="c1", rung="raid")
    question = await court.click("marshal", await court.post(), "Ban…")
    assert said_in(question)[0].startswith("Ban 2 accounts of case 1?")
    await court.click("marshal", question.response, "Yes, ban")
    await court.act()
    told = said_in(await court.slash("marshal", "undo", case="campaign"))
    assert told == ["Case 1 is taken back for all 2 people."]
    assert sorted(court.called[-3:]) == ["reopen", "unban", "unban"]
    assert (await court.case()).status is Status.UNDONE


async def test_a_campaign_that_was_taken_back_is_not_meant_any_more(court: Court) -> None:
    ids = tuple(court.id_of(person) for person in ("vex", "mika"))
    await court.act(accounts=ids, campaign="c1")
    await court.slash("oakley", "undo", case="campaign")
    told = said_in(await court.slash("oakley", "undo", case=" Campaign "))
    assert told == ["There is no campaign here that has not been taken back."]


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("the last one", "Give a case's number, or: campaign"),
        ("-1", "Give a case's number, or: campaign"),
        ("²", "Give a case's number, or: campaign"),
        ("campaign", "There is no campaign here that has not been taken back."),
        ("99999999999999999999", "There is no case 99999999999999999999 here."),
    ],
)
async def test_an_undo_of_who_knows_what_is_refused(court: Court, named: str, words: str) -> None:
    await court.act()
    assert said_in(await court.slash("oakley", "undo", case=named)) == [words]
    assert court.called == ["timeout"]


async def test_a_campaign_is_left_alone_by_whoever_does_not_rank_above_all(court: Court) -> None:
    ids = tuple(court.id_of(person) for person in ("vex", "marshal"))
    await court.act(*[Ban(user=each) for each in ids], accounts=ids, campaign="c1")
    told = said_in(await court.slash("oakley", "undo", case="1"))
    assert told == ["They rank as high as you do, or higher."]
    assert "unban" not in court.called


async def test_what_cannot_be_written_is_said_and_changes_nothing(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: Changes) -> None:
        raise StorageFullError("no room left")

    await court.act()
    before = await court.case()
    with monkeypatch.context() as full:
        full.setattr(court.door.ledger, "commit", refuse)
        (told,) = said_in(await court.slash("oakley", "undo", case="1"))
    assert "nothing has changed" in told
    assert await court.case() == before


async def test_a_fault_is_answered_without_its_words(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> Case:
        raise ValueError("secret")

    monkeypatch.setattr(type(court.door.archive), "case", fail)
    (told,) = said_in(await court.slash("oakley", "undo", case="1"))
    assert told.startswith("Something went wrong here")


async def test_a_number_never_reaches_another_servers_case(court: Court) -> None:
    await court.act()
    boss, channel = await court.elsewhere()
    for name in NUMBERED:
        told = said_in(await boss.slash(channel, name, **options(court, name)))
        assert told == ["There is no case 1 here."]
    assert court.called == ["timeout"]


async def test_commands_survive_a_restart(court: Court) -> None:
    await court.act()
    await court.restart()
    assert said_in(await court.slash("oakley", "undo", case="1")) == ["Case 1 is taken back."]
