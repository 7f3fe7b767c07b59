"""The memory of a server's rulings: looked through and forgotten by its moderators alone."""

from pathlib import Path

import pytest

from engine.verdict import Polarity
from tests.cogs.court import Court, said_in
from tests.cogs.offices import lesson
from tests.cogs.stage import CHANNEL, open_stage

FORGET = {"ruling": "ruling-1"}


async def test_a_search_shows_rulings_behind_spoilers_the_newest_first(court: Court) -> None:
    court.memory.learn(lesson(court.community, 1, "get **lost**"))
    court.memory.learn(lesson(court.community, 2, "well played", polarity=Polarity.FINE))
    (told,) = said_in(await court.slash("oakley", "memory search"))
    lines = told.splitlines()
    fresh = "so far for these words only"
    assert lines[1] == f"**ruling-2** · fine · threat · case 2 · {fresh}"
    assert lines[3] == f"**ruling-1** · harmful · threat · case 1 · {fresh}"
    assert lines[4].startswith(r"||get \*\*lost\*\*|| <t:")


async def test_a_search_shows_first_what_holds_the_words(court: Court) -> None:
    court.memory.learn(lesson(court.community, 1, "get lost"))
    court.memory.learn(lesson(court.community, 2, "well played"))
    (told,) = said_in(await court.slash("oakley", "memory search", words="LOST"))
    assert told.splitlines()[1].startswith("**ruling-1**")


async def test_the_longest_lessons_fit_a_message(court: Court) -> None:
    for number in range(1, 20):
        court.memory.learn(lesson(court.community, number, "*" * 5_000))
    (told,) = said_in(await court.slash("oakley", "memory search"))
    assert len(told) <= 4_000
    assert told.count("ruling-") == 8


async def test_a_ruling_is_forgotten_by_its_name(court: Court) -> None:
    court.memory.learn(lesson(court.community, 1, "get lost"))
    told = said_in(await court.slash("oakley", "memory forget", ruling=" ruling-1 "))
    assert told == ["Forgotten: what case 1 taught counts no more."]
    assert court.memory.lessons(court.community) == ()
    assert said_in(await court.slash("hob", "memory forget", **FORGET)) == [
        "There is no such ruling in this community's memory."
    ]


async def test_all_that_one_moderator_taught_is_forgotten_at_once(court: Court) -> None:
    hob = court.id_of("hob")
    for number in (1, 2):
        court.memory.learn(lesson(court.community, number, "get lost", ruled_by=hob))
    court.memory.learn(lesson(court.community, 3, "get lost", ruled_by="somebody"))

    told = said_in(await court.slash("oakley", "memory disown", moderator=court.people["hob"]))

    assert told == ["Forgotten: 2 rulings count no more."]
    assert [each.case for each in court.memory.lessons(court.community)] == [3]


async def test_what_was_taught_in_a_channel_is_found_and_forgotten_there_alone(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path) as stage:
        court = stage.court
        court.memory.learn(lesson(court.community, 1, "get lost"))
        court.memory.learn(lesson(CHANNEL, 2, "go away"))
        given = {"channel": CHANNEL.id}
        (found,) = said_in(await court.slash("oakley", "memory search", **given))
        strange = said_in(await court.slash("oakley", "memory forget", **FORGET, **given))
        told = said_in(await court.slash("oakley", "memory forget", ruling="ruling-2", **given))
        lines = [line.entry async for line in court.door.archive.audit()]
        left = court.memory.lessons(CHANNEL), court.memory.lessons(court.community)
    assert found.count("ruling-") == 1
    assert "**ruling-2**" in found
    assert strange == ["There is no such ruling in this community's memory."]
    assert told == ["Forgotten: what case 2 taught counts no more."]
    assert (lines[-1].community, lines[-1].actor) == (CHANNEL, f"discord:{court.id_of('oakley')}")
    assert [len(each) for each in left] == [0, 1]


async def test_a_moderator_is_disowned_in_the_servers_channels_too(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        court = stage.court
        hob = court.id_of("hob")
        court.memory.learn(lesson(court.community, 1, "get lost", ruled_by=hob))
        court.memory.learn(lesson(CHANNEL, 2, "go away", ruled_by=f"discord:{hob}"))
        # A viewer who has the same number is somebody else.
        court.memory.learn(lesson(CHANNEL, 3, "go away", ruled_by=hob))
        told = said_in(await court.slash("oakley", "memory disown", moderator=court.people["hob"]))
        left = [each.id for each in court.memory.lessons(CHANNEL)]
    assert told == ["Forgotten: 2 rulings count no more."]
    assert left == ["ruling-3"]


@pytest.mark.parametrize("name", ["memory search", "memory forget"])
async def test_a_member_who_enters_it_all_the_same_is_refused_alone(
    court: Court, name: str
) -> None:
    court.memory.learn(lesson(court.community, 1, "get lost"))
    given = FORGET if name == "memory forget" else {}
    told = said_in(await court.slash("mika", name, **given))
    assert told == ["You may not do that here: it takes the right to review."]
    assert len(court.memory.lessons(court.community)) == 1


async def test_one_server_neither_sees_nor_forgets_anothers_rulings(court: Court) -> None:
    court.memory.learn(lesson(court.community, 1, "get lost"))
    boss, channel = await court.elsewhere()
    assert said_in(await boss.slash(channel, "memory search")) == [
        "### Remembered here\nThere is none."
    ]
    assert said_in(await boss.slash(channel, "memory forget", **FORGET)) == [
        "There is no such ruling in this community's memory."
    ]
    (known,) = [each for each in court.commands() if each["name"] == "memory"]
    assert (known["default_member_permissions"], known["contexts"]) == (1 << 40, [0])
